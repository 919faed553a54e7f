"""Make `.venv` and install the locked packages and dxsim into it; do nothing when that is done.

`python tools/bootstrap.py run` (or test, check, soak, explore) then does what `make run` does,
with Python alone.

Only the standard library is used. The packages come from `requirements.lock`, every one checked
against its hash, with uv where pip can fetch it (it is in the lock too) and with pip otherwise.
Two stamps, written last, say what has been installed: one for the lock, one for `pyproject.toml`.
An install that was interrupted leaves no stamp and starts afresh. A third says for which state of
their files the kernels of large ensembles were compiled.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
KERNELS = "dxsim/analysis/uncertainty/engine/*kernels.py"
COMPILES = """
import dxsim
scenario = dxsim.load_scenario(dxsim.list_scenarios()[0])
dxsim.ensemble(scenario, draws=2048, engine="compiled")
"""
# What another environment may have left behind and must not steer this one.
FOREIGN = (
    "CONDA_PREFIX",
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_TARGET",
    "PIP_USER",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_PROJECT_ENVIRONMENT",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
    "VIRTUAL_ENV",
    "__PYVENV_LAUNCHER__",
)

# What each task runs, one command after another, each by the name of its script in `.venv`.
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)
TASKS: dict[str, tuple[tuple[str, ...], ...]] = {
    "run": (("dxsim", "run"),),
    "explore": (("dxsim", "explore"),),
    "check": CHECKS,
    "test": (*CHECKS, ("pytest", "-n", "auto", "--dist", "loadfile", "-m", "not soak")),
}


class BootstrapError(Exception):
    """The environment cannot be made; the message is the one line to print."""


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return `environ` without what an active foreign environment put there."""
    kept = {name: value for name, value in environ.items() if name not in FOREIGN}
    quiet = {"PYTHONNOUSERSITE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    # uv trusts its own list of certificates unless told; a company's proxy is on the system's.
    return {"UV_SYSTEM_CERTS": "1"} | kept | quiet


def locked_block(lock: str, name: str) -> str:
    """Return the lines of `lock` that pin `name` with its hashes, or "" when it is not there."""
    found = re.search(rf"^{re.escape(name)}==.*(?:\n[ \t]+.*)*", lock, flags=re.MULTILINE)
    return found.group(0) + "\n" if found else ""


def digest(*parts: str | bytes) -> str:
    """Return one hash over the parts, in their order."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.encode() if isinstance(part, str) else part)
        total.update(b"\0")
    return total.hexdigest()


def stamp_says(stamp: Path, wanted: str) -> bool:
    """Return whether the stamp exists and holds `wanted`."""
    try:
        return stamp.read_text(encoding="utf-8") == wanted
    except OSError:
        return False


def write_stamp(stamp: Path, text: str) -> None:
    """Write the stamp aside and rename it, so that it is whole or absent."""
    aside = stamp.with_suffix(".new")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, stamp)


class Environment:
    """The virtual environment of one checkout: where it is and what is installed in it."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.place = root / ".venv"
        self.scripts = self.place / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")
        self.lock = root / "requirements.lock"
        self.packages_stamp = self.place / "packages.stamp"
        self.project_stamp = self.place / "project.stamp"
        self.kernels_stamp = self.place / "kernels.stamp"
        # A virtual environment cannot be moved, so its place is part of what is stamped.
        self.packages_wanted = digest(str(self.place), self.lock.read_bytes())
        self.project_wanted = digest(str(root), (root / "pyproject.toml").read_bytes())

    def current(self) -> bool:
        """Return whether nothing is to be done."""
        return (
            self.python.exists()
            and stamp_says(self.packages_stamp, self.packages_wanted)
            and stamp_says(self.project_stamp, self.project_wanted)
        )

    def make(self) -> None:
        """Do what is missing: the environment, the locked packages, the project itself."""
        if not self.python.exists() or not self.packages_stamp.exists():
            self.create()
        if not stamp_says(self.packages_stamp, self.packages_wanted):
            self.install_packages()
        if not stamp_says(self.project_stamp, self.project_wanted):
            self.install_project()

    def create(self) -> None:
        """Make an empty environment with the running Python, in place of any older one."""
        version = ".".join(map(str, sys.version_info[:3]))
        say(f"making {self.place.name} with Python {version}")
        if self.place.exists():
            shutil.rmtree(self.place)
        run([sys.executable, "-m", "venv", str(self.place)], "the virtual environment")

    def install_packages(self) -> None:
        """Install the lock; the stamp of an older lock goes first, the new one comes last."""
        say("installing the locked packages, a minute or so")
        self.packages_stamp.unlink(missing_ok=True)
        if not (self.fetch_uv() and self.uv_install()):
            self.pip_install("-r", str(self.lock))
        write_stamp(self.packages_stamp, self.packages_wanted)

    def install_project(self) -> None:
        """Install dxsim itself, editable, with the build tool that the lock brought."""
        self.project_stamp.unlink(missing_ok=True)
        flags = ["--quiet", "--no-deps", "--no-build-isolation", "--editable", str(self.root)]
        run([str(self.python), "-m", "pip", "install", *flags], "dxsim itself")
        self.keep_lab_quiet()
        write_stamp(self.project_stamp, self.project_wanted)

    def keep_lab_quiet(self) -> None:
        """Give JupyterLab the settings by which it asks about no news, however it is started."""
        settings = self.place / "share" / "jupyter" / "lab" / "settings"
        settings.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.root / "tools" / "jupyterlab" / "overrides.json", settings)

    def compile_project(self) -> None:
        """Compile those modules of dxsim to bytecode that have changed since.

        Where Python is told to write none (`PYTHONDONTWRITEBYTECODE`), every command would compile
        them again. One that does not compile says so where it is imported.
        """
        command = [str(self.python), "-m", "compileall", "-q", "-q", str(self.root / "dxsim")]
        subprocess.run(command, env=clean_environment(os.environ), check=False)

    def compile_kernels(self) -> None:
        """Compile what ensembles of many draws run, once for each state of those files.

        It is kept in the user's cache, so that nobody waits for it at the first large ensemble.
        Where it cannot be, that ensemble says or does what it needs, and the next start tries anew.
        """
        files = sorted(self.root.glob(KERNELS))
        wanted = digest(*(file.read_bytes() for file in files))
        if not files or stamp_says(self.kernels_stamp, wanted):
            return
        say("compiling what large ensembles run, a quarter of a minute")
        command = [str(self.python), "-c", COMPILES]
        surroundings = clean_environment(os.environ)
        done = subprocess.run(
            command, cwd=self.root, env=surroundings, capture_output=True, check=False
        )
        if not done.returncode:
            write_stamp(self.kernels_stamp, wanted)

    def fetch_uv(self) -> bool:
        """Return whether uv could be had: the locked version, checked against its hashes."""
        block = locked_block(self.lock.read_text(encoding="utf-8"), "uv")
        if not block:
            return False
        with tempfile.TemporaryDirectory() as folder:
            only_uv = Path(folder) / "uv.txt"
            only_uv.write_text(block, encoding="utf-8")
            try:
                self.pip_install("--only-binary", ":all:", "-r", str(only_uv))
            except BootstrapError:
                return False
        return True

    def uv_install(self) -> bool:
        """Return whether uv installed the lock; it may not reach where pip is set up to look."""
        flags = ["--quiet", "--require-hashes", "--compile-bytecode", "--python", str(self.python)]
        command = [str(self.scripts / "uv"), "pip", "install", *flags, "-r", str(self.lock)]
        try:
            run(command, "the locked packages with uv")
        except BootstrapError as error:
            say(f"{error}; trying pip")
            return False
        return True

    def pip_install(self, *what: str) -> None:
        """Install `what` with pip, every file checked against its hash."""
        flags = ["--quiet", "--require-hashes", "--no-deps", "--compile"]
        command = [str(self.python), "-m", "pip", "install", *flags, *what]
        run(command, "the locked packages with pip")


def say(line: str) -> None:
    """Print one line of progress where it does not mix with a program's output."""
    print(f"bootstrap: {line}", file=sys.stderr, flush=True)


def run(command: list[str], what: str) -> None:
    """Run `command` in a clean environment; its own words are shown only when it fails.

    Raises
    ------
    BootstrapError
        the command could not be started or did not succeed.
    """
    try:
        done = subprocess.run(
            command,
            env=clean_environment(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            close_fds=False,  # an installer that outlives a killed bootstrap keeps the lock
        )
    except OSError as error:
        raise BootstrapError(f"{what}: {error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        print(*said[-15:], sep="\n", file=sys.stderr)
        raise BootstrapError(f"{what} failed (exit {done.returncode})")


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold a lock, so that two starts at once do not write into the same environment."""
    try:
        import fcntl
    except ImportError:  # not on this system; two starts at once are then the user's to avoid
        yield
        return
    with (root / ".bootstrap.lock").open("w") as handle:
        os.set_inheritable(handle.fileno(), True)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another start to finish")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def do(task: str, scripts: Path) -> int:
    """Run the commands of a task in the environment; return the first exit code that is not 0."""
    for name, *words in TASKS[task]:
        command = [str(scripts / name), *words]
        done = subprocess.run(command, cwd=ROOT, env=clean_environment(os.environ), check=False)
        if done.returncode:
            return done.returncode
    return 0


def main(asked: Sequence[str] = ()) -> int:
    """Bring the environment up to date, do the task named if any, and return the exit code."""
    if len(asked) > 1 or set(asked) - set(TASKS):
        say(f"found {' '.join(asked)}, expected nothing or one of {', '.join(TASKS)}")
        return 2
    if sys.version_info < OLDEST:
        oldest, found = ".".join(map(str, OLDEST)), ".".join(map(str, sys.version_info[:3]))
        say(f"Python {oldest} or newer is needed, found {found}")
        return 2
    try:
        if not Environment().current():
            with alone(ROOT):
                Environment().make()
        Environment().compile_project()
        Environment().compile_kernels()
        return do(asked[0], Environment().scripts) if asked else 0
    except (BootstrapError, OSError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("interrupted; the next start begins again")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
