"""How commands print: JSON, or tables and sentences at the width of the screen."""

import functools
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from dxsim.presentation.text.blocks import Block

USUAL, NARROWEST = 80, 40
"""Columns of a terminal that does not tell its own, and the fewest that tables are folded to."""
WITHOUT_TABLE = (
    "--json", "--out", "--write", "--forecast", "--errors", "--addition", "--parameter"
)  # fmt: skip
"""Options beside which a command prints no table."""
Options = dict[str, Any]
"""Values of a command's options by name, as click read them."""
_WIDE = "dxsim.wide"
_SHOWN = "dxsim.shown"


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def wide_option(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command that prints tables `--wide`, refused beside what makes it print none."""

    @functools.wraps(command)
    def checked(*, wide: bool, **options: object) -> object:
        context = click.get_current_context()
        context.meta[_WIDE] = wide
        given = {one.opts[0]: options.get(str(one.name)) for one in context.command.params}
        for name in WITHOUT_TABLE if wide else ():
            if name != "--out" or "out_dir" not in options:
                refuse_together({"--wide": wide, name: given.get(name)}, "--wide", name)
        return command(**options)

    help_text = "Print tables unfolded, a row a line."
    return click.option("--wide", is_flag=True, help=help_text)(checked)


def is_wide() -> bool:
    """Return whether the command was called with `--wide`."""
    ctx = click.get_current_context(silent=True)
    return bool(ctx and ctx.meta.get(_WIDE))


def print_json(value: object) -> None:
    """Print a plain value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def show(*blocks: "Block | Iterable[Block]") -> None:
    """Print tables and sentences, or lists of them, in order.

    On a terminal both are folded to its width. In a file or a pipe a row of a table and a sentence
    keep a line each, whatever the window, so that they can be searched; COLUMNS in the environment
    states a width for the tables. With --wide no table is folded. A command that has shown
    something ends with `say_where_rules_stand`.
    """
    from dxsim.presentation.terminal import folded

    ctx, wide = click.get_current_context(silent=True), is_wide()
    if ctx:
        ctx.meta[_SHOWN] = ctx.params.get("lang") or "en"
    width, terminal = screen_width(), sys.stdout.isatty()
    for block in blocks:
        several = [block] if isinstance(block, str | tuple) else block
        for line in folded(several, None if wide else width, sentences=terminal):
            click.echo(line)


def say_where_rules_stand(ctx: click.Context) -> None:
    """Print, once after what a command shows, the line on what to mind before quoting a number."""
    from dxsim.presentation.quoting import pointer

    lang = ctx.meta.get(_SHOWN)
    if lang and ctx.invoked_subcommand != "quoting":
        show("", pointer(lang))


def screen_width() -> int | None:
    """Return the columns that tables are folded to; None where they are not."""
    stated = os.environ.get("COLUMNS", "")
    if not sys.stdout.isatty() and not (stated.isdecimal() and int(stated)):
        return None
    return max(shutil.get_terminal_size((USUAL, 24)).columns, NARROWEST)


def refuse_together(options: Mapping[str, object], *names: str) -> None:
    """Refuse options of which one would leave another without effect.

    `options` are the values by name; one that was not given is None or False.
    """
    from dxsim.data.yamlfile import InputError

    given = [name for name in names if _is_given(options[name])]
    if given[1:]:
        expected = f"only one of {given[0]} and {given[1]}"
        raise InputError("command line", key=given[1], found="both", expected=expected)


def _is_given(value: object) -> bool:
    return value is not None and value is not False


def refuse_alone(options: Mapping[str, object], name: str, *needed: str) -> None:
    """Refuse an option that has no effect without one of others."""
    from dxsim.data.yamlfile import InputError

    if _is_given(options[name]) and not any(_is_given(options[other]) for other in needed):
        expected = f"{' or '.join(needed)} beside it"
        raise InputError("command line", key=name, found="it alone", expected=expected)
