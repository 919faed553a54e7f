"""Solving on the screen: the value of the chosen assumption that just meets a target."""

from dataclasses import replace
from typing import NamedTuple

from dxsim.analysis.backwards.solving import Required, required_parameter
from dxsim.analysis.targets import Target, find_target, unjudged
from dxsim.presentation.explorer.controls import control, full_label, unit_of
from dxsim.presentation.explorer.state import State, showing
from dxsim.presentation.text.messages import number, percent, say
from dxsim.presentation.text.tables import target_in_words
from dxsim.scenario.parameters import quantity, with_totals_kept


class Solved(NamedTuple):
    """The state that just meets a target, None where there is none, and the words for it."""

    state: State | None
    words: str


def solved(state: State, target_id: str) -> Solved:
    """Return the state in which the chosen assumption just meets a target.

    The value is sought within the reach of the assumption's slider, nearest to where it stands.
    """
    target, lang = find_target(state.targets, target_id), state.lang
    reason = unjudged(state.scenario, target, after=1)
    name = target_in_words(target, lang)
    if reason:
        said = say(f"verdict.{reason}", lang)
        return Solved(None, say("explorer.unsolvable", lang, target=name, reason=said))
    path = state.chosen
    one, scale = control(state, path), quantity(state.scenario, path).scale
    low, high = one["low"] / scale, one["high"] / scale
    solution = required_parameter(state.scenario, target, path, low, high, move=with_totals_kept)
    if solution.value is None:
        return Solved(None, _none(state, solution, target, name))
    moved = showing(state, with_totals_kept(state.scenario, {path: solution.value}))
    before = state.values[path]
    words = say(
        "explorer.solved",
        lang,
        assumption=full_label(path, lang),
        value=in_words(state, path, solution.value),
        before=in_words(state, path, before),
        target=name,
    )
    return Solved(replace(moved, chosen=path), words)


def in_words(state: State, path: str, value: float) -> str:
    """Return an assumption's value with its unit, as the screen shows it."""
    look, lang = quantity(state.scenario, path).look, state.lang
    if look.in_per_cent:
        return percent(value, lang, look.digits)
    return f"{number(value, lang, look.digits)} {unit_of(state, path)}"


def _none(state: State, solution: Required, target: Target, name: str) -> str:
    lang, path = state.lang, state.chosen
    fields = {
        "assumption": full_label(path, lang),
        "low": in_words(state, path, solution.low),
        "high": in_words(state, path, solution.high),
        "target": name,
    }
    if solution.held:
        return say("explorer.unsolved_held", lang, **fields)
    if solution.best is None:
        return say("explorer.unsolved_lost", lang, year=target.year, **fields)
    return say("explorer.unsolved", lang, best=percent(solution.best, lang), **fields)
