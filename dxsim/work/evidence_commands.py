"""Commands of the evidence side: audit, fit, backtest."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dxsim.work.commands import json_option, lang_option, print_json

if TYPE_CHECKING:
    import pandas as pd

as_of_option = click.option(
    "--as-of", metavar="DATE", help="Use only what was known then (2025-02-28, 2025-02, 2025)."
)


@click.command("audit")
@as_of_option
@json_option
@lang_option
def audit_command(as_of: str | None, as_json: bool, lang: str) -> None:
    """Recompute the official claims from one another, with rounding bands and verdicts."""
    from dxsim.analysis.claims import audit
    from dxsim.presentation import evidence_tables as pages
    from dxsim.presentation.messages import say

    results = audit(as_of)
    if as_json:
        print_json([pages.audit_record(result, lang) for result in results])
        return
    for result in results:
        verdict = say(f"claims.verdict_{result.verdict}", lang).upper()
        click.echo(f"{result.id}  {verdict}\n     {pages.claim(result, lang)}")
        click.echo(f"     {pages.sentence(result, lang)}  [{' '.join(result.facts)}]\n")
    click.echo(pages.audit_summary(results, lang))


@click.command("backtest")
@click.argument("outcomes", required=False, metavar="[OUTCOMES]")
@click.option("--forecast", "year", type=int, metavar="YEAR", help="Make a forecast for a year.")
@click.option("--errors", "calibrate", is_flag=True, help="Make the default errors of scenarios.")
@click.option("--out", metavar="FILE", help="Write the forecast or the errors there.")
@click.option("--score", "scored_file", metavar="FILE", help="Score a forecast file.")
@as_of_option
@json_option
@lang_option
def backtest_command(  # noqa: PLR0913 - the options of one command
    outcomes: str | None,
    year: int | None,
    calibrate: bool,
    out: str | None,
    scored_file: str | None,
    as_of: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """Score past forecasts; make a blind one (--forecast); score one (--score FILE OUTCOMES).

    OUTCOMES is a CSV file with the columns series and value (and, where they matter, year and
    producer); without it a forecast is scored against the observations.
    """
    if scored_file:
        _score(scored_file, outcomes, as_json, lang)
    elif year is not None:
        _forecast(year, as_of, out)
    elif calibrate:
        _errors(as_of, out)
    else:
        _backtest(as_of, as_json, lang)


def _backtest(as_of: str | None, as_json: bool, lang: str) -> None:
    from dxsim.analysis.backtest import run_backtest
    from dxsim.presentation import evidence_tables as pages
    from dxsim.presentation.tables import plain_text

    scored = run_backtest(as_of)
    if as_json:
        print_json(pages.backtest_record(scored))
        return
    click.echo(plain_text(pages.backtest_page(scored, lang)) + "\n")
    for line in pages.backtest_findings(scored, lang):
        click.echo(f"- {line}")


def _forecast(year: int, as_of: str | None, out: str | None) -> None:
    from dxsim.analysis.blind import blind_forecasts, forecast_text
    from dxsim.data.files import write_atomic

    text = forecast_text(blind_forecasts(year, as_of or f"{year - 1}-12-31"), out)
    if out:
        write_atomic(Path(out), text.encode())
        click.echo(out)
    else:
        click.echo(text)


def _errors(as_of: str | None, out: str | None) -> None:
    from dxsim.analysis.backtest import run_backtest
    from dxsim.analysis.calibration import calibrated_errors, errors_text, pooled_coverage
    from dxsim.data.files import write_atomic
    from dxsim.presentation.evidence_tables import provenance

    scored = run_backtest(as_of)
    held = pooled_coverage(scored)
    said = {lang: provenance(held, lang) for lang in ("en", "vi")}
    content = {
        "provenance": {"status": "calibrated"} | said,
        "producers": calibrated_errors(scored, as_of),
    }
    options = (f" --as-of {as_of}" if as_of else "") + (f" --out {out}" if out else "")
    text = errors_text(content, f"dxsim backtest --errors{options}")
    if out:
        write_atomic(Path(out), text.encode())
        click.echo(out)
    else:
        click.echo(text)


def _score(scored_file: str, outcomes: str | None, as_json: bool, lang: str) -> None:
    from dxsim.analysis import outcomes as scoring
    from dxsim.presentation import evidence_tables as pages
    from dxsim.presentation.tables import plain_text

    forecast, came_out = _files_to_score(scored_file, outcomes)
    table, left = scoring.score(forecast, came_out)
    if as_json:
        print_json({"scores": _records(table), "not_scored": left})
        return
    click.echo(plain_text(pages.score_page(table, lang)))
    for line in left:
        click.echo(line, err=True)


def _files_to_score(first: str, second: str | None) -> tuple[Path, Path | None]:
    """Return the forecast file and the outcomes file, whichever of the two was named first."""
    from dxsim.data.locations import params_dir

    if not first.lower().endswith((".csv", ".txt", ".tsv")):
        return Path(first), Path(second) if second else None
    if second:
        return Path(second), Path(first)
    newest = sorted((params_dir() / "forecasts").glob("[0-9]*.yaml"))
    return newest[-1], Path(first)


def _records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return a table's rows as plain values, missing ones as None."""
    plain = table.astype(object).where(table.notna(), None)
    return [{str(k): _plain(v) for k, v in row.items()} for row in plain.to_dict("records")]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell
    return value.item() if hasattr(value, "item") else value
