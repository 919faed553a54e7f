"""Nothing in the package runs what a file says, opens a shell or talks to another machine."""

import ast
import json
import shlex
from pathlib import Path

import pytest
from support.guard import asked, guarded

from dxsim.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = sorted((ROOT / "dxsim").rglob("*.py"))
MODULES = {
    "pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve",
    "jsonpickle", "pty", "telnetlib", "ftplib", "smtplib", "http.client", "urllib.request",
    "requests", "httpx", "aiohttp", "urllib3", "xmlrpc",
}  # fmt: skip
NAMES = {"eval", "exec", "__import__", "compile", "getoutput", "getstatusoutput", "popen"}
ATTRIBUTES = {"os.system", "yaml.load", "yaml.load_all", "yaml.full_load"}
METHODS = {"read_pickle", "to_pickle", "unsafe_load", "create_subprocess_shell", "eval", "popen"}
STARTS = ("os.exec", "os.spawn", "os.posix_spawn")
SHELLS = {"sh", "bash", "dash", "zsh", "cmd", "cmd.exe", "powershell", "/bin/sh", "/bin/bash"}
HIDDEN = {"os": {"system", "popen"}, "yaml": {"load", "load_all", "full_load", "unsafe_load"}}


def faults(source: str) -> list[str]:
    """Return what a module does that none may: a line number and what it is."""
    found = []
    for node in ast.walk(ast.parse(source)):
        found += [f"{node.lineno}: {said}" for said in _fault(node)]
    return found


def _fault(node):
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [alias.name for alias in node.names]
        modules = names if isinstance(node, ast.Import) else [node.module or ""]
        yield from (m for m in modules if m in MODULES or m.partition(".")[0] in MODULES)
        if isinstance(node, ast.ImportFrom):
            known = HIDDEN.get(node.module or "", set())
            yield from (f"{node.module}.{name}" for name in names if name in known)
    elif isinstance(node, ast.List | ast.Tuple) and node.elts:
        first = node.elts[0]
        if isinstance(first, ast.Constant) and first.value in SHELLS:
            yield f"[{first.value!r}, …]"
    elif isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        if name in NAMES | ATTRIBUTES or name.rpartition(".")[2] in METHODS:
            yield name
        if name.startswith(STARTS):
            yield name
        for word in node.keywords:
            safe = isinstance(word.value, ast.Constant) and word.value.value is False
            if word.arg in ("shell", "allow_pickle") and not safe:
                yield f"{name}({word.arg}=…)"


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from cloudpickle import dumps",
        "import urllib.request",
        "x = eval(text)",
        "exec(text)",
        "os.system('ls')",
        "subprocess.run('ls', shell=True)",
        "subprocess.run('ls', shell=flag)",
        "subprocess.run(['bash', '-c', text])",
        "from os import system",
        "from subprocess import getoutput as g\ngetoutput(text)",
        "os.execve(path, [], {})",
        "frame.eval(text)",
        "yaml.load(text, Loader=Loader)",
        "np.load(path, allow_pickle=True)",
        "frame = pandas.read_pickle(path)",
    ],
)
def test_the_check_sees_what_it_looks_for(source):
    assert faults(source)


@pytest.mark.parametrize(
    "source",
    ["subprocess.run(['ls'], shell=False)", "yaml.safe_load(text)", "re.compile(text)"],
)
def test_the_check_lets_pass_what_is_safe(source):
    assert not faults(source)


def test_no_module_runs_what_a_file_says():
    found = {str(p.relative_to(ROOT)): faults(p.read_text(encoding="utf-8")) for p in PACKAGE}
    assert len(found) > 100
    assert {name: said for name, said in found.items() if said} == {}


def test_servers_listen_on_this_machine_alone_and_ask_for_a_token():
    from dxsim.cli.explore import HOST, served

    assert HOST == "127.0.0.1"
    command = served(Path("page.ipynb"), 8866)
    assert "--Voila.ip=127.0.0.1" in command and "--Voila.auto_token=True" in command
    texts = {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in PACKAGE}
    assert [name for name, text in texts.items() if "0.0.0.0" in text or '"::"' in text] == []


def test_jupyterlab_is_told_not_to_offer_news():
    """The setting whose absence makes it ask, in the folder that `make lab` names."""
    folder = ROOT / "tools" / "jupyterlab"
    told = json.loads((folder / "overrides.json").read_text())
    assert told["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert "app_settings_dir=$(CURDIR)/tools/jupyterlab" in (ROOT / "Makefile").read_text()


def test_the_lab_asks_nobody_for_news():
    from jupyterlab.handlers.announcements import NeverCheckForUpdate
    from jupyterlab.labapp import LabApp

    recipe = (ROOT / "Makefile").read_text().partition("$(BIN)/jupyter lab ")[2]
    app = LabApp()
    app.parse_command_line(shlex.split(recipe.partition("\n\n")[0].replace("\\\n", "")))
    assert app.check_for_updates_class is NeverCheckForUpdate
    assert app.news_url is None and app.extension_manager == "readonly"


def test_the_guard_lets_no_other_machine_be_asked(tmp_path):
    asks = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    assert "AssertionError" in guarded("-c", asks, folder=tmp_path / "guard").stderr
    names = "import socket; socket.getaddrinfo('example.org', 80)"
    assert "AssertionError" in guarded("-c", names, folder=tmp_path / "guard").stderr
    quiet = f"try: {asks}\nexcept BaseException: pass".replace("import socket; ", "")
    (tmp_path / "guard" / "asked").unlink()
    assert not guarded("-c", f"import socket\n{quiet}", folder=tmp_path / "guard").returncode
    assert "192.0.2.1" in asked(tmp_path / "guard")


CALLS = {
    "check": "",
    "project": "baseline --json",
    "quoting": "--lang vi",
    "targets": "baseline --lang vi",
    "diff": "baseline nso-trend",
    "require": "baseline --target share-2030",
    "feasible": "baseline",
    "frontier": "baseline share-2030 share-2045 --points 2 --out {}/a.pdf",
    "explain": "baseline nso-trend",
    "ensemble": "baseline --draws 100",
    "sensitivity": "baseline --draws 64",
    "discover": "baseline --draws 1000",
    "programmes": "plan-programmes --draws 100",
    "rebase": "baseline --to 2025 --out {}/moved.yaml",
    "conditions": "",
    "audit": "",
    "compare": "viet-nam malaysia:since-2020",
    "new": "atlantis {}/new",
    "init": "{}/own",
    "fit": "digital_share",
    "backtest": "",
    "sweep": "growth-grid --out {}/sweep --quiet",
    "verify": "{}/sweep",
    "workbook": "baseline --out {}/a.xlsx",
    "import": "{}/a.xlsx --out {}/mine.yaml",
    "export": "baseline --format sdmx --out {}/a.csv",
    "briefing": "baseline --draws 100 --out {}/a.pdf",
}
ELSEWHERE = {"run", "explore"}  # notebooks: in the soak; a server: tests/explorer/test_server.py
LONG = {"frontier", "sensitivity", "discover", "fit", "backtest", "briefing"}
IN_ONE = """
import sys
from dxsim.cli import main
for line in sys.stdin.read().splitlines():
    sys.argv = ["dxsim", *line.split()]
    try:
        main.main()
    except SystemExit as stop:
        assert not stop.code, line
"""


def test_every_command_is_guarded_somewhere():
    assert set(CALLS) | ELSEWHERE == set(COMMANDS)


@pytest.mark.parametrize(
    "names", [sorted(set(CALLS) - LONG), pytest.param(sorted(CALLS), marks=pytest.mark.soak)]
)
def test_no_command_talks_to_another_machine(tmp_path, names):
    folder = str(tmp_path)
    lines = [f"{n} {words.replace('{}', folder)}" for n, words in CALLS.items() if n in names]
    done = guarded("-c", IN_ONE, folder=tmp_path / "guard", said="\n".join(lines))
    assert done.returncode == 0, done.stderr
    assert asked(tmp_path / "guard") == ""
    assert done.stdout and "Traceback" not in done.stderr


@pytest.mark.soak
def test_the_main_job_talks_to_no_other_machine(tmp_path):
    call = ("run", "plan-repeated", "--out", str(tmp_path / "out"), "--quiet")
    done = guarded("-m", "dxsim.cli.main", *call, folder=tmp_path / "guard")
    assert done.returncode == 0, done.stdout + done.stderr
    assert asked(tmp_path / "guard") == ""
