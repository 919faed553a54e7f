"""`dxsim explore` refuses what it cannot open before it serves, and serves loopback only."""

from __future__ import annotations

import ast
import shutil
import socket
from pathlib import Path

import pytest

from dxsim.cli import explore as explore_commands
from dxsim.data.yamlfile import InputError


@pytest.mark.parametrize(
    "arguments",
    [("nowhere",), ("baseline", "--compare", "nowhere"), ("baseline", "--targets", "none.yaml")],
)
def test_what_cannot_be_opened_is_refused_before_a_server_starts(arguments, monkeypatch):
    monkeypatch.setattr(explore_commands, "_start", lambda *_: pytest.fail("a server was started"))
    with pytest.raises(InputError):
        explore_commands.explore_command.main([*arguments, "--no-browser"], standalone_mode=False)


def test_a_port_that_is_taken_is_refused(monkeypatch):
    monkeypatch.setattr(explore_commands, "_start", lambda *_: pytest.fail("a server was started"))
    with socket.socket() as taken:
        taken.bind((explore_commands.HOST, 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with pytest.raises(InputError, match="a free port"):
            explore_commands.explore_command.main(
                ["baseline", "--port", port, "--no-browser"], standalone_mode=False
            )


def test_the_server_listens_on_loopback_with_a_token_that_no_process_list_shows():
    command = explore_commands.served(Path("page.ipynb"), 8000)
    assert "--Voila.ip=127.0.0.1" in command
    assert "--Voila.auto_token=True" in command
    assert not [word for word in command if "token=" in word and word != "--Voila.auto_token=True"]


def test_the_server_sends_each_message_at_once(monkeypatch):
    from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
    from traitlets.utils.importstring import import_item

    (named,) = [
        word.partition("=")[2]
        for word in explore_commands.served(Path("page.ipynb"), 8000)
        if word.startswith("--Voila.kernel_websocket_connection_class=")
    ]
    kind, done = import_item(named), []
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda _: done.append("joined"))
    connection = kind.__new__(kind)
    connection.websocket_handler = KernelWebsocketHandler.__new__(KernelWebsocketHandler)
    monkeypatch.setattr(connection.websocket_handler, "set_nodelay", done.append)
    connection.connect()
    assert done == [True, "joined"]


def test_a_name_cannot_become_code_on_the_page():
    name = "x'); import os; os.system('echo hi') #"
    (cell,) = explore_commands.screen(name)["cells"]
    (call,) = [node for node in ast.walk(ast.parse(cell["source"])) if isinstance(node, ast.Call)]
    assert call.args[0].value == name


def test_the_page_reads_the_project_that_the_command_reads(monkeypatch, tmp_path):
    from dxsim.data import locations

    seen = {}
    monkeypatch.setattr(
        explore_commands.subprocess, "Popen", lambda _, env, **__: seen.update(env) or None
    )
    monkeypatch.chdir(tmp_path)
    explore_commands._start(["true"], "token", tmp_path / "log")
    assert Path(seen["DXSIM_HOME"]) == locations.project_dir()
    assert seen["DXSIM_COUNTRY"] == locations.country()


def test_a_path_is_the_same_file_for_the_command_and_the_kernel_that_works_elsewhere(
    monkeypatch, tmp_path
):
    """A name stays a name; a relative path, also one laid over another, becomes a whole one."""
    (tmp_path / "mine.yaml").write_text("name: mine\nextends: baseline\n")
    (tmp_path / "slow.yaml").write_text("name: slow\ngdp: {growth: {constant: 5%}}\n")
    monkeypatch.chdir(tmp_path)
    (cell,) = explore_commands.screen(
        "./mine.yaml+slow.yaml", "vi", ["mine.yaml", "baseline"], "targets.yaml"
    )["cells"]
    (call,) = [node for node in ast.walk(ast.parse(cell["source"])) if isinstance(node, ast.Call)]
    assert call.args[0].value == f"{tmp_path}/mine.yaml+{tmp_path}/slow.yaml"
    given = ast.literal_eval(call.keywords[1].value)
    assert given == {
        "compare": [f"{tmp_path}/mine.yaml", "baseline"], "targets": f"{tmp_path}/targets.yaml"
    }  # fmt: skip


def test_a_project_named_by_a_relative_folder_is_the_kernel_s_too(monkeypatch, tmp_path):
    shutil.copytree(Path(__file__).parents[2] / "params", tmp_path / "own" / "params")
    seen = {}
    monkeypatch.setattr(
        explore_commands.subprocess, "Popen", lambda _, env, **__: seen.update(env) or None
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DXSIM_HOME", "own")
    explore_commands._start(["true"], "token", tmp_path / "log")
    assert seen["DXSIM_HOME"] == str(tmp_path / "own")
