"""Tables and sentences on fits, the back-test and scored forecasts, in either language."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dxsim.data.observations import Date
from dxsim.data.sources import all_series, producers
from dxsim.presentation.text import messages
from dxsim.presentation.text.evidence import page
from dxsim.presentation.text.tables import Table
from dxsim.presentation.text.words import cite

if TYPE_CHECKING:
    import pandas as pd

    from dxsim.analysis.forecasts.calibration import Revisions
    from dxsim.analysis.forecasts.estimation import Fit

COVERAGE_ENDS = ("coverage_low", "coverage_high")
OFFICE = "digital_share/nso"


def backtest_page(scored: "pd.DataFrame", lang: str = "en") -> Table:
    """Return the mean scores of every method on every scale, ready to print."""
    from dxsim.analysis.forecasts.backtest import summary

    rows = [
        (
            messages.say(f"evidence.scale_{row['scale']}", lang),
            messages.say(f"evidence.method_{row['method']}", lang),
            str(row["forecasts"]),
            str(row["origins"]),
            messages.number(row["mean_absolute_error"], lang, 3),
            messages.number(row["mean_crps"], lang, 3),
            messages.number(row["mean_log_score"], lang, 2),
            messages.percent(row["coverage"], lang, 0),
            " – ".join(messages.percent(row[end], lang, 0) for end in COVERAGE_ENDS),
        )
        for row in summary(scored).sort_values(["scale", "mean_crps"]).to_dict("records")
    ]
    names = (
        "scale", "method", "forecasts", "origins", "mae", "crps", "log_score", "coverage",
        "coverage_range",
    )  # fmt: skip
    return page(names, rows, lang)


def backtest_record(scored: "pd.DataFrame") -> dict[str, Any]:
    """Return the back-test as plain values: mean scores by method, and the method chosen."""
    from dataclasses import asdict

    from dxsim.analysis.forecasts.backtest import summary
    from dxsim.analysis.forecasts.choice import choose

    table = summary(scored)
    return {
        "methods": table.to_dict("records"),
        "chosen": [asdict(choose(scored, scale)) for scale in sorted(set(table["scale"]))],
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
    return page(names, rows, lang)


def backtest_findings(scored: "pd.DataFrame", lang: str = "en") -> list[str]:
    """Return in sentences what the back-test found and how little it proves."""
    from dxsim.analysis.forecasts.choice import choose

    lines = []
    for scale in ("share", "level", "rate"):
        found = choose(scored, scale)
        unseen = messages.say("evidence.unseen_none", lang)
        if found.skill_unseen is not None:
            unseen = messages.percent(found.skill_unseen, lang, 0)
        test = messages.say("evidence.test_none", lang)
        if found.p_value is not None:
            test = messages.say("evidence.test_p", lang, p=messages.number(found.p_value, lang, 3))
        lines.append(
            messages.say(
                "evidence.gain", lang, unseen=unseen, test=test, forecasts=found.forecasts,
                scale=messages.say(f"evidence.scale_{scale}", lang), series=found.series,
                method=messages.say(f"evidence.method_{found.method}", lang),
                gain=messages.percent(found.skill, lang, 0),
                best=messages.say(f"evidence.method_{found.best_naive}", lang),
            )
        )  # fmt: skip
    return [*lines, _proof(scored, lang)]


def _proof(scored: "pd.DataFrame", lang: str) -> str:
    """Return in words how often the interval for shares held, where, and how little that proves."""
    from dxsim.analysis.forecasts.choice import choose, coverage, coverage_unseen
    from dxsim.analysis.forecasts.settings import settings

    chosen, level = choose(scored, "share"), settings().interval
    own = scored[(scored["scale"] == "share") & (scored["method"] == chosen.method)]
    largest = own["subject"].value_counts().idxmax()
    office = own[(own["subject"] == OFFICE) & (own["kind"] == "vintage")]

    def hits(rows: "pd.DataFrame") -> dict[str, float]:
        return coverage(rows, "share", chosen.method, level, chosen.spread_factor)

    most, others = (hits(own[m]) for m in (own["subject"] == largest, own["subject"] != largest))
    all_of_them, offices = hits(own), hits(office)
    origins = own[["kind", "subject", "origin"]].drop_duplicates()
    return messages.say(
        "evidence.proof", lang, interval=messages.percent(level, lang, 0),
        hits=all_of_them["hits"], forecasts=all_of_them["forecasts"], origins=len(origins),
        low=messages.percent(all_of_them["low"], lang, 0),
        high=messages.percent(all_of_them["high"], lang, 0),
        unseen=coverage_unseen(scored, "share", chosen.method, level),
        largest=subject_name(str(largest), lang), most=most["forecasts"], most_held=most["hits"],
        others=others["forecasts"], others_held=others["hits"],
        abroad=int((origins["kind"] == "abroad").sum()), office=office["origin"].nunique(),
        office_held=offices["hits"], office_outcomes=offices["forecasts"],
    )  # fmt: skip


def subject_name(subject: str, lang: str) -> str:
    """Return how prose names a series of the back-test: a measure abroad, or our series."""
    from dxsim.analysis.outside_view import measures

    abroad = measures().get(subject)
    if abroad is not None:
        return f"{abroad.label[lang]} ({abroad.producer})"
    series, _, producer = subject.partition("/")
    return f"{all_series()[series].label[lang]} ({producers()[producer].short[lang]})"


def fit_record(found: "Fit") -> dict[str, Any]:
    """Return a fit as plain values, None where it has none."""
    from dataclasses import asdict

    plain = asdict(found) | {"gain": found.gain}
    infinite = math.isinf(found.degrees_of_freedom)
    return plain | {"degrees_of_freedom": None if infinite else found.degrees_of_freedom}


def fit_page(fits: "Sequence[Fit]", lang: str) -> Table:
    """Return fits as a table to print: law, mean gain with its interval, errors, ceiling."""
    rows = [
        (
            messages.say(f"evidence.method_{f.method}", lang),
            f.law,
            str(f.points),
            messages.number(f.gain, lang, 3),
            f"{messages.number(f.low, lang, 3)} – {messages.number(f.high, lang, 3)}",
            messages.number(f.persistent_sd, lang, 3),
            messages.number(f.yearly_sd, lang, 3),
            messages.percent(f.shrinkage, lang, 0),
            messages.percent(f.ceiling, lang, 0),
            messages.number(f.information, lang, 2),
        )
        for f in fits
    ]
    names = (
        "method", "law", "points", "gain_year", "interval", "persistent", "yearly", "shrinkage",
        "ceiling", "information",
    )  # fmt: skip
    return page(names, rows, lang)


def fit_heading(fits: "Sequence[Fit]", lang: str) -> list[str]:
    """Return what was fitted: series, who measures it, its years and sources, and the unit."""
    first = fits[0]
    sources = dict.fromkeys(source for fit in fits for source in fit.sources)
    unit = "log_odds" if all_series()[first.series].unit.startswith("%") else "log_points"
    return [
        messages.say(
            "evidence.fit_heading", lang, series=all_series()[first.series].label[lang],
            producer=producers()[first.producer].names[lang], first=first.first, last=first.last,
            known=first.known_since, sources=", ".join(cite(source, lang) for source in sources),
        ),
        messages.say(f"evidence.fit_{unit}", lang),
    ]  # fmt: skip


def fit_words(found: "Fit") -> dict[str, Any]:
    """Return title, question and note of a fitted scenario, in both languages."""
    from dxsim.scenario.loading import Words

    def both(key: str) -> Words:
        texts = {}
        for lang in messages.LANGUAGES:
            texts[lang] = messages.say(
                f"evidence.{key}", lang, first=found.first, last=found.last, points=found.points,
                series=all_series()[found.series].label[lang], day=found.known_since,
                producer=producers()[found.producer].short[lang],
                method=messages.say(f"evidence.method_{found.method}", lang),
                gain=messages.number(found.gain, lang, 3), low=messages.number(found.low, lang, 3),
                high=messages.number(found.high, lang, 3),
            )  # fmt: skip
        return Words(**texts)

    return {"title": both("fit_title"), "question": both("fit_question"), "note": both("fit_note")}


def provenance(held: dict[str, float], taken: "dict[str, Revisions]", lang: str) -> str:
    """Return where the default errors of scenarios come from, and how little that proves.

    `held` is the coverage of the back-test's interval, `taken` by producer whose revisions its
    base levels are given.
    """
    growth = messages.say(
        "evidence.provenance", lang, interval=messages.percent(held["level"], lang, 0),
        hits=held["hits"], forecasts=held["forecasts"],
        low=messages.percent(held["low"], lang, 0), high=messages.percent(held["high"], lang, 0),
    )  # fmt: skip
    short = {name: producers()[name].short[lang] for name in producers()}
    own = [
        messages.say(
            "evidence.provenance_revised", lang, producer=short[name], years=found.years,
            sd=messages.percent(found.sd, lang, 1),
        )
        for name, found in taken.items() if found.producer == name
    ]  # fmt: skip
    stands = [
        messages.say(
            "evidence.provenance_stands", lang, producer=short[name], other=short[found.producer]
        )
        for name, found in taken.items() if found.producer != name
    ]  # fmt: skip
    assumed = messages.say("evidence.provenance_assumed", lang)
    return " ".join([growth, *own, *stands, assumed])


def forecast_page(scored: "pd.DataFrame", year: int, as_of: Date, lang: str) -> Table:
    """Return the forecasts of a year with their quantiles, and the median of the naive marks."""
    from dxsim.analysis.forecasts.blind import blind_forecasts

    known = all_series()
    rows = []
    for entry in blind_forecasts(year, as_of, scored)["forecasts"]:
        digits = 0 if known[entry["series"]].unit == "trn VND" else 2
        ends = [entry["quantiles"][level] for level in ("p10", "p50", "p90")]
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
                *(messages.number(value, lang, digits) for value in ends),
                "; ".join(marks),
            )
        )
    names = ("series", "producer", "method", "low", "median", "high", "marks")
    return page(names, rows, lang)
