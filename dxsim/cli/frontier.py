"""The command that trades two demands against one another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dxsim.cli.backwards import bound_option
from dxsim.cli.printing import Options, json_option, print_json, show, wide_option
from dxsim.cli.scenarios import lang_option, scenario_argument, targets_file_option

if TYPE_CHECKING:
    from dxsim.analysis.backwards.frontier import Frontier
    from dxsim.analysis.targets import Target
    from dxsim.presentation.figures.drawing.saving import Figure
    from dxsim.scenario.records import Bound, Scenario

POINTS = 11
figure_option = click.option(
    "--out", metavar="FILE", help="Write the figure (.pdf, .svg, .png) or .csv instead."
)
_DIGITS = 12


@click.command("frontier")
@scenario_argument
@click.argument("first")
@click.argument("second")
@click.option("--targets", "target_ids", metavar="IDS", help="Further targets that are kept.")
@bound_option
@click.option("--from", "low", metavar="VALUE", help="Lowest level of FIRST, such as 20%.")
@click.option("--to", "high", metavar="VALUE", help="Its highest level.")
@click.option("--points", type=click.IntRange(2, 200), default=POINTS, show_default=True)
@targets_file_option
@figure_option
@json_option
@wide_option
@lang_option
def frontier_command(scenario: str, first: str, second: str, **options: Any) -> None:
    """Print how far SECOND can go for each level of FIRST, two targets or --bound ids."""
    from dxsim.analysis.backwards.feasibility import judged_targets, parse_bound
    from dxsim.analysis.backwards.frontier import frontier
    from dxsim.analysis.targets import find_target, load_targets
    from dxsim.presentation.text.frontier import frontier_lines, frontier_record
    from dxsim.scenario.loading import load_scenario

    path = figure_path(options["out"]) if options["out"] else None
    loaded, known = load_scenario(scenario), load_targets(options["targets_file"])
    bounds = (*loaded.bounds, *(parse_bound(text) for text in options["bound_texts"]))
    limits = {bound.id for bound in bounds}
    kept = (options["target_ids"] or "").replace(",", " ").split()
    names = dict.fromkeys(n for n in (first, second, *kept) if n not in limits)
    targets = judged_targets(loaded, [find_target(known, name) for name in names], known)
    demands: dict[str, Target | Bound] = {t.id: t for t in targets} | {b.id: b for b in bounds}
    tradeoff = frontier(loaded, targets, bounds, first, second, _levels(demands[first], options))
    if path:
        click.echo(str(_written(path, loaded, targets, bounds, tradeoff, options["lang"])))
    elif options["as_json"]:
        print_json(frontier_record(tradeoff))
    else:
        show(frontier_lines(loaded, tradeoff, demands, options["lang"]))


def _levels(demand: Target | Bound, options: Options) -> list[float]:
    from dxsim.analysis.backwards.frontier import levels_around
    from dxsim.data.numerals import QuantityError, parse_percent
    from dxsim.data.yamlfile import InputError, quoted

    ends = levels_around(demand, 2)
    for at, key in enumerate(("low", "high")):
        if options[key] is None:
            continue
        try:
            ends[at] = parse_percent(options[key])
        except QuantityError as error:
            name, found = ("--from", "--to")[at], quoted(options[key])
            expected = error.expected
            raise InputError("command line", key=name, found=found, expected=expected) from None
    low, high = ends
    if not low < high:
        found, expected = f"{low:.4g} and {high:.4g}", "a --from below --to"
        raise InputError("command line", key="--from", found=found, expected=expected)
    step = (high - low) / (options["points"] - 1)
    return [round(low + step * k, _DIGITS) for k in range(options["points"])]


def figure_path(out: str) -> Path:
    """Return the file that a figure is written to; refuse a kind that figures have not."""
    from dxsim.data.yamlfile import InputError, quoted

    path = Path(out)
    if path.suffix.lower() in (".pdf", ".svg", ".png", ".csv"):
        return path
    expected = "a file that ends in .pdf, .svg, .png or .csv"
    raise InputError("--out", found=quoted(out), expected=expected)


def _written(
    path: Path,
    scenario: Scenario,
    targets: Sequence[Target],
    bounds: Sequence[Bound],
    frontier: Frontier,
    lang: str,
) -> Path:
    from math import isnan

    from dxsim.data.yamlfile import InputError
    from dxsim.presentation import figures

    if all(map(isnan, frontier.y)):
        expected = f"a level of {frontier.second} that can be held with one of {frontier.first}"
        raise InputError(scenario.name, key="frontier", found="none", expected=expected)
    return write_figure(path, figures.frontier(scenario, targets, bounds, frontier, lang=lang))


def write_figure(path: Path, figure: Figure) -> Path:
    """Write a figure as its file's ending says, or its numbers as .csv; return the file."""
    from dxsim.data.files import write_atomic
    from dxsim.presentation.figures.drawing.saving import drawn, numbers

    kind = path.suffix.lower().removeprefix(".")
    return write_atomic(path, numbers(figure) if kind == "csv" else drawn(figure, kind))
