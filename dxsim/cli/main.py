"""The command line: thin over the package, each command loaded when it is called.

Wrong input is one line on standard error and exit status 2; nothing is written.
"""

import atexit
import contextlib
import gc
import importlib
import itertools
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterable, Iterator

import click

from dxsim import __version__
from dxsim.batch.jupyter_kernels.environment import ONE_THREAD

WRONG_INPUT, STOPPED = 2, 130
SIGNALLED = 128
ENDINGS = ("SIGTERM", "SIGHUP")
SWEEPS = (200_000, 20, 100)
"""Objects after which a command looks for circles of dead ones, as for `gc.set_threshold`."""
# Array libraries that xarray imports with its first data set to recognise their arrays. No command
# hands it any, and importing them takes longer than most commands; only a cluster needs dask.
UNUSED_ARRAYS = ("cubed", "cupy", "dask", "pint", "sparse")
COMMANDS = {
    "run": ("run", "The main job: scenarios to verdicts, figures and pages under outputs/."),
    "check": ("scenarios", "Validate parameter files."),
    "project": ("scenarios", "Levels, shares and growth of a scenario by year."),
    "targets": ("scenarios", "Verdicts on the targets under one scenario or several."),
    "compare": ("countries", "Scenarios of several countries side by side."),
    "new": ("countries", "A country of one's own to fill in."),
    "init": ("countries", "A project of one's own: notebooks and a country's parameters."),
    "diff": ("scenarios", "Which assumptions of two scenarios differ, and where each was set."),
    "require": ("backwards", "Growth required to just reach a target."),
    "feasible": ("backwards", "Whether targets and bounds can hold together."),
    "frontier": ("frontier", "How far one demand can go at each level of another."),
    "explain": ("backwards", "Which assumptions make two scenarios differ."),
    "ensemble": ("uncertainty", "Fan and probabilities."),
    "sensitivity": ("uncertainty", "Which uncertainty matters most."),
    "discover": ("uncertainty", "When a target holds, as a rule one can read."),
    "programmes": ("programmes", "What programmes deliver, cost and leave open, by target."),
    "rebase": ("rebase", "A scenario moved to a later base year, and what that assumes."),
    "conditions": ("conditions", "The indicators planned: path, newest value, pace still needed."),
    "quoting": ("scenarios", "What to mind before quoting a number."),
    "audit": ("evidence", "The official claims recomputed from one another."),
    "fit": ("evidence", "Growth laws estimated from the observations."),
    "backtest": ("evidence", "How past forecasts would have done."),
    "sweep": ("sweeps", "A grid or sample of scenarios."),
    "verify": ("sweeps", "Whether a run's inputs and results are unchanged."),
    "workbook": ("exports", "A scenario as a live spreadsheet."),
    "import": ("exports", "A scenario file from a workbook's assumptions."),
    "export": ("exports", "Results as CSV, Parquet, IAMC or SDMX-CSV."),
    "briefing": ("briefing", "The briefing as PDF, Word or slides, in Vietnamese or English."),
    "explore": ("explore", "Move an assumption, see the verdict."),
}


def country_option() -> click.Option:
    """Return the option that chooses the country, which every command takes."""
    return click.Option(
        ["--country"],
        metavar="NAME",
        is_eager=True,
        expose_value=False,
        callback=_choose_country,
        help="The country worked on [default: DXSIM_COUNTRY, its folder, the project's].",
    )


def _choose_country(ctx: click.Context, _param: click.Parameter, name: str | None) -> None:
    """Work on the country named while the command runs; refuse one that there is no data of."""
    if name is None:
        return
    from dxsim.data.locations import known_countries, working_on
    from dxsim.data.yamlfile import InputError, nearest, quoted

    known = known_countries()
    if name not in known:
        expected, hint = f"one of {', '.join(known)}", nearest(name, known)
        raise InputError("--country", found=quoted(name), expected=expected, hint=hint)
    ctx.with_resource(working_on(name))


class Stopped(Exception):
    """Raised where a command is asked to end; the message is what the command prints."""


def _unused_arrays(words: Iterable[str]) -> tuple[str, ...]:
    """Return the modules to hide from xarray: none on a cluster, or after its own look-up."""
    on_cluster = any(word.split("=")[0] == "--cluster" for word in words)
    return () if on_cluster or "xarray" in sys.modules else UNUSED_ARRAYS


class LazyGroup(click.Group):
    """A group whose commands load their module only when they are called."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command called; that it is asked to end is kept from click, which would write."""
        from dxsim.cli.printing import say_where_rules_stand
        from dxsim.data.skipped_imports import without_libraries

        try:
            with without_libraries(_unused_arrays(ctx.args)):
                try:
                    result = super().invoke(ctx)
                except click.exceptions.Exit:
                    say_where_rules_stand(ctx)
                    raise
                say_where_rules_stand(ctx)
                return result
        except KeyboardInterrupt as stop:
            raise Stopped(str(stop)) from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands in the order of the help page."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Return a command, loading its module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"dxsim.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        if not any(param.name == "country" for param in command.params):
            command.params.append(country_option())
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command called, or refuse an unknown name with the nearest spelling."""
        from dxsim.data.yamlfile import nearest, quoted

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = nearest(args[0], COMMANDS)
            ctx.fail(f"no command {quoted(args[0])}" + (f" ({hint})" if hint else ""))
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[country_option()],
)
@click.version_option(__version__, prog_name="dxsim")
def cli() -> None:
    """Project a country's digital economy and judge its share-of-GDP targets."""


def main() -> None:
    """Run the command line; the entry point of `dxsim`."""
    _open_streams()
    _spare_loading()
    os.environ.pop("MPLBACKEND", None)  # figures go to files, whatever the user's own programs use
    if not sys.warnoptions:  # a level too large to compute is refused in a line of its own
        warnings.filterwarnings("ignore", category=RuntimeWarning)
    with ended_by_signals() as received:
        status = _status()
        status = SIGNALLED + received[0] if received and status == STOPPED else status
        _flush()
    sys.exit(status)


def _spare_loading() -> None:
    """Leave out what costs each command time as it loads libraries, and serves none.

    No command has a use for other packages' plugins of pydantic, whose search opens every package
    installed. Matrices are small, so that a second thread of linear algebra would only wait. What
    loading makes stays until the end: looking it through for circles of dead objects, again and
    again and once more at the exit, takes a tenth of a short command.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for variable, count in ONE_THREAD.items():
        os.environ.setdefault(variable, count)
    gc.set_threshold(*SWEEPS)
    atexit.register(gc.disable)


@contextlib.contextmanager
def ended_by_signals() -> Iterator[list[int]]:
    """Let SIGTERM and SIGHUP end the block as Ctrl-C does; yield the numbers of those received.

    Schedulers send the one, a terminal that is closed the other. A signal that the caller wants
    ignored (`nohup`) stays ignored.
    """
    received: list[int] = []

    def interrupt(number: int, _: object) -> None:
        received.append(number)
        raise KeyboardInterrupt

    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.Signals[n] for n in ENDINGS if n in signal.Signals.__members__):
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, interrupt)
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _flush() -> None:
    """Write out what is said; a reader that is gone changes nothing, at the exit neither."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except (OSError, ValueError):
            _say_nothing_on(name)


def _say_nothing_on(name: str) -> None:
    """Put the null device in the place of a standard stream until the process ends."""
    mode = "r" if name == "stdin" else "w"
    setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 - lives until exit


def _open_streams() -> None:
    """Give each standard stream that the caller closed a place to go; all write UTF-8."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            _say_nothing_on(name)
        elif name != "stdin" and hasattr(getattr(sys, name), "reconfigure"):
            getattr(sys, name).reconfigure(encoding="utf-8", errors="backslashreplace")


def _status() -> int:
    """Run the command called; return the exit status, with one line said where it is not 0."""
    try:
        result = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        if sys.argv[1:]:
            _say(_in_words(error.format_message()))
        else:
            error.show()  # called with nothing: the list of commands
        return WRONG_INPUT
    except BrokenPipeError:
        _say_nothing_on("stdout")
        return 0
    except (click.Abort, KeyboardInterrupt, Stopped) as stop:
        return _refusal(stop)
    except (OSError, ValueError, MemoryError, ImportError) as error:
        return _refusal(error)
    return result if isinstance(result, int) else 0


def _refusal(error: BaseException) -> int:
    """Say in one line what was wrong with the input, the machine or the wait; else raise again."""
    from dxsim.data.yamlfile import InputError

    if isinstance(error, click.Abort | KeyboardInterrupt | Stopped):
        _say(str(error.__cause__ or error) or "stopped")
        return STOPPED
    if isinstance(error, OSError):
        text = _in_words(f"{error.filename or 'output'}: {error.strerror or error}")
    elif isinstance(error, MemoryError) or _unloadable(error):
        text = (
            f"not enough memory, or the environment is not whole: {str(error) or 'out of memory'}"
        )
    elif isinstance(error, InputError):
        text = _in_words(error)
    else:
        raise error
    _say(text)
    return WRONG_INPUT


def _in_words(said: Exception | str) -> str:
    """Return a refusal, or another message, in the language that the call asks for."""
    from dxsim.data.yamlfile import InputError

    lang = _lang()
    if lang is None:
        return str(said)
    from dxsim.presentation.text.refusals import phrase, refusal

    return refusal(said, lang) if isinstance(said, InputError) else phrase(str(said), lang)


def _lang() -> str | None:
    """Return the language that the call asks for by --lang; None where it asks for none."""
    given = sys.argv[1:]
    stated = [word.partition("=")[2] for word in given if word.startswith("--lang=")]
    stated += [word for before, word in itertools.pairwise(given) if before == "--lang"]
    return next((lang for lang in stated if lang == "vi"), None)


def _unloadable(error: BaseException) -> bool:
    """Say whether a compiled library could not be loaded, as where memory is short."""
    return isinstance(error, ImportError) and str(error.path).endswith((".so", ".pyd"))


def _say(text: str) -> None:
    """Write one line on standard error; that it cannot be written changes nothing else."""
    try:
        click.echo(_one_line(text), err=True)
    except OSError:
        _say_nothing_on("stderr")


def _one_line(text: str) -> str:
    """Return a text on one line, with nothing in it that a terminal would obey."""
    flat = " ".join(text.split())
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in flat)


if __name__ == "__main__":
    main()
