"""Contents of the evidence notebook: each table, sentence or page by one call."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dxsim.analysis.evidence.past_targets import last_year_over
from dxsim.analysis.targets import load_targets
from dxsim.cases import audit, audit_table
from dxsim.data.country import load_country
from dxsim.data.observations import observations
from dxsim.data.records import Date, day_of
from dxsim.data.sources import all_series, producers
from dxsim.presentation.countries.promises import promises_summary
from dxsim.presentation.notebooks.languages import in_each_language
from dxsim.presentation.notebooks.show import frame, markdown, plain, written
from dxsim.presentation.text import evidence as pages
from dxsim.presentation.text import forecasts
from dxsim.presentation.text.fits import fit_page
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.standing import standing_sentences

if TYPE_CHECKING:
    import pandas as pd
    from IPython.display import Markdown
    from pandas.io.formats.style import Styler

SHARE = "digital_share"


def day(as_of: str = "") -> Date | None:
    """Return the day of knowledge asked for, None (all there is) where the text is empty."""
    return day_of(as_of) if as_of else None


@in_each_language
def answer(as_of: Date | None = None, *, lang: str = "en") -> "Markdown":
    """Return the answer: where the share stands, how the claims fare, how fast is fast abroad."""
    from dxsim.presentation.figures.evidence.pace import pace

    view = pace(as_of=as_of, lang=lang)
    stands = standing_sentences(load_targets(), as_of, lang)
    return _bullets(
        [*stands, pages.audit_summary(audit(as_of), lang), view.title, promises_summary(lang)]
    )


@in_each_language
def producer_methods(*, lang: str = "en") -> "Styler":
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


@in_each_language
def claims(as_of: Date | None = None, *, lang: str = "en") -> "Styler | Markdown":
    """Return the claims audit: claim, what the figures give, verdict, facts cited."""
    page = pages.audit_page(lang, as_of)
    return frame(page) if page[1] else _bullets([say("evidence.no_claims", lang)])


@in_each_language
def reference_class(*, lang: str = "en") -> "Styler":
    """Return the episodes of the outside view with their paces and grades."""
    return frame(pages.outside_view_page(lang))


@in_each_language
def required(as_of: Date | None = None, *, lang: str = "en") -> "Styler":
    """Return the speeds the targets require and their place among the episodes."""
    return frame(pages.required_page(as_of, lang))


@in_each_language
def past(as_of: Date | None = None, *, lang: str = "en") -> "Styler | Markdown":
    """Return the verdicts on targets whose year was observed by a day, or that there is none."""
    page = pages.past_page(as_of, lang)
    return frame(page) if page[1] else _bullets([say("evidence.no_past", lang)])


@in_each_language
def fits(as_of: Date | None = None, *, lang: str = "en") -> "Styler":
    """Return the fits of every producer's digital share that the points known allow."""
    from dxsim.analysis.forecasts.estimation import fit_all
    from dxsim.analysis.forecasts.histories import subjects

    who = [one.producer for one in subjects() if one.series == SHARE]
    header: list[str] = []
    rows: list[list[str]] = []
    for producer in who:
        names, page = fit_page(fit_all(SHARE, producer, as_of), lang)
        header = [say("evidence.column_producer", lang), *names]
        rows += [[producers()[producer].short[lang], *row] for row in page]
    return frame((header, rows))


def run(as_of: Date | None = None) -> "pd.DataFrame":
    """Return the back-test with what was known on a day; it takes some ten seconds."""
    from dxsim.analysis.forecasts.scoring.backtest import run_backtest

    return run_backtest(as_of)


@in_each_language
def forecast(
    scored: "pd.DataFrame", year: int = 0, as_of: Date | None = None, *, lang: str = "en"
) -> "Styler":
    """Return each series' forecast for a year, by the method that the settings publish.

    Parameters
    ----------
    scored
        the back-test, as `run` returns it.
    year
        the year forecast; 0 takes the first that is not over on that day.
    as_of
        the day whose knowledge is used; None takes all that is known.
    lang
        "en" or "vi".
    """
    known = as_of or observations()["known_since"].max().date()
    asked = year or last_year_over(known) + 1
    return frame(forecasts.forecast_page(scored, asked, known, lang))


@in_each_language
def share_revisions(year: int, *, lang: str = "en") -> "Styler | Markdown":
    """Return how the share of the country's first producer in a year changed by release."""
    return revisions(SHARE, year, load_country().default_producer, lang=lang)


@in_each_language
def revisions(
    series: str, year: int, producer: str | None = None, *, lang: str = "en"
) -> "Styler | Markdown":
    """Return how one year's number changed from release to release."""
    page = pages.revisions_page(series, year, producer, lang) if series in all_series() else None
    return frame(page) if page else _bullets([say("evidence.revisions_nothing", lang, year=year)])


@in_each_language
def backtest_scores(scored: "pd.DataFrame", *, lang: str = "en") -> "Styler":
    """Return the mean scores of every method, naive marks included."""
    return frame(forecasts.backtest_page(scored, lang))


@in_each_language
def backtest_findings(scored: "pd.DataFrame", *, lang: str = "en") -> "Markdown":
    """State the result of the back-test and its limits."""
    return _bullets(forecasts.backtest_findings(scored, lang))


@in_each_language
def lessons(*, lang: str = "en") -> "Markdown":
    """Return in sentences what went wrong with a forecast on the record, and what changed since."""
    return _bullets(forecasts.lessons(lang) or [say("evidence.no_lessons", lang)])


def keep(out_dir: str = "", as_of: Date | None = None, *, lang: str = "en") -> "Markdown":
    """Write the audit as a tidy table into `out_dir`; say what was written."""
    if not out_dir:
        return written([], lang=lang)
    from dxsim.data.files import write_atomic

    table = audit_table(as_of).to_csv(index=False, lineterminator="\n")
    file = write_atomic(Path(out_dir) / "audit.csv", table.encode())
    return written([file], lang=lang)


def _bullets(lines: Sequence[str]) -> "Markdown":
    return markdown([f"- {plain(line)}" for line in lines])
