"""The fan on the screen: bands of possible shares, odds of the targets, and what both rest on."""

from dxsim.analysis.outside_view import band_by_year
from dxsim.analysis.uncertainty.ensemble import Futures, Plan, futures, study_of, summarise
from dxsim.analysis.uncertainty.summary import QUANTILES, Summary
from dxsim.data.arrays import finite
from dxsim.presentation.explorer.results import glance
from dxsim.presentation.explorer.state import State
from dxsim.presentation.figures.scenarios.paths import BANDS
from dxsim.presentation.text.messages import interval, number, percent, say
from dxsim.presentation.text.messages import odds as in_words
from dxsim.presentation.text.uncertainty import assumptions_in_words, basis_in_words

DRAWS = 4000
"""Draws of the fan on the screen; the command line's ensemble takes more."""
RANGE_DRAWS = 1000
"""Draws under each other basis, so that the screen follows the hand."""


def fan(state: State) -> dict[str, object]:
    """Return bands by year, the odds of each target, and in words what they rest on.

    A part of a band that falls among exhausted draws is missing. A target that a published value
    decides, as its year is over, has no odds.
    """
    futures = drawn_futures(state)
    decided = {facts.target.id for facts in glance(state) if facts.published}
    summary = summarise(futures, RANGE_DRAWS)
    bands = [
        {
            "low": finite(futures.quantiles[QUANTILES.index(low)]),
            "high": finite(futures.quantiles[QUANTILES.index(high)]),
        }
        for low, high in BANDS
    ]
    years = list(state.scenario.calendar)
    return {
        "years": years,
        "bands": bands,
        "abroad": abroad(state),
        "odds": {id: said for id, said in odds(summary, state.lang).items() if id not in decided},
        "words": words(state, summary),
    }


def abroad(state: State) -> list[dict[str, object]]:
    """Return where the base share comes at the slow and the fast paces abroad, with their names."""
    edges = band_by_year(float(state.path.share[0]), len(state.path.years))
    named = {"p10": 0.1, "p90": 0.9}
    return [
        {
            "share": edge,
            "label": say("explorer.abroad", state.lang, level=percent(named[key], state.lang, 0)),
        }
        for key, edge in edges.items()
    ]


def drawn_futures(state: State) -> Futures:
    """Return the futures of the scenario on the screen, judged on its targets as moved."""
    return futures(study_of(state.scenario, state.targets), Plan(draws=DRAWS))


def odds(futures: Summary, lang: str) -> dict[str, dict[str, str]]:
    """Return the probability of each target that has one, and its range, as texts."""
    said = {}
    for one in futures.odds():
        chance = one.probability
        if chance == chance:
            low, high = (in_words(end, lang) for end in (one.range_low, one.range_high))
            full = say("explorer.odds_range", lang, odds=in_words(chance, lang), low=low, high=high)
            digits = 0 if 0.01 <= chance <= 0.99 else 1  # near an end as everywhere else
            short = say("explorer.odds", lang, odds=in_words(chance, lang, digits))
            said[one.target] = {"short": short, "full": full}
    return said


def words(state: State, futures: Summary) -> str:
    """Describe the fan and its assumptions in words."""
    lang = state.lang
    spans = ", ".join(interval(percent(a, lang, 0), percent(b, lang, 0)) for a, b in BANDS)
    said = [
        say(
            "explorer.fan_words",
            lang,
            bands=spans,
            draws=number(DRAWS, lang, 0),
            seed=futures.attrs["seed"],
        )
    ]
    if abroad(state):
        said.append(say("explorer.abroad_words", lang))
    basis, assumed = basis_in_words(futures, lang), assumptions_in_words(futures, lang)[:1]
    return " ".join([*said, say("ensemble.fan_note", lang), basis, *assumed])
