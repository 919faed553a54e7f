"""Commands that ask the model backwards: require, feasible, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dxsim.cli.printing import Options, json_option, print_json, refuse_together, show, wide_option
from dxsim.cli.scenarios import (
    FiniteRange,
    lang_option,
    scenario_argument,
    targets_file_option,
    targets_option,
)

if TYPE_CHECKING:
    from dxsim.analysis.backwards.solving import Required
    from dxsim.analysis.targets import Target
    from dxsim.analysis.verdicts import Verdict
    from dxsim.scenario.records import Scenario

DEFAULT_YEAR = 2030
_EXCLUDED = {
    "--parameter": ("--lever", "--addition", "--from-year", "--to-year"),
    "--addition": ("--from-year", "--low", "--high"),
}
MOST_CHANGE = FiniteRange(-100, 1000)
bound_option = click.option(
    "--bound",
    "bound_texts",
    multiple=True,
    metavar="ID:OF:YEARS:MIN:MAX",
    help="A further limit on growth, such as cap:sectoral:2025-2030::30%.",
)


@click.command("require")
@scenario_argument
@click.option("--target", "target_id", required=True, metavar="ID", help="What is to be met.")
@click.option("--lever", metavar="NAME", help="all, a component, gdp or non_digital.")
@click.option("--from-year", type=int, help="First year of the extra growth.")
@click.option("--to-year", type=int, help="Last year of the extra growth.")
@click.option(
    "--addition", type=MOST_CHANGE, metavar="POINTS", help="Extra points a year: latest start?"
)
@click.option("--parameter", metavar="PATH", help="A numeric parameter to solve for instead.")
@click.option("--low", metavar="VALUE", help="Lowest value, as in a scenario file, or addition.")
@click.option("--high", metavar="VALUE", help="Highest value or addition [default: 100%].")
@targets_option
@json_option
@wide_option
@lang_option
def require_command(target_id: str, targets_file: str | None, **options: Any) -> None:
    """Print what just reaches a target under SCENARIO, or the best that can be reached."""
    from dxsim.analysis.judged import verdict
    from dxsim.analysis.targets import find_target, load_targets
    from dxsim.presentation.text import backwards
    from dxsim.scenario.loading import load_scenario

    loaded = load_scenario(options["scenario"])
    target = find_target(load_targets(targets_file), target_id)
    facts = verdict(loaded, target)
    if facts.over:
        _print_over(loaded, target, facts, options)
        return
    solution = _required(loaded, target, options)
    if options["as_json"]:
        print_json(backwards.required_record(loaded, target, solution))
        return
    if options["addition"] is not None:
        show(backwards.start_line(target, solution[0], options["addition"] / 100, options["lang"]))
        return
    show(backwards.required_lines(loaded, target, solution, options["lang"]))


def _print_over(loaded: Scenario, target: Target, facts: Verdict, options: Options) -> None:
    """Print how a target ended whose year is over; growth can no longer be required for it."""
    from dxsim.analysis.targets import unjudged
    from dxsim.presentation.text import backwards

    if unjudged(loaded, target, after=1) is None:
        _required(loaded, target, options)  # refuses what it refuses for any other target
    if options["as_json"]:
        print_json(backwards.over_record(loaded, target, facts))
        return
    show(backwards.over_lines(loaded, target, facts, options["lang"]))


def _required(loaded: Scenario, target: Target, options: Options) -> list[Required]:
    from dxsim.analysis.backwards import solving, start_year

    _refuse_mixed(options)
    lever = options["lever"] or "all"
    if options["parameter"]:
        bounds = _bounds(loaded, options)
        return [solving.required_parameter(loaded, target, options["parameter"], *bounds)]
    window = _window(loaded, target, options["from_year"], options["to_year"])
    if options["addition"] is not None:
        addition = options["addition"] / 100
        return [start_year.required_start(loaded, target, lever, addition, window[1])]
    bounds = _additions(options)
    levers = [options["lever"]] if options["lever"] else ["all", *loaded.components]
    return [
        solving.required_growth(loaded, target, one, window=window, bounds=bounds) for one in levers
    ]


def _refuse_mixed(options: Options) -> None:
    """Refuse an option that another one would leave without effect."""
    named = {f"--{key.replace('_', '-')}": value for key, value in options.items()}
    for key, others in _EXCLUDED.items():
        for other in others:
            refuse_together(named, key, other)


def _bounds(loaded: Scenario, options: Options) -> tuple[float, float]:
    from dxsim.data.yamlfile import InputError
    from dxsim.scenario.parameters import read_value

    for name in ("low", "high"):
        if options[name] is None:
            expected = "both --low and --high, the bounds of --parameter"
            raise InputError("command line", key=f"--{name}", found="nothing", expected=expected)
    path = options["parameter"]
    low, high = (read_value(loaded, path, options[name]) for name in ("low", "high"))
    return _in_order(low, high, options)


def _additions(options: Options) -> tuple[float, float]:
    """Return the lowest and the highest addition to growth, as fractions a year."""
    from dxsim.analysis.backwards.required import LIMIT
    from dxsim.data.numerals import QuantityError, parse_percent
    from dxsim.data.yamlfile import InputError, quoted

    ends = {"low": -LIMIT, "high": LIMIT}
    for name in ends:
        text = options[name]
        if text is None:
            continue
        try:
            ends[name] = parse_percent(text)
        except QuantityError as error:
            found, expected, hint = quoted(text), error.expected, error.hint
            key = f"--{name}"
            raise InputError(
                "command line", key=key, found=found, expected=expected, hint=hint
            ) from None
    return _in_order(ends["low"], ends["high"], options)


def _in_order(low: float, high: float, options: Options) -> tuple[float, float]:
    from dxsim.data.yamlfile import InputError

    if low < high:
        return low, high
    given = (f"--{name} {options[name]}" for name in ("low", "high") if options[name] is not None)
    found = " and ".join(given)
    raise InputError("command line", key="--low", found=found, expected="a low below the high")


def _window(
    loaded: Scenario, target: Target, first: int | None, last: int | None
) -> tuple[int, int]:
    from dxsim.analysis.backwards.solving import target_horizon
    from dxsim.data.yamlfile import InputError

    target_horizon(loaded, target)
    window = (first or loaded.base_year + 1, last or target.year)
    if not loaded.base_year < window[0] <= window[1] <= target.year:
        found = f"{window[0]}-{window[1]}"
        expected = f"years within {loaded.base_year + 1}-{target.year}"
        key = "--to-year" if first is None else "--from-year"
        raise InputError("command line", key=key, found=found, expected=expected)
    return window


@click.command("feasible")
@scenario_argument
@click.option("--targets", "target_ids", metavar="IDS", help="Ids of targets, comma-separated.")
@bound_option
@targets_file_option
@json_option
@wide_option
@lang_option
def feasible_command(
    scenario: str,
    target_ids: str | None,
    bound_texts: tuple[str, ...],
    targets_file: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """Print whether targets and limits on growth can hold together under SCENARIO."""
    from dxsim.analysis.backwards.feasibility import feasible, judged_targets, parse_bound
    from dxsim.analysis.targets import find_target, load_targets
    from dxsim.presentation.text.feasibility import feasibility_lines, feasibility_record
    from dxsim.scenario.loading import load_scenario

    loaded, known = load_scenario(scenario), load_targets(targets_file)
    wanted = None
    if target_ids is not None:
        names = dict.fromkeys(target_ids.replace(",", " ").split())
        wanted = [find_target(known, name) for name in names]
    targets = judged_targets(loaded, wanted, known)
    bounds = (*loaded.bounds, *(parse_bound(text) for text in bound_texts))
    answer = feasible(loaded, targets, bounds)
    if as_json:
        print_json(feasibility_record(answer, targets, bounds))
        return
    show(feasibility_lines(loaded, answer, targets, bounds, lang))


@click.command("explain")
@click.argument("first")
@click.argument("second")
@click.option("--year", type=int, help="Year of the share [default: 2030, or the last in common].")
@json_option
@wide_option
@lang_option
def explain_command(first: str, second: str, year: int | None, as_json: bool, lang: str) -> None:
    """Print which assumptions make the shares of FIRST and SECOND differ, and by how much.

    Where their base years differ it says too what data revision and re-basing contributed.
    """
    from dxsim.analysis.backwards.shift_share import shift_share
    from dxsim.analysis.base_years import explain
    from dxsim.model.projection import simulate
    from dxsim.presentation.text.explanations import explanation_lines, explanation_record
    from dxsim.scenario.loading import load_scenario

    pair = [load_scenario(first), load_scenario(second)]
    shown = year or min(DEFAULT_YEAR, *(scenario.end_year for scenario in pair))
    explanation = explain(pair[0], pair[1], shown)
    parts = [shift_share(simulate(s), s.base_year, shown) for s in pair]
    if as_json:
        print_json(explanation_record(explanation, pair, parts))
        return
    show(explanation_lines(explanation, pair, parts, lang))
