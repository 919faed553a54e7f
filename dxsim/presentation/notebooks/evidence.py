"""What the evidence notebook shows: each table, sentence or page by one call."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dxsim.analysis.targets import load_targets
from dxsim.cases.viet_nam import audit
from dxsim.data.observations import Date, day_of
from dxsim.data.sources import all_series, producers
from dxsim.presentation.notebooks.show import frame, markdown, plain
from dxsim.presentation.text import evidence as pages
from dxsim.presentation.text import forecasts
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.standing import standing_sentences

if TYPE_CHECKING:
    import pandas as pd
    from IPython.display import Markdown


def day(as_of: str = "") -> Date | None:
    """Return the day of knowledge asked for, None (all there is) where the text is empty."""
    return day_of(as_of) if as_of else None


def answer(as_of: Date | None = None, *, lang: str = "en") -> "Markdown":
    """Return the answer: where the share stands, how the claims fare, how fast is fast abroad."""
    from dxsim.presentation.figures.kinds.pace import pace

    view = pace(as_of=as_of, lang=lang)
    stands = standing_sentences(load_targets(), as_of, lang)
    return _bullets([*stands, pages.audit_summary(audit(as_of), lang), view.title])


def producer_methods(*, lang: str = "en") -> Any:
    """Return who measures the digital economy and how, and since when somebody else does."""
    parts, known = all_series(), producers()
    rows = [
        [
            p.names[lang],
            p.method[lang],
            ", ".join(parts[id].label[lang] for id in p.parts),
            say("evidence.goes_on", lang)
            if p.successor is None
            else say(
                "evidence.stopped", lang, year=p.last_year, successor=known[p.successor].names[lang]
            ),
        ]
        for p in known.values()
        if p.parts
    ]
    names = ("producer", "how", "parts", "until")
    return frame(([say(f"evidence.column_{name}", lang) for name in names], rows))


def claims(as_of: Date | None = None, *, lang: str = "en") -> Any:
    """Return the claims audit: claim, what the figures give, verdict, facts cited."""
    return frame(pages.audit_page(lang, as_of))


def reference_class(*, lang: str = "en") -> Any:
    """Return the episodes of the outside view with their paces and grades."""
    return frame(pages.outside_view_page(lang))


def required(as_of: Date | None = None, *, lang: str = "en") -> Any:
    """Return the speeds the targets require and their place among the episodes."""
    return frame(pages.required_page(as_of, lang))


def past(as_of: Date | None = None, *, lang: str = "en") -> Any:
    """Return the verdicts on targets whose year was observed by a day, or that there is none."""
    found = pages.past_page(as_of, lang)
    return frame(found) if found[1] else _bullets([say("evidence.no_past", lang)])


def fits(producer: str, as_of: Date | None = None, *, lang: str = "en") -> Any:
    """Return the fits of a producer's digital share that the points known allow."""
    from dxsim.analysis.forecasts.estimation import fit_all

    return frame(forecasts.fit_page(fit_all("digital_share", producer, as_of), lang))


def run(as_of: Date | None = None) -> "pd.DataFrame":
    """Return the back-test with what was known on a day; it takes some ten seconds."""
    from dxsim.analysis.forecasts.scoring.backtest import run_backtest

    return run_backtest(as_of)


def forecast(scored: "pd.DataFrame", year: int, as_of: Date, *, lang: str = "en") -> Any:
    """Return the forecasts of a year that the back-test's choices make from a day's knowledge."""
    return frame(forecasts.forecast_page(scored, year, as_of, lang))


def revisions(series: str, year: int, producer: str | None = None, *, lang: str = "en") -> Any:
    """Return how one year's number changed from release to release."""
    return frame(pages.revisions_page(series, year, producer, lang))


def backtest_scores(scored: "pd.DataFrame", *, lang: str = "en") -> Any:
    """Return the mean scores of every method, naive marks included."""
    return frame(forecasts.backtest_page(scored, lang))


def backtest_findings(scored: "pd.DataFrame", *, lang: str = "en") -> "Markdown":
    """Return what the back-test found, and how little it proves."""
    return _bullets(forecasts.backtest_findings(scored, lang))


def lessons(*, lang: str = "en") -> "Markdown":
    """Return in sentences what went wrong with a forecast on the record, and what changed since."""
    return _bullets(forecasts.lessons(lang))


def keep(out_dir: str = "", as_of: Date | None = None, *, lang: str = "en") -> "Markdown":
    """Write the audit as a tidy table into `out_dir`; say what was written."""
    if not out_dir:
        return _bullets([say("notebook.nothing_kept", lang)])
    from dxsim.cases.viet_nam import audit_table
    from dxsim.data.files import write_atomic

    table = audit_table(as_of).to_csv(index=False, lineterminator="\n")
    file = write_atomic(Path(out_dir) / "audit.csv", table.encode())
    return _bullets([say("notebook.kept", lang, files=file.name)])


def _bullets(lines: Sequence[str]) -> "Markdown":
    return markdown([f"- {plain(line)}" for line in lines])
