"""The page of commands: each as the program itself describes it."""

from collections.abc import Iterator

import click

from dxsim.cli.main import COMMANDS, cli


def page() -> str:
    """Return a section a command: what it does, how it is called, its options."""
    context = click.Context(cli, info_name="dxsim")
    return "\n".join(line for name in COMMANDS for line in _section(name, context))


def _section(name: str, parent: click.Context) -> Iterator[str]:
    command = cli.get_command(parent, name)
    assert command is not None
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f"## `dxsim {name}`", "", COMMANDS[name][1], "")
    yield from ("```text", f"dxsim {name} {usage}", "```", "")
    if command.help:
        yield from (_plain(command.help), "")
    records = [found for one in command.params if (found := one.get_help_record(context))]
    yield from ("| option | what it does |", "|---|---|")
    for option, text in records:
        yield f"| `{_cell(option)}` | {_cell(_plain(text))} |"
    yield ""


def _plain(text: str) -> str:
    """Return a help text on one line a paragraph, as Markdown that shows every character."""
    paragraphs = (" ".join(part.split()) for part in text.replace("\b", "").split("\n\n"))
    escaped = (p.replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_") for p in paragraphs)
    return "\n\n".join(escaped)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
