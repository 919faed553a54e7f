"""The programmes on the screen: those at hand, switched on and off, and the bridge they make."""

import numpy as np

from dxsim.analysis.programmes.draws import spread
from dxsim.analysis.programmes.effects import costs, programme_closings
from dxsim.analysis.targets import Target, judged, main_target, metric
from dxsim.analysis.uncertainty.ensemble import Plan, futures, study_of
from dxsim.data.yamlfile import InputError, quoted
from dxsim.model.projection import simulate
from dxsim.presentation.explorer.refusals import ScreenError
from dxsim.presentation.explorer.state import State, showing
from dxsim.presentation.text.messages import money, number, odds, percent, say
from dxsim.presentation.text.programmes.bridge import steps
from dxsim.scenario.programmes.files import list_programmes, load_programme
from dxsim.scenario.programmes.records import Demand, Programme

MOVED = ("scale", "delay", "realisation")
"""The numbers of a programme that have a slider."""
DRAWS = 2000
"""Futures of the odds with and without programmes, as many as follow the hand at rest."""
PERCENT = 100


def at_hand(state: State) -> list[Programme]:
    """Return the programmes of the scenario's file, then others of the country that fit it."""
    own = {programme.name: programme for programme in state.start.programmes}
    own |= {p.name: p for p in state.scenario.programmes if p.name not in own}
    others = [load_programme(name) for name in list_programmes() if name not in own]
    return [*own.values(), *(one for one in others if _fits(state, one))]


def _fits(state: State, programme: Programme) -> bool:
    known = programme.component in state.scenario.components
    return known and (
        not isinstance(programme, Demand) or programme.spending.unit == state.scenario.unit
    )


def with_programme(state: State, name: str, on: bool) -> State:
    """Return the state with a programme switched on, as its file has it, or off."""
    known = {programme.name: programme for programme in at_hand(state)}
    if name not in known:
        raise ScreenError("explorer", "choice", key="programme", found=quoted(name))
    running = {programme.name: programme for programme in state.scenario.programmes}
    if on:
        running.setdefault(name, known[name])
    else:
        running.pop(name, None)
    chosen = tuple(running[one] for one in known if one in running)
    return showing(state, state.scenario.model_copy(update={"programmes": chosen}))


def bridge_target(state: State) -> Target | None:
    """Return the target that the bridge leads to, None where there is none or no programme."""
    if not state.scenario.programmes:
        return None
    asked = [t for t in state.targets if t.is_digital_share]
    try:
        return main_target(state.scenario, "", judged(state.scenario, asked, after=1))
    except InputError:
        return None


def bridge(state: State) -> dict[str, object] | None:
    """Return the bar under the picture and its sentence, fast enough to follow a slider.

    From the base year's share: own trend, what all programmes add, what nobody has one for; all in
    percentage points. None where no programme runs or nothing is left by the target's year.
    """
    target = bridge_target(state)
    if target is None:
        return None
    scenario, lang, at = state.scenario, state.lang, target.year - state.scenario.base_year
    own = scenario.without_programmes()
    paths = {"without": (own, simulate(own)), "with": (scenario, state.path)}
    shares = {key: metric(one, target, path) for key, (one, path) in paths.items()}
    start, bare, whole = shares["without"][0], shares["without"][at], shares["with"][at]
    if np.isnan(bare) or np.isnan(whole):
        return None
    spent = float(sum(np.nansum(cost[: at + 1]) for cost in costs(scenario).values()))
    open_part = target.threshold - whole
    fields = {
        "year": target.year,
        "threshold": percent(target.threshold, lang),
        "trend": steps(bare - start, lang),
        "delivered": steps(whole - bare, lang),
        "cost": money(spent, scenario.unit, lang, 0),
        "open": number(abs(open_part) * PERCENT, lang, 2),
    }
    key = "explorer.bridge_said_open" if open_part > 0 else "explorer.bridge_said_met"
    parts = {"start": start, "trend": bare - start, "delivered": whole - bare, "open": open_part}
    return {
        "parts": {name: PERCENT * float(value) for name, value in parts.items()},
        "labels": {name: say(f"explorer.bridge_{name}", lang, **fields) for name in parts},
        "threshold": PERCENT * target.threshold,
        "words": say(key, lang, **fields),
    }


def bridge_details(state: State) -> str:
    """List each programme's addition, the deviation of the sum from it, and the odds, in words.

    The odds, with and without, come from the same draws; they are told while the fan is shown.
    """
    target, lang = bridge_target(state), state.lang
    details = programme_closings(state.scenario, [target]) if target is not None else []
    if target is None or not details:
        return ""
    titles = {p.name: p.heading(lang) for p in state.scenario.programmes}
    added = details[0].attribution.items()
    listed = "; ".join(f"{titles[name]} {steps(value, lang)}" for name, value in added)
    low, _, high = spread(state.scenario, target, draws=DRAWS).together
    ends = {"low": steps(low, lang), "high": steps(high, lang)}
    said = [say("explorer.bridge_steps", lang, steps=listed, **ends)]
    if state.fan:
        cases = (state.scenario.without_programmes(), state.scenario)
        plan = Plan(DRAWS)
        chances = [float(futures(study_of(one, [target]), plan).probabilities[0]) for one in cases]
        without, with_them = (odds(chance, lang) for chance in chances)
        fields = {"without": without, "with_them": with_them, "year": target.year}
        said.append(say("explorer.bridge_odds", lang, **fields))
    return " ".join(said)
