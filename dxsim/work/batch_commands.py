"""Commands on batches: verify, sweep."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from dxsim.work.commands import json_option, print_json


@click.command("verify")
@click.argument("run", type=click.Path(path_type=Path), default="outputs", metavar="[RUN]")
@json_option
def verify_command(run: Path, as_json: bool) -> None:
    """Say what has changed since RUN (default: outputs) was made: inputs, versions, results.

    The exit status is 1 if anything has.
    """
    from dxsim.work.manifest import verify

    changes = verify(run)
    if as_json:
        print_json([dataclasses.asdict(change) for change in changes])
    else:
        for change in changes:
            click.echo(f"{change.kind:8} {change.name}: {change.what}")
        click.echo(f"{len(changes)} changed" if changes else "unchanged")
    if changes:
        raise click.exceptions.Exit(1)
