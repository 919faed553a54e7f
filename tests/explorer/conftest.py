"""A real browser, and real servers with a project folder of their own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.screen import Screen

from dxsim.cli.explore import CONNECTION

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 120_000
"""Milliseconds a page may take: it starts a kernel, on a machine that may be busy."""


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Path:
    """Return a copy of the project's parameters and notebook, to be saved into."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "params", folder / "params")
    text = (ROOT / "notebooks" / "06_explore.ipynb").read_text(encoding="utf-8")
    opens = 'scenario: str = \\"plan-fading\\"'  # what the tests of the page open, too
    changed = text.replace('scenario: str = \\"\\"', opens)
    assert changed != text
    (folder / "06_explore.ipynb").write_text(changed, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def chromium(require_program):
    from playwright.sync_api import sync_playwright

    program = require_program("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield browser
        browser.close()


@contextmanager
def served(command: list[str], folder: Path, pattern: str):
    """Run a server until the test session ends; give the address it prints."""
    environment = {**os.environ, "DXSIM_HOME": str(folder), "PYTHONUNBUFFERED": "1"}
    log = folder / f"{Path(command[2]).name}-{time.monotonic_ns()}.log"
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=environment, stdout=stream, stderr=stream
        )
    try:
        yield _address(server, log, pattern), server
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _address(server: subprocess.Popen, log: Path, pattern: str) -> str:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        found = re.search(pattern, log.read_text(errors="replace"))
        if found:
            return found[0]
        assert server.poll() is None, log.read_text(errors="replace")[-2000:]
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


@pytest.fixture(scope="session")
def voila(project):
    """Return the address of `dxsim explore`, with its token, and its process."""
    command = ["-m", "dxsim.cli.main", "explore", "plan-fading", "--no-browser"]
    with served(command, project, r"http://127\.0\.0\.1:\d+/\?token=\S+") as found:
        yield found


@pytest.fixture(scope="session")
def lab(project):
    """Return the address of a JupyterLab on the project folder, and its process."""
    command = [
        "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1", "--port=0",
        "--allow-root", f"--ServerApp.root_dir={project}", "--ServerApp.open_browser=False",
        f"--ServerApp.kernel_websocket_connection_class={CONNECTION}",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    with served(command, project, r"http://127\.0\.0\.1:\d+/lab\?token=\S+") as found:
        yield found


@contextmanager
def opened(chromium):
    """Give an empty page of 1280 x 720 that remembers what left this machine and what failed."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 720}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.foreign, page.faults = [], []
    page.on("request", lambda r: None if is_local(r.url) else page.foreign.append(r.url))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def page(chromium):
    """Return a page of a test's own, still empty."""
    with opened(chromium) as page:
        yield page


@pytest.fixture(scope="session")
def one_screen(chromium, voila):
    """Return the explorer in a page that the tests share: a page of its own costs a kernel."""
    with opened(chromium) as page:
        yield Screen(page).open(voila[0])


@pytest.fixture
def screen(one_screen):
    """Return the shared explorer as it was when it opened."""
    yield one_screen.fresh()
    assert one_screen.page.foreign == [] and one_screen.page.faults == []


def is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:", "about:"))
