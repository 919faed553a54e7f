"""The main picture: the numbers that the browser draws, and the same in the house style."""

from dataclasses import replace
from typing import TYPE_CHECKING

from dxsim.data.arrays import finite, whole
from dxsim.data.country import load_country
from dxsim.data.files import Document
from dxsim.data.observations import yearly
from dxsim.data.sources import producer
from dxsim.model.trajectory import Trajectory
from dxsim.presentation.explorer.results import comparisons, glance, rows, sentence
from dxsim.presentation.explorer.scenarios import counterparts
from dxsim.presentation.explorer.sharing import as_explored
from dxsim.presentation.explorer.state import State, opened_as
from dxsim.presentation.text.messages import percent, say
from dxsim.presentation.text.words import scenario_label

if TYPE_CHECKING:
    from dxsim.analysis.targets import Target
    from dxsim.presentation.figures.drawing.saving import Figure

HISTORY = "digital_share"


def picture(state: State) -> Document:
    """Return the main picture: shares of GDP by component and year, marks, lines compared with."""
    lang, path = state.lang, state.path
    years = [int(year) for year in path.years]
    last = max(i for i, gone in enumerate(path.exhausted) if not gone)
    parts = [
        {
            "id": name,
            "label": load_country().components[name].brief[lang],
            "end": percent(float(levels[last] / path.gdp[last]), lang),
            "values": finite(levels / path.gdp),
        }
        for name, levels in path.components.items()
    ]
    return {
        "years": years,
        "parts": parts,
        "share": finite(path.share),
        "end": percent(float(path.share[last]), lang),
        "caption": say("explorer.caption", lang),
        "heading": scenario_label(state.scenario, lang),
        "total": say("explorer.total", lang),
        "exhausted": _exhausted(path, lang),
        "ghosts": comparisons(state),
        "marks": [_mark(state, target) for target in state.targets if _drawn(target)],
        "alt": alternative(state, last),
    }


def others_beside(state: State) -> list[Document]:
    """Return the scenario of each other producer, to stand beside the main picture.

    It is the scenario that first brings in the producer's levels, with its own growth, judged on
    the targets as moved; empty unless the state asks for it.
    """
    others = []
    for own in beside_states(state):
        seen = glance(own)
        others.append({
            "id": own.scenario.producer,
            "heading": scenario_label(own.scenario, state.lang),
            "picture": picture(own),
            "history": history(own),
            "rows": rows(own, seen),
            "sentence": sentence(own, seen),
        })  # fmt: skip
    return others


def beside_states(state: State) -> list[State]:
    """Return a state for each other producer drawn beside, none where the state asks for none."""
    if not state.beside:
        return []
    plain = replace(state, others=(), fan=False, beside=False)
    return [replace(plain, scenario=one, start=one) for one in counterparts(state.scenario)]


def history(state: State) -> Document:
    """Return the published share of the scenario's producer, years after the base year too."""
    scenario, lang = state.scenario, state.lang
    series = yearly(HISTORY, scenario.producer)
    lines = [say("explorer.history", lang), producer(scenario.producer).short[lang]]
    shares = [float(value) / 100 for value in series]
    years = [int(year) for year in series.index]
    label = ", ".join(lines)
    if years:
        newest = {"year": years[-1], "share": percent(shares[-1], lang, 2)}
        lines.append(say("explorer.history_newest", lang, **newest))
    return {"years": years, "share": shares, "label": label, "lines": lines}


def alternative(state: State, last: int) -> str:
    """Return the picture in words, for who cannot see it; `last` is where the path ends."""
    path = state.path
    return say(
        "explorer.alternative",
        state.lang,
        scenario=opened_as(state),
        start=percent(float(path.share[0]), state.lang),
        start_year=int(path.years[0]),
        end=percent(float(path.share[last]), state.lang),
        end_year=int(path.years[last]),
    )


def _exhausted(path: Trajectory, lang: str) -> Document | None:
    year = whole(path.exhausted_in)
    return (
        None
        if year is None
        else {"year": year, "words": say("verdict.brief_exhausted", lang, years=year)}
    )


def _drawn(target: "Target") -> bool:
    return target.is_digital_share


def _mark(state: State, target: "Target") -> Document:
    official = next(t.threshold for t in state.official if t.id == target.id)
    return {
        "id": target.id,
        "year": target.year,
        "threshold": target.threshold,
        "official": official,
        "label": percent(
            target.threshold, state.lang, 1 if round(target.threshold * 1000) % 10 else 0
        ),
        "title": target.title.get(state.lang),
    }


def figure(state: State, size: str = "page", *, titled: bool = True) -> "Figure":
    """Return the main picture in the house style: all that the screen shows."""
    from dxsim.analysis.uncertainty.ensemble import as_dataset
    from dxsim.presentation.explorer.fan import drawn_futures
    from dxsim.presentation.figures import paths

    futures = as_dataset(drawn_futures(state)) if state.fan else None
    return paths(
        as_explored(state),
        targets=state.targets,
        compare=state.others,
        futures=futures,
        lang=state.lang,
        size=size,
        titled=titled,
    )


def finding(state: State, *, named: bool) -> str:
    """Return the sentence of the screen; after the scenario's label where there are several."""
    said = sentence(state, glance(state))
    return f"{scenario_label(state.scenario, state.lang)}: {said}" if named else said
