"""The command on programmes: what they deliver, cost and leave open."""

from typing import Any

import click

from dxsim.cli.scenarios import (
    json_option,
    lang_option,
    print_json,
    scenario_argument,
    targets_option,
)
from dxsim.cli.uncertainty import sampling_options
from dxsim.scenario.defaults import DRAWS


@click.command("programmes")
@scenario_argument
@sampling_options(DRAWS)
@click.option("--target", "target_id", metavar="ID", help="The target of the bridge.")
@click.option(
    "--budget", metavar="MONEY", help="Best use of an amount a year, such as '30 trn USD'."
)
@targets_option
@json_option
@lang_option
def programmes_command(
    scenario: str, draws: int, seed: int, targets_file: str | None, **options: Any
) -> None:
    """Print what the programmes of SCENARIO deliver, cost and leave open, by target."""
    from dxsim.analysis.programmes.budget import Budget
    from dxsim.analysis.programmes.effects import refuse_none
    from dxsim.analysis.targets import load_targets, main_target
    from dxsim.analysis.uncertainty.ensemble import Plan
    from dxsim.presentation.exports.programmes import (
        bridge_record,
        budget_record,
        programmes_record,
    )
    from dxsim.presentation.text.programmes import programme_lines
    from dxsim.scenario.loading import load_scenario

    loaded, known = load_scenario(scenario), load_targets(targets_file)
    refuse_none(loaded)
    record = programmes_record(loaded, known, Plan(draws, seed))
    found = _bridge(loaded, known, options["target_id"], seed)
    record["bridge"] = bridge_record(found) if found else None
    if options["budget"] is not None:
        target = found.target if found else main_target(loaded, options["target_id"] or "", known)
        budget = Budget(_amount(options["budget"], loaded.unit))
        record["budget"] = budget_record(loaded, target, budget)
    if options["as_json"]:
        print_json(record)
        return
    for line in programme_lines(loaded, record, found, options["lang"]):
        click.echo(line)


def _bridge(loaded: Any, known: Any, target_id: str | None, seed: int) -> Any:
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


def _amount(text: str, unit: str) -> float:
    """Return an amount of money in the scenario's unit."""
    from dxsim.data.quantities import QuantityError, parse_money
    from dxsim.data.yamlfile import InputError, quoted

    try:
        amount = parse_money(text)
    except QuantityError as error:
        expected, hint = error.expected, error.hint
        raise InputError(
            "command line", key="--budget", found=quoted(text), expected=expected, hint=hint
        ) from None
    if amount.unit != unit:
        expected = f"money in {unit}"
        raise InputError("command line", key="--budget", found=quoted(text), expected=expected)
    return amount.value
