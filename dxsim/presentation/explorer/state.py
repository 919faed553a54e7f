"""State of the explorer, an immutable record, and the changes a reader can make to it.

Every function takes a state and returns the next one; none changes anything. Numbers come from
and go to the model layer: nothing is computed here.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from dxsim.analysis import restatement
from dxsim.analysis.judged import Judged
from dxsim.analysis.targets import Target, find_target, load_targets
from dxsim.data.country import component_names
from dxsim.data.yamlfile import quoted, shown
from dxsim.model.projection import refuse_overflow, simulate
from dxsim.model.trajectory import Trajectory
from dxsim.presentation.explorer.entry import read_entry, read_threshold
from dxsim.presentation.explorer.refusals import ScreenError
from dxsim.presentation.explorer.scenarios import donor
from dxsim.presentation.text.messages import language, say
from dxsim.scenario.laws import Law
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.parameters import numeric_parameters, with_totals_kept
from dxsim.scenario.records import Scenario

MOST_COMPARED = 4
"""Scenarios that may be drawn beside the one open."""
MULTIPLES = ("nominal", "real")
"""Bases of a multiple of GDP growth: in money, or after inflation."""


@dataclass(frozen=True)
class State:
    """State of the screen.

    `scenario` holds the assumptions as moved, `start` as read from their file; `targets` as
    moved, `official` as published. `chosen` is the path of the assumption that "what would it
    take?" moves, `others` the scenarios compared with, `fan` whether the uncertainty is drawn,
    `beside` whether what other producers measure is drawn beside.
    """

    scenario: Scenario
    start: Scenario
    targets: tuple[Target, ...]
    official: tuple[Target, ...]
    lang: str = "en"
    chosen: str = ""
    others: tuple[Scenario, ...] = ()
    fan: bool = False
    beside: bool = False

    @cached_property
    def path(self) -> Trajectory:
        """The path of the assumptions as moved, computed once."""
        return simulate(self.scenario)

    @cached_property
    def judged(self) -> Judged:
        """The assumptions as moved, held to the targets as moved."""
        return Judged(self.scenario, self.path, self.targets)

    @cached_property
    def ghosts(self) -> tuple[Trajectory, ...]:
        """The paths of the scenarios compared with, computed once."""
        return tuple(simulate(other) for other in self.others)

    @cached_property
    def values(self) -> dict[str, float]:
        """Every numeric assumption by its path, as fractions or money."""
        return numeric_parameters(self.scenario)


def opened(name_or_path: str, lang: str = "en", targets_file: str | None = None) -> State:
    """Return the state that shows a scenario as its file has it."""
    scenario = load_scenario(name_or_path)
    targets = tuple(t for t in load_targets(targets_file) if has_row(t))
    return State(scenario, scenario, targets, targets, language(lang), first_choice(scenario))


def has_row(target: Target) -> bool:
    """Return whether the screen has a row for a target: shares and rates of a single year."""
    return target.in_per_cent and target.span == 1 and target.metric != "unmodelled"


def first_choice(scenario: Scenario) -> str:
    """Return the assumption chosen at first: a growth parameter of the last component."""
    paths = list(numeric_parameters(scenario))
    last = list(scenario.components)[-1]
    return next(path for path in paths if path.startswith(f"components.{last}.growth."))


def reopened(state: State, name: str) -> State:
    """Return the state with another scenario opened; targets, language and comparison stay."""
    scenario = load_scenario(name)
    return replace(state, scenario=scenario, start=scenario, chosen=first_choice(scenario))


def moved(state: State, path: str, text: str) -> State:
    """Return the state with the assumption of a path at what a reader typed or dragged."""
    value = read_entry(state.scenario, path, text)
    return at(state, path, value)


def at(state: State, path: str, value: float) -> State:
    """Return the state with the assumption of a path at a value; it becomes the chosen one.

    The base of a carved-out component moves against the one it was carved from, so that the
    published total stays.
    """
    moved_to = with_totals_kept(state.scenario, {path: value})
    return showing(replace(state, chosen=path), moved_to)


def chosen(state: State, path: str) -> State:
    """Return the state with the assumption that "what would it take?" is to move."""
    if path not in state.values:
        raise ScreenError("explorer", "assumption", found=quoted(path))
    return replace(state, chosen=path)


def with_law(state: State, block: str, kind: str) -> State:
    """Return the state with a block's growth under another law."""
    return showing(state, restatement.with_law(state.scenario, block, kind))


def with_frame(state: State, key: str, value: str) -> State:
    """Return the state under another `closure`, `prices` or `producer`."""
    scenario = state.scenario
    if key == "closure" and value in ("gdp_given", "non_digital_given"):
        return showing(state, restatement.with_closure(scenario, value))
    if key == "prices" and value in ("current", "constant"):
        return showing(state, restatement.with_prices(scenario, value))
    if key == "producer":
        if value == state.start.producer:
            return showing(state, restatement.with_producer(scenario, state.start))
        return showing(state, restatement.with_producer(scenario, donor(scenario, value)))
    raise ScreenError("explorer", "choice", key=key, found=quoted(value))


def with_multiple_of(state: State, block: str, of: str) -> State:
    """Return the state with a block's growth a multiple of nominal or of real GDP growth.

    The multiple stays, what it multiplies changes; one of real growth brings GDP's deflator where
    the component has none.
    """
    component = state.scenario.components.get(block)
    law: Law | None = component.growth if component is not None else None
    if component is None or law is None or law.gdp_multiple is None or of not in MULTIPLES:
        raise ScreenError("explorer", "choice", key=shown(block), found=quoted(of))
    multiple = law.gdp_multiple.model_copy(update={"of": of})
    deflator = component.deflator
    if of == "real" and state.scenario.prices == "constant" and deflator is None:
        deflator = state.scenario.gdp.deflator
    own = component.model_copy(update={"growth": Law(gdp_multiple=multiple), "deflator": deflator})
    components: Any = {**state.scenario.components, block: own}
    moved_to = state.scenario.model_copy(update={"components": components})
    return showing(state, restatement.checked(moved_to))


def with_threshold(state: State, target_id: str, text: str) -> State:
    """Return the state with a target's threshold at what a reader typed or dragged, in per cent."""
    target = find_target(state.targets, target_id)
    changed = target.model_copy(update={"threshold": read_threshold(target_id, text)})
    return replace(state, targets=tuple(changed if t.id == target_id else t for t in state.targets))


def reset(state: State, what: str = "") -> State:
    """Return the state with an assumption, a block, a target or all of it as published.

    `what` is a parameter's path, a block's name, "target.ID", or empty for everything.
    """
    if not what:
        return showing(replace(state, targets=state.official), state.start)
    if what.startswith("target."):
        official = find_target(state.official, what.removeprefix("target."))
        kept = tuple(official if t.id == official.id else t for t in state.targets)
        return replace(state, targets=kept)
    if what in ("gdp", "non_digital", *component_names()):
        return showing(state, _block_reset(state, what))
    values = numeric_parameters(state.start)
    if what not in values or what not in state.values:
        raise ScreenError("explorer", "own_assumption", found=quoted(what))
    return replace(at(state, what, values[what]), chosen=state.chosen)


def _block_reset(state: State, block: str) -> Scenario:
    if block in state.start.components:
        own: Any = state.start.components[block]
        update = {"components": {**state.scenario.components, block: own}}
    else:
        update = {block: getattr(state.start, block)}
    return restatement.checked(state.scenario.model_copy(update=update))


def compared(state: State, name: str | None) -> State:
    """Return the state with one more scenario to compare with; with none where no name is given.

    A scenario of the same name takes the place of the one before.

    Raises
    ------
    InputError
        for a name that no scenario has, and where `MOST_COMPARED` are drawn already.
    """
    if not name:
        return replace(state, others=())
    other = load_scenario(name)
    kept = without_comparison(state, other.name).others
    if len(kept) >= MOST_COMPARED:
        raise ScreenError("explorer", "fewer", found=quoted(name), most=MOST_COMPARED)
    return replace(state, others=(*kept, other))


def without_comparison(state: State, name: str) -> State:
    """Return the state without the comparison with the scenario of a name."""
    return replace(state, others=tuple(one for one in state.others if one.name != name))


def with_others_beside(state: State, on: bool) -> State:
    """Return the state with what other producers measure drawn beside, or not."""
    return replace(state, beside=on)


def borrowed_from(state: State) -> Scenario | None:
    """Return the scenario whose levels and growth stand in where the producer is another one's.

    None where the producer is that of the scenario opened, or no shipped scenario measures so.
    """
    if state.scenario.producer == state.start.producer:
        return None
    with suppress(ScreenError):
        return donor(state.scenario, state.scenario.producer)
    return None


def spoken(state: State, lang: str) -> State:
    """Return the same state in another language."""
    return replace(state, lang=language(lang))


def with_fan(state: State, on: bool) -> State:
    """Return the state with the fan switched on or off."""
    return replace(state, fan=on)


def opened_as(state: State) -> str:
    """Return the title of the scenario opened, with a note where the screen departs from it."""
    title, other = state.start.heading(state.lang), borrowed_from(state)
    if other is not None:
        fields = {"title": title, "donor": other.heading(state.lang)}
        return say("explorer.saved_borrowed", state.lang, **fields)
    if state.scenario == state.start:
        return title
    return say("explorer.saved_title", state.lang, title=title)


def vanished(state: State) -> list[str]:
    """Return the scenario files the state was read from that are no longer there."""
    files = (*state.start.origins, *(file for one in state.others for file in one.origins))
    return [file for file in dict.fromkeys(files) if not Path(file).is_file()]


def showing(state: State, scenario: Scenario) -> State:
    """Return the state with moved assumptions, if their levels stay within what can be computed."""
    changed = replace(state, scenario=scenario)
    refuse_overflow(scenario, changed.path)
    return (
        changed
        if changed.chosen in changed.values
        else replace(changed, chosen=first_choice(scenario))
    )
