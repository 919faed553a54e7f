"""The explorer on its own: a page on this machine, for this reader alone."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from dxsim.data.temporary import sweep_temporary_folders, temporary_folder
from dxsim.presentation.explorer.serving.opening import open_in_browser

HOST = "127.0.0.1"
SERVER = "dxsim.presentation.explorer.serving.server"
CONNECTION = "dxsim.presentation.explorer.serving.connection.PromptConnection"
IDLE, LOOKED_FOR = 900, 60
"""Seconds after which a kernel whose page is gone is ended, and between two looks for such."""
_START_LIMIT = 60.0
_PATH = re.compile(r"/?([A-Za-z0-9._~%@:-]+/)*[A-Za-z0-9._~%@:-]*")


@click.command("explore")
@click.argument("scenario", required=False)
@click.option(
    "--lang", type=click.Choice(["en", "vi"]), default="en", show_default=True, help="Language."
)
@click.option(
    "--compare", metavar="SCENARIO", multiple=True, help="A scenario to compare with; up to four."
)
@click.option("--targets", metavar="FILE", help="Targets file [default: the country's].")
@click.option("--port", type=click.IntRange(1, 65535), help="Port [default: a free one].")
@click.option(
    "--base-url",
    default="/",
    show_default=True,
    callback=lambda _, __, given: _base_url(given),
    help="Path under which a hub or proxy serves the page, such as /user/me/proxy/8866/.",
)
@click.option("--no-browser", is_flag=True, help="Print the address, open no browser.")
def explore_command(
    scenario: str | None,
    lang: str,
    compare: tuple[str, ...],
    targets: str | None,
    port: int | None,
    base_url: str,
    no_browser: bool,
) -> None:
    """Move the assumptions of SCENARIO (a name or a file) in a browser and see the verdicts.

    The page is served on this machine only, to who has its address; Ctrl-C ends it.
    """
    from dxsim.data.country import load_country

    scenario = scenario or load_country().default_scenario
    _refuse_early(scenario, compare, targets)
    token = secrets.token_urlsafe(24)
    chosen = _port(port)
    sweep_temporary_folders()
    with temporary_folder() as folder:
        page = folder / "explore.ipynb"
        page.write_text(json.dumps(screen(scenario, lang, compare, targets)), encoding="utf-8")
        log = folder / "server.log"
        server = _start(served(page, chosen, base_url), token, log)
        try:
            _await(server, chosen, log)
            address = f"http://{HOST}:{chosen}{base_url}?token={token}"
            click.echo(address)
            if not no_browser:
                open_in_browser(HOST, address)
            _report_end(server.wait(), log)
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
        finally:
            _stop(server)


def screen(
    scenario: str, lang: str = "en", compare: Sequence[str] = (), targets: str | None = None
) -> dict[str, object]:
    """Return the notebook of one cell that is the page: it shows the explorer and nothing else."""
    options = {
        "compare": [_absolute(name) for name in compare],
        "targets": targets and str(Path(targets).resolve()),
    }
    call = f"explore({_absolute(scenario)!r}, {lang!r}, standalone=True, **{options!r})"
    source = f"from dxsim.presentation.explorer import explore\n{call}"
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": "explorer",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": [cell]}


def served(page: Path, port: int, base_url: str = "/") -> list[str]:
    """Return the command that serves a notebook as a page on the loopback address alone.

    One kernel waits with the screen made, so that a page opens at once; another takes its place.
    The token goes by the environment, where other users of the machine cannot read it.
    """
    return [
        sys.executable, "-m", SERVER, str(page),
        "--no-browser", "--Voila.auto_token=True", f"--Voila.ip={HOST}", f"--port={port}",
        "--Voila.port_retries=0", f"--Voila.kernel_websocket_connection_class={CONNECTION}",
        "--VoilaConfiguration.show_tracebacks=True", "--template=dxsim", "--theme=light",
        "--Voila.log_level=WARN", f"--Voila.base_url={base_url}",
        f"--MappingKernelManager.cull_idle_timeout={IDLE}",
        f"--MappingKernelManager.cull_interval={LOOKED_FOR}",
        "--VoilaConfiguration.preheat_kernel=True", "--VoilaConfiguration.default_pool_size=1",
    ]  # fmt: skip


def _absolute(name: str) -> str:
    """Return a name as it is, and a path, or several that are laid over, from the root on.

    The kernel works in another folder than the command.
    """
    from dxsim.data.scenario_files import LAID_OVER, named_parts

    parts = named_parts(name)
    return LAID_OVER.join(str(Path(p).resolve()) if Path(p).is_file() else p for p in parts)


def _refuse_early(scenario: str, compare: Sequence[str], targets: str | None) -> None:
    """Raise the InputError of anything that cannot be opened before a server is started."""
    from dxsim.model.projection import check_levels
    from dxsim.presentation.explorer.state import compared, opened

    state = opened(scenario, targets_file=targets)
    check_levels(state.scenario)
    for name in compare:
        state = compared(state, name)
    for other in state.others:
        check_levels(other)


def _port(wanted: int | None) -> int:
    """Return the port wanted, or a free one."""
    from dxsim.data.yamlfile import InputError

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted or 0))
        except OSError as error:
            found = f"port {wanted}: {error.strerror}"
            raise InputError("--port", found=found, expected="a free port") from None
        return int(probe.getsockname()[1])


def _base_url(given: str) -> str:
    """Return a path of an address with a slash at both ends."""
    from dxsim.data.yamlfile import InputError, quoted

    if not _PATH.fullmatch(given):
        expected = "a path such as /user/me/proxy/8866/"
        raise InputError("--base-url", found=quoted(given), expected=expected)
    return f"/{given.strip('/')}/" if given.strip("/") else "/"


def _report_end(status: int, log: Path) -> None:
    """Say how the server ended that nobody asked to."""
    said = log.read_text(errors="replace").strip().splitlines()
    how = f"killed by signal {-status}" if status < 0 else f"exit status {status}"
    last = f": {said[-1]}" if said else ""
    click.echo(f"the server ended of its own accord, {how}{last}", err=True)
    raise click.exceptions.Exit(1)


def _start(command: list[str], token: str, log: Path) -> "subprocess.Popen[bytes]":
    from dxsim.data.locations import country, project_dir
    from dxsim.presentation import explorer

    template = str(Path(explorer.__file__).parent / "page")
    paths = os.pathsep.join(filter(None, (template, os.environ.get("JUPYTER_PATH"))))
    with log.open("wb") as stream:
        return subprocess.Popen(
            command,
            env={  # the kernel works in another folder, on the same files
                **os.environ,
                "JUPYTER_TOKEN": token,
                "JUPYTER_PATH": paths,
                "DXSIM_HOME": str(project_dir().resolve()),
                "DXSIM_COUNTRY": country(),
            },
            stdin=subprocess.PIPE,  # its end is the server's
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )


def _await(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Return once the server answers; raise where it ended or never does."""
    until = time.monotonic() + _START_LIMIT
    while time.monotonic() < until:
        if server.poll() is not None:
            said = log.read_text(errors="replace").strip().splitlines()
            last = said[-1] if said else "it said nothing"
            raise click.ClickException(f"the server did not start: {last}")
        try:
            with socket.create_connection((HOST, port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise click.ClickException(f"the server did not answer within {_START_LIMIT:.0f} s")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """End the server with the kernels it started."""
    if server.poll() is None:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
