"""The server of `dxsim explore` as other programs of the machine meet it, under guard."""

from __future__ import annotations

import http.client
import ipaddress
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from support.guard import ROOT, asked, started, surroundings
from support.screen import kernel_processes

from dxsim.cli.explore import HOST, SERVER
from dxsim.presentation.explorer.serving.opening import Usher

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?token=\S+")
WIDGET = "application/vnd.jupyter.widget-view+json"
KERNEL = re.compile(r'"kernelId": *"([^"]+)"')
BROWSER = '#!/bin/sh\nprintf "%s\\n" "$@" >>"{}"\n'
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and a browser that is a script")


class Server:
    """`dxsim explore` under guard, with a browser that only notes what it is called with."""

    def __init__(self, folder: Path, *options: str, before: tuple[str, ...] = ()) -> None:
        self.guard, self.calls = folder / "guard", folder / "calls"
        browser = folder / "browser"
        browser.write_text(BROWSER.format(self.calls))
        browser.chmod(0o755)
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "dxsim.cli.main", "explore", *options],
            env={**surroundings(self.guard), "BROWSER": str(browser)},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.address = self.process.stdout.readline().strip()
        assert ADDRESS.fullmatch(self.address), self.address
        parts = urlsplit(self.address)
        self.base, self.token = f"http://{parts.netloc}", parts.query.partition("=")[2]

    def opened(self) -> list[str]:
        """Return what the browser was called with."""
        return self.calls.read_text().splitlines() if self.calls.exists() else []

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal; return the status once the command has ended."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server"), "--no-browser")
    yield server
    server.end()


def read(address: str, **headers: str) -> tuple[int, str, str]:
    """Return the status, the address at last and the text that an address answers with."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
            return answer.status, answer.url, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.url, ""


def reached(process: int) -> set[str]:
    """Return the addresses that a process listens on or is joined with, whoever opened them."""
    files = [os.readlink(file) for file in _links(Path(f"/proc/{process}/fd"))]
    own = {name[len("socket:[") : -1] for name in files if name.startswith("socket:[")}
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, here, there, *rest = line.split()
            if rest[6] in own:
                found |= {_address(here)} | ({_address(there)} - {"0.0.0.0", "::"})
    return found


def _links(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if file.is_symlink()]


def _address(text: str) -> str:
    """Return an address of the kernel's tables: words of four bytes, each written backwards."""
    number = bytes.fromhex(text.partition(":")[0])
    words = [number[i : i + 4][::-1] for i in range(0, len(number), 4)]
    return str(ipaddress.ip_address(b"".join(words)))


def test_the_explorer_talks_to_no_other_machine(server):
    """The page is fetched, so a kernel has shown the explorer; server and kernel are guarded."""
    status, _, page = read(server.address)
    assert status == 200 and WIDGET in page and "Traceback" not in page
    for program in ("dxsim.cli.main explore", f"-m {SERVER}", "-m ipykernel_launcher"):
        assert [line for line in started(server.guard) if program in line], program
    assert asked(server.guard) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc/net")
def test_no_socket_of_the_explorer_is_open_to_another_machine(server):
    """Also those of compiled libraries, such as a kernel's, which no guard of Python sees."""
    read(server.address)
    kernels = kernel_processes(server.process.pid)
    assert kernels
    for process in (*_children(server.process.pid), *kernels):
        assert reached(process) == {HOST}


def _children(process: int) -> list[int]:
    return [*map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())]


@pytest.fixture(scope="module")
def at_rest(server):
    """The server once a kernel in waiting has taken the place of the one that was used."""
    seen, since, until = set(), time.monotonic(), time.monotonic() + 60
    while time.monotonic() < until and (not seen or time.monotonic() - since < 3):
        now = set(kernel_processes(server.process.pid))
        if now != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.1)
    return server


@pytest.mark.parametrize("token", ["", "?token=", "?token=wrong", "?token=%00"])
@pytest.mark.parametrize("path", ["/", "/api/kernels", "/voila/files/explore.ipynb"])
def test_a_request_without_the_token_is_refused_or_asked_for_it(at_rest, path, token):
    server = at_rest
    before = kernel_processes(server.process.pid)
    status, at, page = read(f"{server.base}{path}{token}")
    assert status == 403 or urlsplit(at).path == "/login"
    assert WIDGET not in page and server.token not in page
    assert kernel_processes(server.process.pid) == before


def join(server: Server, **headers: str) -> int:
    """Ask to talk with the server's kernel as a page does; return the status of the answer."""
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    line = http.client.HTTPConnection(server.base.removeprefix("http://"), timeout=20)
    line.request("GET", f"/api/kernels/{server.kernel}/channels", headers=upgrade | key | headers)
    try:
        return line.getresponse().status
    finally:
        line.close()


def test_a_kernel_obeys_the_page_alone(server):
    """Neither who lacks the token nor a page from elsewhere in the reader's own browser."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(server.address).read().decode()
    server.kernel = KERNEL.search(page)[1]
    cookie = "; ".join(f"{c.name}={c.value}" for c in jar)
    assert join(server) == 403
    assert join(server, Cookie=cookie, Origin="http://192.0.2.1") == 403
    assert join(server, Cookie=cookie, Origin=server.base) == 101
    request = urllib.request.Request(f"{server.base}/api/kernels/{server.kernel}", method="DELETE")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request)


def test_the_browser_is_not_opened_where_none_is_wanted(server):
    assert server.opened() == []


def test_the_browser_is_opened_and_shown_the_page_once(tmp_path):
    """What stands on the browser's command line is worth nothing to who reads it later."""
    server = Server(tmp_path)
    try:
        until = time.monotonic() + 20
        while not server.opened() and time.monotonic() < until:
            time.sleep(0.05)
        (door,) = server.opened()
        assert server.token not in door and urlsplit(door).hostname == HOST
        status, at, page = read(door)
        assert status == 200 and at == server.address and WIDGET in page
        assert read(door)[0] == 404
    finally:
        assert server.end() == 0
    assert asked(server.guard) == ""


def test_a_door_opens_for_its_own_address_and_once():
    with Usher(HOST, "http://127.0.0.1:1/?token=x") as usher:
        assert usher.ask("/") is None and usher.ask("/favicon.ico") is None
        assert usher.ask(usher.path) == "http://127.0.0.1:1/?token=x"
        assert usher.ask(usher.path) is None


@pytest.mark.parametrize("name", ["SIGHUP", pytest.param("SIGTERM", marks=pytest.mark.soak)])
def test_the_server_ends_with_its_command(tmp_path, name):
    server = Server(tmp_path, "--no-browser")
    (voila,) = _children(server.process.pid)
    assert server.end(getattr(signal, name)) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(voila, 0)


def test_the_server_ends_with_its_kernels_when_its_command_is_killed(tmp_path):
    """A killed command can end nothing: server and kernels see for themselves that it is gone."""
    server, left = Server(tmp_path, "--no-browser"), []
    try:
        assert WIDGET in read(server.address)[2]
        left += [*_children(server.process.pid), *kernel_processes(server.process.pid)]
        assert len(left) >= 2
        assert server.end(signal.SIGKILL) == -signal.SIGKILL
        until = time.monotonic() + 20
        while (alive := [*filter(_runs, left)]) and time.monotonic() < until:
            time.sleep(0.05)
        assert alive == []
        with pytest.raises(OSError):  # nobody answers
            read(server.base)
    finally:
        server.end()
        for process in filter(_runs, left):
            os.kill(process, signal.SIGKILL)


def _runs(process: int) -> bool:
    """Say whether a process runs: one that has ended may still have its entry."""
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.soak
def test_a_server_whose_closed_terminal_is_to_be_ignored_goes_on(tmp_path):
    server = Server(tmp_path, "--no-browser", before=("sh", "-c", 'trap "" HUP; exec "$@"', "sh"))
    try:
        server.process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            server.process.wait(1)
        assert read(server.base)[0] == 200
    finally:
        assert server.end(signal.SIGTERM) == 0
