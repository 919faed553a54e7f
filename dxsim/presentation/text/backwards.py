"""The model asked backwards, in words: parameters, what just meets a target, break-even values."""

from collections.abc import Mapping, Sequence
from math import isnan

from dxsim.analysis.backwards.break_even_values import BreakEven
from dxsim.analysis.backwards.solving import Required
from dxsim.analysis.judged import verdict
from dxsim.analysis.targets import Target
from dxsim.analysis.verdicts import Verdict
from dxsim.data.files import Document
from dxsim.presentation.text.blocks import Block, Table
from dxsim.presentation.text.findings import sentence
from dxsim.presentation.text.messages import money, number, percent, say, signed
from dxsim.presentation.text.tables import change_in_unit, in_unit, years_of
from dxsim.presentation.text.words import basis_line, block_name, programme_number
from dxsim.scenario.parameters import numeric_parameters, quantity
from dxsim.scenario.programmes.parameters import BLOCK
from dxsim.scenario.records import Scenario

_NAMED_PARTS = ("path", "steps", "add")


def parameter_name(path: str, lang: str) -> str:
    """Return a parameter's path in words: `gdp.growth.path.2030` is "GDP, growth in 2030"."""
    keys = path.removeprefix("components.").split(".")
    if keys[0] == BLOCK:
        own = say("backwards.programme", lang, name=keys[1])
        name = programme_number(keys[2:], lang)
        return say("backwards.parameter_name", lang, block=own, name=name)
    block, rest = keys[0], keys[1:]
    named = next((key for key in _NAMED_PARTS if key in rest), rest[-1])
    part = rest[-1] if named in _NAMED_PARTS else ""
    inflation = "deflator_" if rest[0] == "deflator" else ""
    name = say(f"laws.name_{inflation}{named}", lang, part=part)
    return say("backwards.parameter_name", lang, block=block_name(block, lang), name=name)


def parameter_value(scenario: Scenario, path: str, value: float | None, lang: str) -> str:
    """Return a parameter's value in its own unit, as a reader writes it."""
    measured = quantity(scenario, path)
    look = measured.look
    if measured.unit == "money":
        return money(value, scenario.unit, lang, look.digits)
    return (percent if look.in_per_cent else number)(value, lang, look.digits)


def required_record(scenario: Scenario, target: Target, solutions: Sequence[Required]) -> Document:
    """Return the requirements of a target as plain values, for `dxsim require --json`."""
    results = [vars(one) for one in solutions]
    required = {one.lever: one.value for one in solutions}
    if "all" in required:
        required["digital_cagr"] = verdict(scenario, target).digital_cagr
    return _asked(scenario, target) | {
        "over": False,
        "published": None,
        "required": required,
        "results": results,
    }


def over_record(scenario: Scenario, target: Target, facts: Verdict) -> Document:
    """Return the record of a target whose year is over: what was published, nothing required."""
    record = facts.record()
    ended = {key: record[key] for key in ("over", "published", "required")}
    return _asked(scenario, target) | ended | {"results": []}


def over_lines(scenario: Scenario, target: Target, facts: Verdict, lang: str) -> list[str]:
    """Return the lines of a target whose year is over: nothing can be required of it any more."""
    return [
        sentence(facts, target.title.get(lang), lang),
        f"{scenario.heading(lang)}. {basis_line(scenario, lang)}",
    ]


def _asked(scenario: Scenario, target: Target) -> Document:
    """Return which target of which scenario is asked about."""
    return {
        "scenario": scenario.name,
        "producer": scenario.producer,
        "prices": scenario.prices,
        "target": target.id,
        "source": target.source,
        "year": target.year,
        "threshold": target.threshold,
    }


def required_lines(
    scenario: Scenario, target: Target, solutions: Sequence[Required], lang: str
) -> list[Block]:
    """Return the requirements of a target as lines for a terminal."""
    lines = [
        say("backwards.title", lang, target=target.title.get(lang)),
        f"{scenario.heading(lang)}. {basis_line(scenario, lang)}",
        "",
    ]
    if len(solutions) == 1 and solutions[0].lever in numeric_parameters(scenario):
        return [*lines, _parameter_line(scenario, solutions[0], target, lang)]
    return [*lines, required_table(target, solutions, lang)]


def required_table(target: Target, solutions: Sequence[Required], lang: str) -> Table:
    """Return extra growth by lever as a table of texts."""
    header = [say(f"backwards.column_{key}", lang) for key in ("lever", "value", "best", "best_at")]
    rows = [
        [
            lever_name(one.lever, lang),
            _points(one.value, lang) if one.value is not None else _no_value(one, lang),
            in_unit(one.best, target.unit, lang, digits=2),
            _points(one.best_at, lang),
        ]
        for one in solutions
    ]
    return header, rows


def _no_value(solution: Required, lang: str) -> str:
    low, high = (signed(end * 100, lang, 2) for end in (solution.low, solution.high))
    return say("backwards.any" if solution.held else "backwards.none", lang, low=low, high=high)


def required_sentences(target: Target, solutions: Sequence[Required], lang: str) -> list[str]:
    """Return in a sentence each what extra growth just meets a target."""
    lines = []
    for one in solutions:
        fields: Document = {
            "target": target.title.get(lang),
            "lever": lever_name(one.lever, lang),
        }
        points = _points(one.best_at, lang)
        if one.value is None:
            fields |= {
                "low": signed(one.low * 100, lang, 2),
                "high": signed(one.high * 100, lang, 2),
            }
            lost = one.best is None
            if lost:
                fields |= {"year": target.year}
            elif not one.held:
                fields |= {"best": in_unit(one.best, target.unit, lang, digits=2), "points": points}
            key = "always_met" if one.held else "never_lost" if lost else "never_met"
            lines.append(say(f"backwards.{key}", lang, **fields))
        else:
            key = "room" if one.value < 0 else "needed"
            points = say(
                "backwards.points_a_year", lang, points=number(abs(one.value) * 100, lang, 2)
            )
            lines.append(say(f"backwards.{key}", lang, points=points, **fields))
    return lines


def start_line(target: Target, solution: Required, addition: float, lang: str) -> str:
    """Return in a sentence how late a stated extra effort may start."""
    of = {"points": signed(addition * 100, lang, 2), "lever": lever_name(solution.lever, lang)}
    fields = of | {"best": in_unit(solution.best, target.unit, lang, digits=2)}
    if solution.value is None:
        if solution.best is None:
            return say("backwards.start_lost", lang, year=target.year, **of)
        if solution.best_at > target.year:
            return say("backwards.start_useless", lang, **fields)
        return say("backwards.start_never", lang, year=solution.best_at, **fields)
    if solution.value > target.year:
        return say("backwards.start_not_needed", lang)
    return say("backwards.start_met", lang, year=solution.value, **fields)


def measure_lines(
    target: Target, addition: float, together: float, alone: Mapping[str, float], lang: str
) -> list[str]:
    """Return in a sentence each what extra growth of several blocks does alone, and together."""
    measure = say(f"metrics.measure_{target.metric}", lang)
    fields = {
        "points": signed(addition * 100, lang, 2),
        "measure": measure,
        "year": years_of(target),
    }
    lines = []
    for name, change in alone.items():
        key = "measure_lost" if isnan(change) else "measure_alone"
        moved = {} if isnan(change) else {"change": change_in_unit(change, target.unit, lang)}
        known = fields if moved else {k: fields[k] for k in ("points", "year")}
        lines.append(say(f"backwards.{key}", lang, lever=lever_name(name, lang), **moved, **known))
    if isnan(together):
        return [*lines, say("backwards.measures_lost", lang, year=target.year)]
    total = sum(alone.values())
    values = {"together": together, "alone": total, "synergy": together - total}
    texts = {key: change_in_unit(value, target.unit, lang) for key, value in values.items()}
    return [*lines, say("backwards.measures_together", lang, **texts)]


def lever_name(lever: str, lang: str) -> str:
    """Return the name of a lever."""
    return say("backwards.lever_all", lang) if lever == "all" else block_name(lever, lang)


def _points(value: float | None, lang: str) -> str:
    points = signed(None if value is None else value * 100, lang, 2)
    return say("backwards.points_a_year", lang, points=points) if value is not None else points


def _parameter_line(scenario: Scenario, solution: Required, target: Target, lang: str) -> str:
    path = solution.lever

    def shown(value: float | None) -> str:
        return parameter_value(scenario, path, value, lang)

    name = parameter_name(path, lang)
    if solution.value is None:
        span = {"parameter": name, "low": shown(solution.low), "high": shown(solution.high)}
        if solution.best is None:
            return say("backwards.parameter_lost", lang, year=target.year, **span)
        key = "parameter_any" if solution.held else "parameter_never"
        reached = {
            "best": in_unit(solution.best, target.unit, lang, digits=2),
            "best_at": shown(solution.best_at),
        }
        return say(f"backwards.{key}", lang, **span, **reached)
    own = shown(numeric_parameters(scenario)[path])
    return say(
        "backwards.parameter_met", lang, parameter=name, value=shown(solution.value), own=own
    )


def break_even_sentence(
    scenario: Scenario, target: Target, break_even: BreakEven, lang: str
) -> str:
    """Return in a sentence up to which value of an assumption a verdict holds."""

    def shown(value: float | None) -> str:
        return parameter_value(scenario, break_even.parameter, value, lang)

    fields = {
        "target": target.title.get(lang),
        "parameter": parameter_name(break_even.parameter, lang),
        "own": shown(break_even.own),
    }
    if break_even.value is None:
        low, high = shown(break_even.low), shown(break_even.high)
        return say("backwards.never_turns", lang, low=low, high=high, **fields)
    mood = "holds" if break_even.reached else "fails_until"
    side = "below" if break_even.below else "above"
    return say(f"backwards.{mood}_{side}", lang, value=shown(break_even.value), **fields)
