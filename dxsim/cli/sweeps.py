"""Commands on batches: sweep, verify."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dxsim.cli.printing import Options, json_option, print_json, show, wide_option
from dxsim.cli.scenarios import Command, FiniteRange, lang_option, targets_option

if TYPE_CHECKING:
    import pandas as pd

    from dxsim.analysis.sweeps.answer import Answer
    from dxsim.analysis.sweeps.definition import Sweep
    from dxsim.analysis.targets import Target
    from dxsim.batch.inputs import Contents
    from dxsim.batch.jobs import Job
    from dxsim.presentation.figures.drawing.saving import Figure
    from dxsim.presentation.text.blocks import Table


MOST_SECONDS = 1e6
_LONGEST_NAME = 500
timeout_option = click.option(
    "--timeout", type=FiniteRange(1, MOST_SECONDS), help="Seconds for one notebook."
)


def batch_options(command: Command) -> Command:
    """Add the options of every command that runs notebooks by the batch."""
    for option in (
        click.option("--quiet", is_flag=True, help="Show no progress."),
        click.option("--force", is_flag=True, help="Do everything again, whatever is there."),
        timeout_option,
        click.option("--workers", type=click.IntRange(1, 256), help="Notebooks at a time."),
        cluster_option,
    ):
        command = option(command)
    return command


def out_folder_option(
    default: str | None = None,
) -> Callable[[Command], Command]:
    """Return the option that names the folder of a command's results, as a Path."""
    return click.option(
        "--out",
        "out_dir",
        default=default,
        show_default=default is not None,
        callback=_folder,
        help="Output folder.",
    )


def _folder(_: click.Context, __: click.Parameter, given: str | None) -> Path | None:
    from dxsim.batch.output_folder import given_folder

    return None if given is None else given_folder(given)


def _checked(_: click.Context, __: click.Parameter, address: str | None) -> str | None:
    if not address:
        return address
    from dxsim.batch.cluster.connection import check_address

    return check_address(address)


cluster_option = click.option(
    "--cluster",
    metavar="local|tcp://HOST:PORT",
    callback=_checked,
    help="Run on Dask: here, or on a scheduler.",
)


@click.command("sweep")
@click.argument("sweep")
@click.option("--notebooks", is_flag=True, help="Run the scenario notebook once a point.")
@out_folder_option()
@batch_options
@targets_option
@lang_option
@json_option
@wide_option
def sweep_command(
    sweep: str,
    notebooks: bool,
    out_dir: Path | None,
    targets_file: str | None,
    lang: str,
    as_json: bool,
    **batch: Any,
) -> None:
    """Run SWEEP (a name among the country's, or a file): all points through the model at once.

    With --notebooks, one notebook a point. The results go to outputs/sweeps/<name>.
    """
    from dxsim.batch.inputs import contents_of
    from dxsim.batch.manifest import input_lines, now
    from dxsim.batch.ownership import kept_files
    from dxsim.batch.sweep_runs import keep_sweep, sweep_inputs, sweep_table
    from dxsim.data import locations

    started, (read, targets) = now(), _read(sweep, targets_file)
    folder = out_dir or Path("outputs") / "sweeps" / read.name
    aims = Path(targets_file) if targets_file else locations.country_dir() / "targets.yaml"
    known = contents_of((files := sweep_inputs(read, aims)).values())
    lines = input_lines(files, known)
    with _only_sweep(folder, notebooks):
        if not batch["quiet"]:
            click.echo(_count_line(read, lang), err=True)
        before, table = kept_files(folder), sweep_table(read, targets)
        found, figure = _answered(read, table, targets, lang)
        quiet = batch.pop("quiet") or as_json
        given = (read, folder, lang, aims, known, quiet, batch)
        jobs = _run_notebooks(*given) if notebooks else []
        file = keep_sweep(read, table, folder, lines, "" if notebooks else started, figure)
        _tell_kept(kept_files(folder) - before, lang)
    if as_json:
        print_json(_record(read, table, jobs, found))
    else:
        show(_said(read, found, lang), _summary(table, lang), str(file))
    _tell_failures(jobs, quiet, lang)


def _read(sweep: str, targets_file: str | None) -> tuple[Sweep, tuple[Target, ...]]:
    """Return a sweep and the targets; one it names wrongly is refused before anything is run."""
    from dxsim.analysis.sweeps.answer import named_target
    from dxsim.analysis.sweeps.definition import load_sweep
    from dxsim.analysis.targets import load_targets

    read, targets = load_sweep(sweep), load_targets(targets_file)
    named_target(read, targets)
    return read, targets


def _answered(
    sweep: Sweep, table: pd.DataFrame, targets: Sequence[Target], lang: str
) -> tuple[Answer | None, Figure | None]:
    """Return the answer of the points and its figure; None if there is no target."""
    from dxsim.analysis.sweeps.answer import answer
    from dxsim.presentation.sweeps.points import points

    answered = answer(sweep, table, targets)
    return answered, points(sweep, answered, lang=lang) if answered else None


def _said(sweep: Sweep, answer: Answer | None, lang: str) -> list[str]:
    """Return a sweep's question and answer, nothing if there is no target."""
    from dxsim.presentation.sweeps.sentence import answer_sentence, question

    if answer is None:
        return []
    return [question(sweep, lang), answer_sentence(sweep, answer, lang), ""]


def _tell_kept(kept: set[str], lang: str) -> None:
    """Say where files are now that a result took the name of."""
    from dxsim.batch.main_job.finish import kept_lines

    for line in kept_lines(sorted(kept), lang):
        click.echo(line, err=True)


def _tell_failures(jobs: list[Job], quiet: bool, lang: str) -> None:
    """Name the jobs that failed, unless their progress did, and end with exit status 1."""
    from dxsim.batch.progress import failure_lines

    failed = failure_lines(jobs, lang)
    for line in failed if quiet else ():
        click.echo(line, err=True)
    if failed:
        raise click.exceptions.Exit(1)


@contextlib.contextmanager
def _only_sweep(folder: Path, notebooks: bool) -> Iterator[None]:
    """Hold `folder` for a sweep, which is never the folder of a run.

    It is looked at before, so that a refusal leaves no trace, and again once it is held: a run may
    have ended in between.
    """
    from dxsim.batch.open_files import allow_open_files
    from dxsim.batch.output_folder import SWEEP_MAKES, refuse_folder, refuse_run
    from dxsim.batch.store import only_batch

    if notebooks:
        allow_open_files()
    refuse_run(folder)
    refuse_folder(folder, SWEEP_MAKES)
    with only_batch(folder):
        refuse_run(folder)
        yield


def _count_line(sweep: Sweep, lang: str) -> str:
    from dxsim.presentation.text.messages import say

    key = "batch.points_dropped" if sweep.dropped else "batch.points"
    fields = {"sweep": sweep.name, "count": sweep.count, "method": sweep.method}
    return say(key, lang, dropped=sweep.dropped, **fields)


def _run_notebooks(
    sweep: Sweep,
    folder: Path,
    lang: str,
    aims: Path,
    known: Contents,
    quiet: bool,
    batch: Options,
) -> list[Job]:
    from dxsim.batch.job_checks import check_jobs
    from dxsim.batch.progress import reporter
    from dxsim.batch.run import Options, run_held
    from dxsim.batch.sweep_runs import sweep_jobs

    jobs = sweep_jobs(sweep, folder, lang, targets=aims)
    progress = reporter("quiet" if quiet else "auto", lang)
    check_jobs(jobs)
    return run_held(jobs, folder, Options(**batch), progress=progress, known=known)


def _record(
    sweep: Sweep, table: pd.DataFrame, jobs: list[Job], answer: Answer | None
) -> dict[str, object]:
    from dxsim.presentation.sweeps.sentence import answer_record

    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return {
        "sweep": sweep.name,
        "scenario": sweep.scenario.name,
        "method": sweep.method,
        "seed": sweep.seed,
        "count": sweep.count,
        "dropped": sweep.dropped,
        "points": rows,
        "answer": answer_record(sweep, answer),
        "jobs": [job.record() for job in jobs],
    }


def _summary(table: pd.DataFrame, lang: str) -> Table:
    """Return one row a target: how many points reach it, of how many that can be judged."""
    from dxsim.presentation.text.messages import say

    header = [say(f"batch.{key}", lang) for key in ("target", "reached", "judged", "all")]
    columns = [name for name in map(str, table) if name.endswith(".reached")]
    counts = [(int(table[n].sum()), int(table[n].notna().sum()), len(table)) for n in columns]
    names = [name.removesuffix(".reached") for name in columns]
    return header, [[name, *map(str, count)] for name, count in zip(names, counts, strict=True)]


@click.command("verify")
@click.argument("run", type=click.Path(path_type=Path), default="outputs", metavar="[RUN]")
@lang_option
@json_option
def verify_command(run: Path, lang: str, as_json: bool) -> None:
    """Say what has changed since RUN (default: outputs) was made: inputs, versions, results.

    The exit status is 1 if anything has.
    """
    from dxsim.batch.manifest import verify
    from dxsim.data.yamlfile import shown
    from dxsim.presentation.text.messages import say

    changes = verify(run)
    if as_json:
        print_json([dataclasses.asdict(change) for change in changes])
    else:
        for change in changes:
            named = f"{change.kind:8} {change.name}: {change.what}"
            click.echo(shown(named, _LONGEST_NAME))
        key = "batch.changed" if changes else "batch.unchanged"
        click.echo(say(key, lang, count=len(changes)))
    if changes:
        raise click.exceptions.Exit(1)
