"""The command on programmes: what they deliver, cost and leave open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from dxsim.cli.printing import json_option, print_json, show, wide_option
from dxsim.cli.scenarios import (
    lang_option,
    scenario_argument,
    targets_option,
)
from dxsim.cli.uncertainty import sampling_options
from dxsim.scenario.defaults import DRAWS

if TYPE_CHECKING:
    from dxsim.analysis.programmes.bridge import Bridge
    from dxsim.analysis.targets import Target
    from dxsim.scenario.records import Scenario


@click.command("programmes")
@scenario_argument
@sampling_options(DRAWS)
@click.option("--target", "target_id", metavar="ID", help="The target of the bridge.")
@click.option(
    "--budget", metavar="MONEY", help="Best use of an amount a year, such as '30 trn USD'."
)
@click.option(
    "--total", is_flag=True, help="The budget is the present value of all years, not a year's."
)
@click.option(
    "--discount",
    metavar="RATE",
    default="0%",
    show_default=True,
    help="Discount rate, where a programme states none of its own.",
)
@click.option(
    "--beside",
    multiple=True,
    metavar="NAME",
    help="Another programme, alone, in the tables of costs; repeatable.",
)
@targets_option
@json_option
@wide_option
@lang_option
def programmes_command(
    scenario: str, draws: int, seed: int, targets_file: str | None, **options: Any
) -> None:
    """Print what the programmes of SCENARIO deliver, cost and leave open, by target."""
    from dxsim.analysis.programmes.budget import Budget, stated_money
    from dxsim.analysis.programmes.effects import refuse_none
    from dxsim.analysis.targets import load_targets, main_target
    from dxsim.analysis.uncertainty.ensemble import Plan
    from dxsim.data.yamlfile import InputError
    from dxsim.presentation.exports.programme_costs import budget_record
    from dxsim.presentation.exports.programmes import bridge_record, programmes_record
    from dxsim.presentation.text.programmes import programme_lines
    from dxsim.scenario.loading import load_scenario

    loaded, known = load_scenario(scenario), load_targets(targets_file)
    refuse_none(loaded)
    if options["total"] and options["budget"] is None:
        expected = "--budget beside it, the money to be used"
        raise InputError("command line", key="--total", found="nothing", expected=expected)
    rate = _rate(options["discount"])
    record = programmes_record(loaded, known, Plan(draws, seed))
    bridge = _bridge(loaded, known, options["target_id"], seed)
    record["bridge"] = bridge_record(bridge) if bridge else None
    if bridge is not None:
        record |= _answers(loaded, bridge.target, rate, seed, options["beside"])
    if options["budget"] is not None:
        target = bridge.target if bridge else main_target(loaded, options["target_id"] or "", known)
        money = stated_money(options["budget"], loaded.unit, "--budget", "command line")
        budget = Budget(money, not options["total"], rate)
        record["budget"] = budget_record(loaded, target, budget, seed=seed)
    if options["as_json"]:
        print_json(record)
        return
    show(programme_lines(loaded, record, bridge, options["lang"]))


def _answers(
    loaded: Scenario, target: Target, rate: float, seed: int, beside: tuple[str, ...]
) -> dict[str, object]:
    """Return costs and benefits of programmes, of others too, and the requirements."""
    from dxsim.presentation.exports.programme_costs import (
        beside_records,
        needed_records,
        worth_records,
    )

    return {
        "discount": rate,
        "worth": worth_records(loaded, target, rate, seed=seed),
        "beside": beside_records(loaded, beside, target, rate, seed=seed),
        "needed": needed_records(loaded, target),
    }


def _bridge(
    loaded: Scenario, known: Sequence[Target], target_id: str | None, seed: int
) -> Bridge | None:
    """Return the bridge to a target; None where none was asked for and none can be built."""
    from dxsim.analysis.programmes.bridge import bridge
    from dxsim.analysis.targets import main_target
    from dxsim.data.yamlfile import InputError

    try:
        return bridge(loaded, main_target(loaded, target_id or "", known), seed=seed)
    except InputError:
        if target_id:
            raise
        return None


def _rate(text: str) -> float:
    """Return a discount rate."""
    from dxsim.data.numerals import QuantityError
    from dxsim.data.quantities import parse_rate
    from dxsim.data.yamlfile import InputError, quoted

    try:
        return parse_rate(text)
    except QuantityError as error:
        found, expected, hint = quoted(text), error.expected, error.hint
        raise InputError(
            "command line", key="--discount", found=found, expected=expected, hint=hint
        ) from None
