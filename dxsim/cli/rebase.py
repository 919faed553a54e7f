"""The command that moves a scenario to a later base year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxsim.cli.evidence import as_of_option
from dxsim.cli.printing import json_option, print_json
from dxsim.cli.scenarios import lang_option

if TYPE_CHECKING:
    from dxsim.data.records import Date


@click.command("rebase")
@click.argument("scenario")
@click.option("--to", "year", type=click.IntRange(1990, 2500), required=True, metavar="YEAR")
@click.option("--out", metavar="FILE", help="Write the scenario there [default: print it].")
@as_of_option
@json_option
@lang_option
def rebase_command(
    scenario: str, year: int, out: str | None, as_of: Date | None, as_json: bool, lang: str
) -> None:
    """Move SCENARIO to a later base year by what was published, and say what was assumed."""
    from dxsim.analysis.rebasing import rebase
    from dxsim.presentation.text.rebasing import rebased_lines, rebased_record, rebased_text
    from dxsim.scenario.loading import load_scenario

    path = Path(out) if out else None
    name = path.stem if path else ""
    rebased = rebase(load_scenario(scenario), year, name, as_of)
    lines = rebased_lines(rebased, lang)
    if path:
        click.echo(str(_written(path, rebased_text(rebased))))
    if as_json:
        print_json(rebased_record(rebased))
    elif path:
        for line in lines:
            click.echo(line)
    else:
        click.echo(rebased_text(rebased), nl=False)


def _written(path: Path, text: str) -> Path:
    """Write a scenario that reads back; an existing file is never replaced."""
    from dxsim.data.yamlfile import InputError
    from dxsim.scenario.loading import write_new_scenario

    if path.suffix != ".yaml" or path.exists():
        found = "a file of that name" if path.exists() else path.name
        raise InputError(str(path), found=found, expected="a new file that ends in .yaml")
    return write_new_scenario(path, text)
