"""Tables and sentences on the back-test and scored forecasts, in either language."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dxsim.data.country import load_country
from dxsim.data.files import Document
from dxsim.data.records import Date
from dxsim.data.sources import all_series, producers, unpublished_components
from dxsim.presentation.text import messages
from dxsim.presentation.text.blocks import Table, evidence_table

if TYPE_CHECKING:
    import pandas as pd

    from dxsim.analysis.forecasts.measurement import Revisions
    from dxsim.analysis.forecasts.scoring.coverage import Held, Record

COVERAGE_ENDS = ("coverage_low", "coverage_high")
_LARGE = 1000


def backtest_page(scored: "pd.DataFrame", lang: str = "en") -> Table:
    """Return the mean scores of every method on every scale, ready to print."""
    from dxsim.analysis.forecasts.scoring.backtest import summary

    rows = [
        (
            messages.say(f"evidence.scale_{row['scale']}", lang),
            messages.say(f"evidence.method_{row['method']}", lang),
            str(row["forecasts"]),
            str(row["series"]),
            messages.number(row["mean_absolute_error"], lang, 3),
            messages.number(row["mean_crps"], lang, 3),
            messages.number(row["mean_log_score"], lang, 2),
            messages.percent(row["coverage"], lang, 0),
            _range([row[end] for end in COVERAGE_ENDS], lang),
        )
        for row in summary(scored).sort_values(["scale", "mean_crps"]).to_dict("records")
    ]
    names = (
        "scale", "method", "forecasts", "series_count", "mae", "crps", "log_score", "coverage",
        "coverage_range",
    )  # fmt: skip
    return evidence_table(names, rows, lang)


def backtest_record(scored: "pd.DataFrame") -> Document:
    """Return the back-test as plain values: mean scores by method, and those published."""
    from dataclasses import asdict

    from dxsim.analysis.forecasts.scoring.backtest import summary
    from dxsim.analysis.forecasts.scoring.coverage import record

    table = summary(scored)
    known = table.astype(object).where(table.notna(), None)
    return {
        "methods": known.to_dict("records"),
        "published": [asdict(record(scored, scale)) for scale in sorted(set(table["scale"]))],
    }


def score_page(table: "pd.DataFrame", lang: str) -> Table:
    """Return the scores of a forecast file, ready to print."""
    held = [column for column in table.columns if str(column).startswith("in_")]
    rows = [
        (
            all_series()[row["series"]].label[lang]
            if row["series"] in all_series()
            else row["series"],
            row["producer"],
            *(messages.number(row[c], lang, 2) for c in ("outcome", "median", "error")),
            " ".join(c.removeprefix("in_") for c in held if row[c]) or messages.MISSING,
            messages.number(row["crps"], lang, 3),
            messages.percent(row["skill"], lang, 0),
        )
        for row in table.to_dict("records")
    ]
    names = ("series", "producer", "outcome", "median", "error", "inside", "quantile_score", "gain")
    return evidence_table(names, rows, lang)


def backtest_findings(scored: "pd.DataFrame", lang: str = "en") -> list[str]:
    """Return in sentences what the back-test found and how little it proves."""
    from dxsim.analysis.forecasts.scoring.coverage import record

    findings = [record(scored, scale) for scale in ("share", "level", "rate")]
    missed = [_missed(scored, one, lang) for one in findings]
    wide = [_too_wide(one, lang) for one in findings]
    said = [*(_gain(one, lang) for one in findings), *filter(None, [*wide, *missed])]
    return [*said, _proof(scored, findings[0], lang)]


def _too_wide(record: "Record", lang: str) -> str:
    """Return why a scale's interval holds more than it says, where series show that it does.

    That is where even the lower end of the interval over series lies above the level stated.
    """
    held = record.held
    if held.band is None or held.band[0] <= held.level:
        return ""
    why = [messages.say("evidence.wide_averaged", lang)] * (record.method == "combination")
    return messages.say(
        "evidence.wide", lang, scale=messages.say(f"evidence.scale_{record.scale}", lang),
        interval=messages.percent(held.level, lang, 0),
        why=" ".join([*why, messages.say("evidence.wide_prior", lang)]),
    )  # fmt: skip


def _missed(scored: "pd.DataFrame", record: "Record", lang: str) -> str:
    """Return in words of which years the outcomes outside a scale's interval are."""
    from dxsim.analysis.forecasts.scoring.coverage import inside, rows_of

    own = rows_of(scored, record.scale, record.method)
    outside = own[~inside(own, record.held.level)]
    counts = sorted(Counter(outside["year"]).items())
    years = ", ".join(f"{_year(year, lang)} ({count})" for year, count in counts)
    if outside.empty:
        return ""
    return messages.say(
        "evidence.missed", lang, scale=messages.say(f"evidence.scale_{record.scale}", lang),
        count=len(outside), forecasts=len(own), years=years,
    )  # fmt: skip


def _year(time: float, lang: str) -> str:
    """Return a year, or the half-year of a fiscal one, without a mark between its thousands."""
    half = messages.number(time % 1, lang, 1)[1:] if time % 1 else ""
    return f"{int(time)}{half}"


def _gain(record: "Record", lang: str) -> str:
    """Return in words how a scale's published method did against the mark named beforehand."""
    held = record.held
    return messages.say(
        "evidence.gain", lang, scale=messages.say(f"evidence.scale_{record.scale}", lang),
        method=messages.say(f"evidence.method_{record.method}", lang),
        mark=messages.say(f"evidence.method_{record.mark}", lang),
        gain=messages.percent(record.gain, lang, 0),
        gain_range=_range(record.gain_band, lang, True),
        forecasts=held.forecasts, series=held.series,
        interval=messages.percent(held.level, lang, 0),
        coverage=messages.percent(held.coverage, lang, 0),
        coverage_range=_range(held.band, lang, True),
        conformal=messages.percent(record.conformal, lang, 0),
    )  # fmt: skip


def _range(ends: "Sequence[float] | None", lang: str, words: bool = False) -> str:
    """Return the two ends of an interval in per cent, or that there is none."""
    if ends is None or any(end is None or math.isnan(end) for end in ends):
        return messages.say("evidence.range_none", lang) if words else messages.MISSING
    low, high = (messages.percent(end, lang, 0) for end in ends)
    return (
        messages.say("evidence.range", lang, low=low, high=high)
        if words
        else messages.interval(low, high)
    )


def _proof(scored: "pd.DataFrame", record: "Record", lang: str) -> str:
    """Return in words where the outcomes of shares come from, and how little they prove."""
    from dxsim.analysis.forecasts.scoring.coverage import inside, rows_of

    own = rows_of(scored, "share", record.method)
    held = inside(own, record.held.level)
    of_largest = own["subject"] == own["subject"].value_counts().idxmax()
    judge = load_country().default_producer
    of_office = (own["subject"] == f"digital_share/{judge}") & (own["kind"] == "vintage")
    origins = own[["kind", "subject", "origin"]].drop_duplicates()
    return messages.say(
        "evidence.proof", lang, interval=messages.percent(record.held.level, lang, 0),
        hits=record.held.hits, forecasts=record.held.forecasts, origins=len(origins),
        largest=subject_name(str(own[of_largest]["subject"].iloc[0]), lang),
        most=int(of_largest.sum()), most_held=int(held[of_largest].sum()),
        others=int((~of_largest).sum()), others_held=int(held[~of_largest].sum()),
        abroad=int((origins["kind"] == "abroad").sum()), office=own[of_office]["origin"].nunique(),
        office_held=int(held[of_office].sum()), office_outcomes=int(of_office.sum()),
        judge=producers()[judge].short[lang],
    )  # fmt: skip


def subject_name(subject: str, lang: str) -> str:
    """Return how prose names a series of the back-test: a measure abroad, or our series."""
    from dxsim.analysis.episodes import measures

    abroad = measures().get(subject)
    if abroad is not None:
        return f"{abroad.label[lang]} ({abroad.producer})"
    series, _, producer = subject.partition("/")
    return f"{all_series()[series].label[lang]} ({producers()[producer].short[lang]})"


def provenance(held: "Held", taken: "dict[str, Revisions]", lang: str) -> str:
    """Return where the default errors of scenarios come from, and how little that proves.

    `held` is how many outcomes the posterior's interval held in the back-test, `taken` by producer
    how far its totals are taken to be revised.
    """
    growth = messages.say(
        "evidence.provenance", lang, interval=messages.percent(held.level, lang, 0),
        coverage=messages.percent(held.coverage, lang, 0), series=held.series,
        coverage_range=_range(held.band, lang, True),
    )  # fmt: skip
    revised = [
        _revised(producers()[name].short[lang], found, lang) for name, found in taken.items()
    ]
    return " ".join([growth, *revised, _assumed(lang)])


def _assumed(lang: str) -> str:
    """List the assumptions among the default errors, with allocations among parts if any."""
    known = load_country().components
    parts = [known[name].brief[lang] for name in unpublished_components()]
    if not parts:
        return messages.say("evidence.provenance_assumed", lang)
    named = messages.say("evidence.listed", lang).join(parts)
    return messages.say("evidence.provenance_assumed_parts", lang, parts=named)


def _revised(producer: str, revised: "Revisions", lang: str) -> str:
    """Return in words how far a producer's totals are taken to be revised, and on what ground."""
    sd = messages.number(revised.sd, lang, 3)
    if not revised.own_years:
        return messages.say(
            "evidence.provenance_foreign", lang, producer=producer, sd=sd,
            foreign=revised.foreign_years,
        )  # fmt: skip
    return messages.say(
        "evidence.provenance_revised", lang, producer=producer, sd=sd, years=revised.own_years,
        own=messages.number(revised.own_sd or 0.0, lang, 3), foreign=revised.foreign_years,
    )  # fmt: skip


def forecast_page(scored: "pd.DataFrame", year: int, as_of: Date, lang: str) -> Table:
    """Return the forecasts of a year with their quantiles, and the median of the naive marks."""
    from dxsim.analysis.forecasts.blind import blind_forecasts

    known = all_series()
    rows = []
    for entry in blind_forecasts(year, as_of, scored)["forecasts"]:
        ends = [entry["quantiles"][level] for level in ("p10", "p50", "p90")]
        digits = 0 if max(ends) >= _LARGE else 2
        marks = [
            f"{messages.say(f'evidence.method_{name}', lang)} "
            f"{messages.number(values['p50'], lang, digits)}"
            for name, values in entry["marks"].items()
        ]
        rows.append(
            (
                known[entry["series"]].label[lang],
                producers()[entry["producer"]].short[lang],
                messages.say(f"evidence.method_{entry['method']}", lang),
                messages.say(f"evidence.release_{entry['release']}", lang),
                *(messages.number(value, lang, digits) for value in ends),
                "; ".join(marks),
            )
        )
    names = ("series", "producer", "method", "release", "low", "median", "high", "marks")
    return evidence_table(names, rows, lang)


def lessons(lang: str = "en") -> list[str]:
    """Explain the misses of the recorded forecasts that were made again.

    One sentence a forecast whose year is over and that was made again afterwards, then what was
    known and not used, and what changed; nothing where no forecast was made again.
    """
    from dxsim.analysis.forecasts.scoring.outcomes import score
    from dxsim.data.locations import country_dir

    lines = []
    for again in sorted((country_dir() / "forecasts").glob("*-afterwards.yaml")):
        made, _ = score(again.with_name(again.name.replace("-afterwards", "")))
        remade, _ = score(again)
        lines.append(
            messages.say(
                "evidence.lesson_scores", lang, year=made["year"].iloc[0], series=len(made),
                held=int(made["in_80"].sum()), above=int((made["error"] > 0).sum()),
                beaten=int((made["skill"] > 0).sum()), again=int(remade["in_80"].sum()),
                beaten_again=int((remade["skill"] > 0).sum()),
                interval=messages.percent(0.8, lang, 0),
            )
        )  # fmt: skip
    causes = ("spread", "revision", "choice", "parts", "now") if lines else ()
    return lines + [messages.say(f"evidence.lesson_{cause}", lang) for cause in causes]
