"""Commands of the evidence side: audit, fit, backtest."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from dxsim.cli.printing import (
    json_option,
    print_json,
    refuse_alone,
    refuse_together,
    show,
    wide_option,
)
from dxsim.cli.scenarios import (
    lang_option,
)

if TYPE_CHECKING:
    import pandas as pd

    from dxsim.analysis.forecasts.estimation import Fit


def _day_of_knowledge(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse what is no day, also where a country has nothing that a day could leave out."""
    from dxsim.data.records import day_of

    if value is not None:
        day_of(value)
    return value


as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    callback=_day_of_knowledge,
    help="Use only what was known then (2025-02-28, 2025-02, 2025).",
)


@click.command("audit")
@as_of_option
@json_option
@lang_option
def audit_command(as_of: str | None, as_json: bool, lang: str) -> None:
    """Recompute the official claims from one another, with rounding bands and verdicts.

    With --as-of only the observations are those known then: what the documents themselves say
    counts whenever they came out.
    """
    from dxsim.cases import audit
    from dxsim.data.records import day_of
    from dxsim.presentation.countries.promises import promises_summary
    from dxsim.presentation.text import evidence as pages
    from dxsim.presentation.text.messages import day, say

    results = audit(as_of)
    if as_json:
        print_json([pages.audit_record(result, lang) for result in results])
        return
    for result in results:
        verdict = say(f"claims.verdict_{result.verdict}", lang).upper()
        show(f"{result.id}  {verdict}", f"     {pages.claim(result, lang)}")
        show(f"     {pages.sentence(result, lang)}  [{' '.join(result.facts)}]", "")
    show(pages.audit_summary(results, lang), promises_summary(lang))
    if as_of:
        show(say("evidence.audit_as_of", lang, day=day(day_of(as_of), lang)))


@click.command("fit")
@click.argument("series", default="digital_share")
@click.option("--producer", help="Who measures the series [default: the country's].")
@click.option("--method", help="One method only [default: all the points allow].")
@click.option("--write", "name", metavar="NAME", help="Write a scenario with the fitted law.")
@click.option("--parent", metavar="SCENARIO", help="The scenario it extends.")
@click.option("--out", metavar="FILE", help="Where [default: the country's scenarios].")
@as_of_option
@json_option
@wide_option
@lang_option
def fit_command(  # noqa: PLR0913 - the options of one command
    series: str,
    producer: str | None,
    method: str | None,
    name: str | None,
    parent: str | None,
    out: str | None,
    as_of: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """Fit growth laws to SERIES and print them with the error each admits.

    With --write the law (of --method, by default partial pooling) becomes a scenario.
    """
    from dxsim.analysis.forecasts.estimation import fit, fit_all
    from dxsim.data.country import load_country
    from dxsim.presentation.text import fits as pages

    producer = producer or load_country().default_producer
    options = {"--write": name, "--parent": parent, "--out": out}
    for option in ("--parent", "--out"):
        refuse_alone(options, option, "--write")
    if name:
        fitted = fit(series, producer, method or "pooled", as_of)
        click.echo(str(_write_fit(fitted, name, parent, out, as_of)))
        return
    fits = [fit(series, producer, method, as_of)] if method else fit_all(series, producer, as_of)
    if as_json:
        print_json([pages.fit_record(one) for one in fits])
    else:
        show(pages.fit_heading(fits, lang), "", pages.fit_page(fits, lang))


def _write_fit(
    fit: "Fit", name: str, parent: str | None, out: str | None, as_of: str | None
) -> Path:
    """Write a fit as a scenario that reads back; an existing file is never replaced."""
    from dxsim.analysis.forecasts.fitted_scenario import fitted_scenario, parent_of
    from dxsim.data.locations import own_folder, scenarios_dir
    from dxsim.data.yamlfile import InputError
    from dxsim.presentation.text.fits import fit_words
    from dxsim.scenario.loading import load_scenario, write_new_scenario
    from dxsim.scenario.writing import differences

    path = Path(out) if out else own_folder(scenarios_dir()) / f"{name}.yaml"
    if path.stem != name or path.exists():
        found_there = "a file of that name" if path.exists() else path.name
        raise InputError(str(path), found=found_there, expected=f"a new file {name}.yaml")
    base = load_scenario(parent or parent_of(fit))
    child = fitted_scenario(fit, base, name, fit_words(fit))
    options = f" --as-of {as_of}" if as_of else ""
    command = f"dxsim fit {fit.series} --producer {fit.producer} --method {fit.method}"
    head = f"# Fitted by: {command}{options} --write {name} --parent {base.name}\n"
    return write_new_scenario(path, head + differences(base, child))


@click.command("backtest")
@click.argument("outcomes", required=False, metavar="[OUTCOMES]")
@click.option(
    "--forecast",
    "year",
    type=click.IntRange(1990, 2500),
    metavar="YEAR",
    help="Make a forecast for a year.",
)
@click.option(
    "--release",
    type=click.Choice(["first", "mature"]),
    help="Which release is forecast [default: first].",
)
@click.option("--errors", "calibrate", is_flag=True, help="Make the default errors of scenarios.")
@click.option(
    "--whole-class",
    is_flag=True,
    help="Leave one series out: forecasts abroad know the whole class but their own economy.",
)
@click.option("--out", metavar="FILE", help="Write the forecast or the errors there.")
@click.option("--score", "scored_file", metavar="FILE", help="Score a forecast file.")
@as_of_option
@json_option
@wide_option
@lang_option
def backtest_command(  # noqa: PLR0913 - the options of one command
    outcomes: str | None,
    year: int | None,
    release: Literal["first", "mature"] | None,
    calibrate: bool,
    whole_class: bool,
    out: str | None,
    scored_file: str | None,
    as_of: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """Score past forecasts; make a blind one (--forecast); score one (--score FILE OUTCOMES).

    OUTCOMES is a CSV file with the columns series and value (and, where they matter, year,
    producer and unit, which must be the forecast's); without it a forecast is scored against the
    observations.
    """
    modes = {"--score": scored_file, "--forecast": year, "--errors": calibrate}
    refuse_together(modes, *modes)
    refuse_alone(modes | {"OUTCOMES": outcomes}, "OUTCOMES", "--score")
    refuse_alone(modes | {"--out": out}, "--out", "--forecast", "--errors")
    refuse_alone(modes | {"--release": release}, "--release", "--forecast")
    refuse_together(modes | {"--as-of": as_of}, "--score", "--as-of")
    for mode in modes:
        refuse_together(modes | {"--whole-class": whole_class}, mode, "--whole-class")
    if scored_file:
        _score(scored_file, outcomes, as_json, lang)
    elif year is not None:
        _forecast(year, as_of, release or "first", out)
    elif calibrate:
        _errors(as_of, out)
    else:
        _backtest(as_of, whole_class, as_json, lang)


def _backtest(as_of: str | None, whole_class: bool, as_json: bool, lang: str) -> None:
    from dxsim.analysis.forecasts.scoring.backtest import run_backtest
    from dxsim.presentation.text import forecasts as pages
    from dxsim.presentation.text.messages import say

    scored = run_backtest(as_of, whole_class=whole_class)
    if as_json:
        print_json(pages.backtest_record(scored))
        return
    notes = [say("evidence.score_note", lang), *pages.backtest_findings(scored, lang)]
    show(pages.backtest_page(scored, lang), "", [f"- {line}" for line in notes])


def _forecast(
    year: int, as_of: str | None, release: Literal["first", "mature"], out: str | None
) -> None:
    from dxsim.analysis.forecasts.blind import blind_forecasts, forecast_text
    from dxsim.data.files import write_atomic

    made = blind_forecasts(year, as_of or f"{year - 1}-12-31", release=release)
    text = forecast_text(made, out)
    if out:
        write_atomic(Path(out), text.encode())
        click.echo(out)
    else:
        click.echo(text)


def _errors(as_of: str | None, out: str | None) -> None:
    from dxsim.analysis.forecasts import calibration
    from dxsim.analysis.forecasts.scoring.backtest import run_backtest
    from dxsim.data.files import out_option, write_atomic
    from dxsim.data.locations import country_option
    from dxsim.presentation.text.forecasts import provenance

    held = calibration.posterior_coverage(run_backtest(as_of))
    taken = calibration.revisions_taken(as_of)
    said = {lang: provenance(held, taken, lang) for lang in ("en", "vi")}
    content = {
        "provenance": {"status": "calibrated"} | said,
        "producers": calibration.calibrated_errors(as_of),
    }
    options = (f" --as-of {as_of}" if as_of else "") + out_option(out)
    text = calibration.errors_text(content, f"dxsim{country_option()} backtest --errors{options}")
    if out:
        write_atomic(Path(out), text.encode())
        click.echo(out)
    else:
        click.echo(text)


def _score(scored_file: str, outcomes: str | None, as_json: bool, lang: str) -> None:
    from dxsim.analysis.forecasts.scoring import outcomes as scoring
    from dxsim.presentation.text import forecasts as pages

    forecast, came_out = _files_to_score(scored_file, outcomes)
    table, left = scoring.score(forecast, came_out)
    if as_json:
        print_json({"scores": _records(table), "not_scored": left})
        return
    show(pages.score_page(table, lang))
    for line in left:
        click.echo(line, err=True)


def _files_to_score(first: str, second: str | None) -> tuple[Path, Path | None]:
    """Return the forecast file and the outcomes file, whichever of the two was named first."""
    from dxsim.analysis.forecasts.scoring.outcomes import file_on_record

    if not first.lower().endswith((".csv", ".txt", ".tsv")):
        return Path(first), Path(second) if second else None
    if second:
        return Path(second), Path(first)
    return file_on_record(Path(first)), Path(first)


def _records(table: "pd.DataFrame") -> list[dict[str, object]]:
    """Return a table's rows as plain values, missing ones as None."""
    plain = table.astype(object).where(table.notna(), None)
    return [{str(k): _plain(v) for k, v in row.items()} for row in plain.to_dict("records")]


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value
