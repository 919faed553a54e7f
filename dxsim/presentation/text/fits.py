"""Fitted growth as plain values, a table, and the words of a fitted scenario."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dxsim.data.files import Document
from dxsim.data.sources import all_series, producers
from dxsim.presentation.text import messages
from dxsim.presentation.text.blocks import Table, evidence_table
from dxsim.presentation.text.words import cite

if TYPE_CHECKING:
    from dxsim.analysis.forecasts.estimation import Fit


def fit_record(fit: "Fit") -> Document:
    """Return a fit as plain values, None where it has none."""
    from dataclasses import asdict

    plain = asdict(fit) | {"gain": fit.gain}
    infinite = math.isinf(fit.degrees_of_freedom)
    return plain | {"degrees_of_freedom": None if infinite else fit.degrees_of_freedom}


def fit_page(fits: "Sequence[Fit]", lang: str) -> Table:
    """Return fits as a table to print: law, mean gain with its interval, errors, ceiling."""
    rows = [
        (
            messages.say(f"evidence.method_{f.method}", lang),
            f.law,
            str(f.points),
            messages.number(f.gain, lang, 3),
            messages.interval(messages.number(f.low, lang, 3), messages.number(f.high, lang, 3)),
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
    return evidence_table(names, rows, lang)


def fit_heading(fits: "Sequence[Fit]", lang: str) -> list[str]:
    """Describe the fitted series: producer, years, sources and unit."""
    first = fits[0]
    sources = dict.fromkeys(source for fit in fits for source in fit.sources)
    unit = "log_odds" if all_series()[first.series].unit.startswith("%") else "log_points"
    return [
        messages.say(
            "evidence.fit_heading", lang, series=all_series()[first.series].label[lang],
            producer=producers()[first.producer].names[lang], first=first.first, last=first.last,
            known=messages.day(dt.date.fromisoformat(first.known_since), lang),
            sources=", ".join(cite(source, lang) for source in sources),
        ),
        messages.say(f"evidence.fit_{unit}", lang),
    ]  # fmt: skip


def fit_words(fit: "Fit") -> Document:
    """Return title, question and note of a fitted scenario, in both languages."""
    from dxsim.scenario.texts import Words

    def both(key: str) -> Words:
        texts = {}
        for lang in messages.LANGUAGES:
            texts[lang] = messages.say(
                f"evidence.{key}", lang, first=fit.first, last=fit.last, points=fit.points,
                series=all_series()[fit.series].label[lang],
                day=messages.day(dt.date.fromisoformat(fit.known_since), lang),
                producer=producers()[fit.producer].short[lang],
                method=messages.say(f"evidence.method_{fit.method}", lang),
                gain=messages.number(fit.gain, lang, 3), low=messages.number(fit.low, lang, 3),
                high=messages.number(fit.high, lang, 3),
            )  # fmt: skip
        return Words(**texts)

    return {"title": both("fit_title"), "question": both("fit_question"), "note": both("fit_note")}
