"""Commands on several countries, and on starting a country or a project of one's own."""

from pathlib import Path

import click

from dxsim.cli.printing import json_option, print_json, show, wide_option
from dxsim.cli.scenarios import lang_option


@click.command("compare")
@click.argument("scenarios", nargs=-1, required=True, metavar="COUNTRY[:SCENARIO]…")
@json_option
@wide_option
@lang_option
def compare_command(scenarios: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Put scenarios of several countries side by side, on shares and log-odds speed.

    A country alone means its default scenario, a scenario alone one of the country worked on.
    """
    from dxsim.presentation.countries.comparison import comparison_table, side_by_side
    from dxsim.presentation.text.messages import say

    records = side_by_side(scenarios, lang)
    if as_json:
        print_json(records)
        return
    show(comparison_table(records, lang), "", say("compare.note", lang))


@click.command("new")
@click.argument("name", metavar="NAME")
@click.argument("folder", required=False, metavar="[DIR]", type=click.Path(path_type=Path))
@lang_option
def new_command(name: str, folder: Path | None, lang: str) -> None:
    """Write the folder of a country NAME to fill in, under params/ of a project folder DIR.

    Its placeholder numbers project at once; `dxsim check` lists every placeholder, and no briefing
    is printed on them. DIR is by default the project one stands in.
    """
    from dxsim.data.locations import standing_project
    from dxsim.presentation.text.messages import say
    from dxsim.scenario.new_country.writing import new_pack

    place = new_pack(name, folder or standing_project())
    click.echo(say("new.written", lang, place=str(place), name=name))


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@lang_option
def init_command(folder: Path, lang: str) -> None:
    """Copy the notebooks and the parameters of the country worked on into a project folder DIR."""
    from dxsim.data.locations import country
    from dxsim.presentation.text.messages import say
    from dxsim.scenario.new_country.writing import new_project

    new_project(folder)
    click.echo(say("new.project", lang, folder=str(folder), name=country()))
