"""The fan on the screen: bands of possible shares, odds of the targets, and what both rest on."""

from typing import Any

from dxsim.analysis.uncertainty.ensemble import (
    QUANTILES,
    Futures,
    Plan,
    as_dataset,
    futures,
    study_of,
)
from dxsim.data.plain import finite
from dxsim.presentation.explorer.state import State
from dxsim.presentation.figures.kinds.paths import BANDS
from dxsim.presentation.text.messages import number, percent, say
from dxsim.presentation.text.uncertainty import assumptions_in_words

DRAWS = 4000
"""Draws of the fan on the screen; the command line's ensemble takes more."""


def fan(state: State) -> dict[str, Any]:
    """Return bands by year, the odds of each target, and in words what they rest on.

    A part of a band that falls among exhausted draws is missing.
    """
    found = drawn_futures(state)
    bands = [
        {
            "low": finite(found.quantiles[QUANTILES.index(low)]),
            "high": finite(found.quantiles[QUANTILES.index(high)]),
        }
        for low, high in BANDS
    ]
    years = list(state.scenario.calendar)
    return {
        "years": years,
        "bands": bands,
        "odds": odds(found, state.lang),
        "words": words(state, found),
    }


def drawn_futures(state: State) -> Futures:
    """Return the futures of the scenario on the screen, judged on its targets as moved."""
    return futures(study_of(state.scenario, state.targets), Plan(draws=DRAWS))


def odds(found: Futures, lang: str) -> dict[str, dict[str, str]]:
    """Return the probability of each target, and its interval, as texts."""
    rows = zip(found.study.targets, found.probabilities, found.intervals, strict=True)
    return {
        target.id: {
            "short": say("explorer.odds", lang, odds=percent(float(probability), lang, 0)),
            "full": say(
                "explorer.odds_interval",
                lang,
                odds=percent(float(probability), lang),
                low=percent(low, lang),
                high=percent(high, lang),
            ),
        }
        for target, probability, (low, high) in rows
    }


def words(state: State, found: Futures) -> str:
    """Return what the fan shows and what it assumes."""
    lang = state.lang
    spans = ", ".join(f"{percent(a, lang, 0)}–{percent(b, lang, 0)}" for a, b in BANDS)
    said = [
        say(
            "explorer.fan_words",
            lang,
            bands=spans,
            draws=number(DRAWS, lang, 0),
            seed=found.plan.seed,
        )
    ]
    return " ".join(
        [*said, say("ensemble.fan_note", lang), *assumptions_in_words(as_dataset(found), lang)[:1]]
    )
