"""The command on the indicators that the official documents plan."""

import click

from dxsim.cli.evidence import as_of_option
from dxsim.cli.frontier import figure_option, figure_path, write_figure
from dxsim.cli.printing import json_option, print_json, show, wide_option
from dxsim.cli.scenarios import lang_option


@click.command("conditions")
@as_of_option
@figure_option
@json_option
@wide_option
@lang_option
def conditions_command(as_of: str | None, out: str | None, as_json: bool, lang: str) -> None:
    """Print each indicator planned: path, newest value, and the pace a year still needed."""
    from dxsim.analysis.evidence.conditions import paces
    from dxsim.presentation.text.conditions import conditions_record, conditions_table, notes
    from dxsim.presentation.text.messages import say

    if out:
        from dxsim.presentation import figures

        path = figure_path(out)
        click.echo(str(write_figure(path, figures.conditions(as_of=as_of, lang=lang))))
        return
    indicators = paces(as_of)
    if as_json:
        print_json(conditions_record(indicators, lang))
        return
    if not indicators:
        show(say("conditions.none_kept", lang))
        return
    show(conditions_table(indicators, lang), "", notes(indicators, lang))
