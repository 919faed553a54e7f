"""The left side of the screen: the assumptions in groups, each with its slider's limits."""

from collections.abc import Sequence

from dxsim.analysis.restatement import current, laws_for
from dxsim.data.files import Document
from dxsim.data.sources import producer
from dxsim.model.levels import opening
from dxsim.presentation.explorer.programmes import MOVED, at_hand
from dxsim.presentation.explorer.scenarios import producers_at_hand
from dxsim.presentation.explorer.state import MULTIPLES, State
from dxsim.presentation.text import messages
from dxsim.presentation.text.backwards import parameter_name
from dxsim.presentation.text.messages import number, say
from dxsim.presentation.text.programmes.evidence import cited
from dxsim.presentation.text.words import (
    block_name,
    law_in_words,
    programme_number,
    source_of_number,
)
from dxsim.scenario.parameters import number_sources, numeric_parameters, quantity
from dxsim.scenario.programmes.parameters import BLOCK
from dxsim.scenario.programmes.records import ASSUMPTION
from dxsim.scenario.records import Block, Component, Scenario

_PARTS = ("growth", "deflator", "base")


def panel(state: State) -> Document:
    """Return the groups of controls and the choices that frame them."""
    blocks = [
        "gdp",
        *(["non_digital"] if state.scenario.non_digital else []),
        *state.scenario.components,
    ]
    return {
        "frame": frame(state),
        "groups": [group(state, block) for block in blocks],
        "chosen": state.chosen,
        "chosen_label": full_label(state.chosen, state.lang),
        "values": values(state),
        "laws": laws(state),
        "programmes": programmes_panel(state),
    }


def programmes_panel(state: State) -> Document:
    """Return the programmes of the scenario and of its country, those that run with sliders."""
    lang, running = state.lang, {p.name: p for p in state.scenario.programmes}
    rows = [
        {
            "name": one.name,
            "title": one.heading(lang),
            "note": one.note.get(lang) if one.note else "",
            "on": one.name in running,
            "controls": [
                control(state, f"{BLOCK}.{one.name}.{key}") for key in MOVED if one.name in running
            ],
        }
        for one in at_hand(state)
    ]
    count = {"on": len(running), "all": len(rows)}
    return {"title": say("explorer.programmes", lang, **count), "rows": rows}


def laws(state: State) -> dict[str, str]:
    """Return the law of each block in words, where its sliders do not say it all."""
    scenario, lang = state.scenario, state.lang
    blocks = ("gdp", *(("non_digital",) if scenario.non_digital else ()), *scenario.components)
    by_block = {block: block_of(scenario, block).growth for block in blocks}
    plain = ("path", "steps", "constant")
    return {
        block: "" if law is not None and law.kind in plain else law_in_words(law, lang)
        for block, law in by_block.items()
    }


def values(state: State) -> dict[str, float]:
    """Return every assumption's value by path, as shown."""
    values = state.values
    return {path: value * quantity(state.scenario, path).scale for path, value in values.items()}


def frame(state: State) -> list[Document]:
    """Return the choices of producer, closure and prices."""
    scenario, lang = state.scenario, state.lang
    names = {one: producer(one).short[lang] for one in producers_at_hand(state.start)}
    choices = {
        "producer": names,
        "closure": {c: say(f"words.closure_{c}", lang) for c in ("gdp_given", "non_digital_given")},
        "prices": {p: say(f"words.prices_{p}", lang) for p in ("current", "constant")},
    }
    return [
        {
            "key": key,
            "label": say(f"words.key_{key}", lang),
            "value": getattr(scenario, key),
            "baseline": getattr(state.start, key),
            "help": say(f"explorer.help_{key}", lang),
            "options": [{"value": value, "label": label} for value, label in options.items()],
        }
        for key, options in choices.items()
    ]


def group(state: State, block: str) -> Document:
    """Return one group: its name, law, sources and controls."""
    scenario, lang = state.scenario, state.lang
    own = block_of(scenario, block)
    prefix = f"components.{block}." if block in scenario.components else f"{block}."
    paths = [path for path in state.values if path.startswith(prefix)]
    law = None
    if own.growth is not None:
        kinds = laws_for(scenario, block)
        options = [{"value": kind, "label": say(f"laws.choice_{kind}", lang)} for kind in kinds]
        law = {"value": current(scenario, block).kind, "options": options}
    return {
        "id": block,
        "title": block_name(block, lang),
        "law": law,
        "of": _multiple_of(own, lang),
        "source": block_sources(scenario, paths, lang),
        "note": own.note.get(lang) if own.note else "",
        "flag": _flag(own, lang),
        "parts": [
            {"title": say(f"words.key_{part}", lang), "id": part, "controls": found}
            for part in _PARTS
            if (found := [control(state, p) for p in paths if _part(p) == part])
        ],
    }


def _multiple_of(block: Block, lang: str) -> Document | None:
    """Return the choice of what a growth law is a multiple of, where it is one."""
    if block.growth is None or block.growth.gdp_multiple is None:
        return None
    return {
        "value": block.growth.gdp_multiple.of,
        "label": say("explorer.multiple_of", lang),
        "options": [
            {"value": of, "label": say(f"explorer.multiple_of_{of}", lang)} for of in MULTIPLES
        ],
    }


def _flag(block: Block, lang: str) -> dict[str, str] | None:
    """Return the warning on a part that nobody publishes: in short, and in full."""
    if not isinstance(block, Component) or block.carved_from is None:
        return None
    of = block_name(block.carved_from, lang)
    return {
        "short": say("explorer.flag_short", lang),
        "full": say("explorer.flag_carved", lang, of=of),
    }


def control(state: State, path: str) -> Document:
    """Return one control: its label, unit, value, baseline and the reach of its slider."""
    scenario, lang = state.scenario, state.lang
    measured = quantity(scenario, path)
    value = state.values[path] * measured.scale
    own = _at_start(state, path)
    baseline = None if own is None else own * measured.scale
    low, high = usual_range(state, path)
    step = measured.look.slider.step
    if measured.unit == "money":
        step = (baseline or value) * step / 100
    if path.endswith(".ceiling"):
        share = base_share(scenario, path.split(".")[1])
        low = max(low, step * (share * measured.scale // step + 1))
    reach = [value, *([baseline] if baseline is not None else [])]
    return {
        "path": path,
        "label": label(path, lang),
        "full": full_label(path, lang),
        "value": value,
        "baseline": baseline,
        "low": min(low, *reach),
        "high": max(high, *reach),
        "step": step,
        "unit": unit_of(state, path),
        "source": _source(scenario, path, lang),
        "caution": unusual(state, path),
    }


def _source(scenario: Scenario, path: str, lang: str) -> str:
    if not path.startswith(f"{BLOCK}."):
        return source_of_number(number_sources(scenario)[path], lang)
    _, name, *keys = path.split(".")
    programme = next(p for p in scenario.programmes if p.name == name)
    return cited(programme.evidence.get(keys[-1], ASSUMPTION), lang)


def unusual(state: State, path: str) -> str:
    """Return a caution where an assumption lies beyond what its slider reaches, else nothing.

    A value that the file itself states is no step of the reader's, and not asked about.
    """
    low, high = usual_range(state, path)
    value = state.values[path] * quantity(state.scenario, path).scale
    if low <= value <= high or numeric_parameters(state.start).get(path) == state.values[path]:
        return ""
    ends = {"low": number(low, state.lang, 2), "high": number(high, state.lang, 2)}
    return say("explorer.unusual", state.lang, **ends)


def usual_range(state: State, path: str) -> tuple[float, float]:
    """Return the lowest and highest value that an assumption usually has, as shown."""
    measured = quantity(state.scenario, path)
    low, high, _ = measured.look.slider
    if measured.unit != "money":
        return low, high
    own = _at_start(state, path)
    whole = state.values[path] if own is None else own
    return whole * low / 100, whole * high / 100


def _at_start(state: State, path: str) -> float | None:
    """Return an assumption's value in the file, None where it is not there in this unit."""
    own = numeric_parameters(state.start).get(path)
    unit = quantity(state.scenario, path).unit
    return own if own is not None and quantity(state.start, path).unit == unit else None


def unit_of(state: State, path: str) -> str:
    """Return the unit that stands beside an assumption's number box."""
    unit = quantity(state.scenario, path).unit
    if unit == "money":
        return messages.unit(state.scenario.unit, state.lang)
    return say(f"explorer.unit_{unit}", state.lang)


def base_share(scenario: Scenario, component: str) -> float:
    """Return a component's share of GDP in the base year, which a ceiling lies above."""
    start = opening(scenario)
    return float(start.components[component] / start.gdp)


def label(path: str, lang: str) -> str:
    """Return the label of an assumption within its group."""
    if path.startswith(f"{BLOCK}."):
        keys = path.split(".")[2:]
        brief = keys[0] in MOVED
        return say(f"explorer.moved_{keys[0]}", lang) if brief else programme_number(keys, lang)
    last = path.rsplit(".", maxsplit=1)[-1]
    if ".add." in path:
        return say("laws.slider_added", lang, year=last)
    if last[:4].isdigit():
        return say("laws.slider_year", lang, year=last)
    return say(f"laws.slider_{last}", lang)


def full_label(path: str, lang: str) -> str:
    """Return the full label of an assumption: its group, its part, its own label."""
    if path.startswith(f"{BLOCK}."):
        return parameter_name(path, lang)
    keys = path.removeprefix("components.").split(".")
    part = say(f"words.key_{keys[1]}", lang)
    return ", ".join(dict.fromkeys((block_name(keys[0], lang), part, label(path, lang))))


def block_sources(scenario: Scenario, paths: Sequence[str], lang: str) -> str:
    """Return where the numbers of a block come from: each source with what it supports."""
    known = number_sources(scenario)
    named: dict[tuple[str, ...], list[str]] = {}
    for path in paths:
        part = say(f"words.key_{_part(path)}", lang)
        own = ", ".join(dict.fromkeys((part, label(path, lang))))
        named.setdefault(known[path], []).append(own)
    said = [f"{'; '.join(names)}: {source_of_number(ids, lang)}" for ids, names in named.items()]
    return ". ".join(said)


def block_of(scenario: Scenario, block: str) -> Block:
    """Return a block of a scenario by its name: `gdp`, `non_digital` or a component."""
    result = scenario.components.get(block)
    return result or getattr(scenario, block)


def _part(path: str) -> str:
    return path.removeprefix("components.").split(".")[1]
