"""The explorer behind a proxy's path, and how it ends: asked to, or by the death of its server."""

import signal
import subprocess
import sys
import urllib.error
import urllib.request

import psutil
import pytest
from support.screen import kernel_of, process_of

from dxsim.cli.explore import IDLE, _base_url, served
from dxsim.data.yamlfile import InputError


@pytest.fixture
def explorer():
    """An explorer under a path, and the address that it printed."""
    words = ["explore", "--no-browser", "--base-url", "user/me/proxy/8866"]
    process = subprocess.Popen(
        [sys.executable, "-m", "dxsim.cli.main", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process, process.stdout.readline().strip()
    process.kill()
    process.communicate()


def answered(address):
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_it_is_served_under_its_path_and_tells_that_its_server_was_killed(explorer):
    process, address = explorer
    assert "/user/me/proxy/8866/?token=" in address
    assert answered(address) == 200
    assert answered(address.replace("/user/me/proxy/8866", "")) == 404
    server = psutil.Process(process.pid).children()[0]
    server.kill()
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.startswith("the server ended of its own accord, killed by signal 9")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_end_it_says_stopped_and_leaves_no_server(explorer, number):
    process, _ = explorer
    left = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "stopped\n")
    assert not any(one.is_running() for one in left)


@pytest.mark.parametrize(
    ("given", "path"), [("/", "/"), ("", "/"), ("a", "/a/"), ("/a/b", "/a/b/"), ("/a/", "/a/")]
)
def test_a_base_url_is_a_path_between_slashes(given, path):
    assert _base_url(given) == path
    assert f"--Voila.base_url={path}" in served("page.ipynb", 8000, path)


@pytest.mark.parametrize("given", ["http://a/b", "/a?x=1", "/a#b", "/a b", "//evil", "/a//b", "é"])
def test_what_is_no_path_is_refused(given):
    with pytest.raises(InputError, match="--base-url"):
        _base_url(given)


SHORT = "from dxsim.cli import explore as e; e.IDLE, e.LOOKED_FOR = 2, 1; e.explore_command()"


def test_the_kernel_of_a_page_that_is_gone_is_ended_and_the_server_stays():
    """A page fetched without a browser is one whose reader left before its kernel answered."""
    process = subprocess.Popen(
        [sys.executable, "-c", SHORT, "--no-browser"], stdout=subprocess.PIPE, text=True
    )
    try:
        address = process.stdout.readline().strip()
        with urllib.request.urlopen(address, timeout=60) as answer:
            used = process_of(kernel_of(answer.read().decode()), process.pid)
        _, alive = psutil.wait_procs([psutil.Process(used)], timeout=90)
        assert not alive
        assert kernels(process.pid)  # the one that waits for the next page
        assert answered(address) == 200
        assert answered(address.replace("/?", "/voila/files/nothing?")) in (403, 404)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def kernels(pid):
    """Return the kernels that a server has started."""
    started = psutil.Process(pid).children(recursive=True)
    return [one for one in started if any("ipykernel" in word for word in one.cmdline())]


def test_idle_kernels_are_ended_after_a_stated_time():
    assert f"--MappingKernelManager.cull_idle_timeout={IDLE}" in served("page.ipynb", 8000)
