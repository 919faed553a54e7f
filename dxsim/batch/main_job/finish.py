"""From a plan to one folder a person opens: run its jobs, gather what they made, write pages."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from dxsim.analysis.judged import Judged, judge
from dxsim.analysis.verdicts import Verdict, as_table
from dxsim.batch.inputs import CHANGED, changed_since
from dxsim.batch.job_checks import check_jobs
from dxsim.batch.jobs import EXECUTED, Job, page_file
from dxsim.batch.main_job.pages import Pages
from dxsim.batch.main_job.plan import Plan
from dxsim.batch.main_job.unchanged import forget, remember, stands
from dxsim.batch.manifest import seal
from dxsim.batch.open_files import allow_open_files
from dxsim.batch.output_folder import RUN_MAKES, refuse_folder
from dxsim.batch.ownership import UNKNOWN, claim, clear, kept_files
from dxsim.batch.progress import Progress
from dxsim.batch.run import BatchInterrupted, Options, run_held
from dxsim.batch.store import only_batch, sha256_file
from dxsim.data.files import write_several
from dxsim.data.yamlfile import quoted
from dxsim.presentation.exports.files import RESULTS, VERDICTS
from dxsim.presentation.index_page.page import NAME as INDEX
from dxsim.presentation.index_page.page import write_index
from dxsim.presentation.terminal.overview import overview
from dxsim.presentation.text.blocks import Block
from dxsim.presentation.text.messages import LANGUAGES, say
from dxsim.presentation.text.tables import verdict_table

GATHERED = ("figures", "notebooks")
TABLES = tuple(f"{name}.{end}" for name in (RESULTS, VERDICTS) for end in ("parquet", "csv"))


@dataclass(frozen=True)
class Done:
    """The outcome of a run.

    Attributes
    ----------
    plan, out_dir: what was run, and where its results are.
    jobs: the jobs, with what became of each.
    judged: the scenarios on their paths, held to all targets.
    changed: the inputs that were changed while it ran.
    kept: where files that were not of a run were moved when a result took their name.
    """

    plan: Plan
    out_dir: Path
    jobs: list[Job]
    judged: list[Judged]
    changed: list[Path] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdicts on all targets."""
        return [verdict for each in self.judged for verdict in each.verdicts]

    def failures(self) -> list[str]:
        """Return one line for each job that failed, and for each input changed meanwhile."""
        failed = [f"{j.name}: {j.error or j.status}" for j in self.jobs if not j.good]
        return failed + [f"{path}: {CHANGED}" for path in self.changed]

    def lines(self, lang: str, *, wide: bool = False) -> list[Block]:
        """Return the printed text: the headline targets, and the places of the files.

        With `wide` the verdict on every target under every scenario stands in place of those.
        """
        told = [verdict_table(self.verdicts, lang)] if wide else overview(self.judged, lang)
        kept = sum(job.status == "kept" for job in self.jobs)
        good = sum(job.good for job in self.jobs)
        return [
            *told,
            "",
            say("run.jobs", lang, good=good, total=len(self.jobs), kept=kept),
            say("run.where", lang, folder=str(self.out_dir)),
            say("run.table", lang, file=str(self.out_dir / f"{VERDICTS}.csv")),
            *(
                say("run.left_out", lang, notebook=name, need=say(f"run.need_{need}", lang))
                for name, need in self.plan.left_out.items()
            ),
        ]

    def record(self) -> dict[str, object]:
        """Return the run as plain values."""
        return {
            "out": str(self.out_dir),
            "chosen": self.plan.chosen.name,
            "jobs": [job.record() for job in self.jobs],
            "verdicts": [verdict.record() for verdict in self.verdicts],
        }


def kept_lines(kept: Iterable[str], lang: str) -> list[str]:
    """Return one line for each file that a result took the name of, saying where it is now."""
    return [say("run.kept_file", lang, place=quoted(place)) for place in kept]


def run_plan(
    plan: Plan, out_dir: Path, options: Options, *, progress: Progress | str = "auto"
) -> Done:
    """Run a plan's jobs and gather what they made; jobs that failed are left out and named.

    The folder is held until all of it is written.

    Raises
    ------
    InputError: where files in the folder are not of a run; see `refuse_folder`.
    BatchInterrupted: after Ctrl-C, with what is finished.
    """
    jobs = plan.jobs()
    check_jobs(jobs)
    allow_open_files()
    refuse_folder(out_dir, RUN_MAKES)
    judged = judge(plan.scenarios, plan.targets)
    with only_batch(out_dir, options.lock_wait):
        given = plan.chosen, plan.files, plan.known, out_dir
        with closing(Pages(judged, *given, force=options.force)) as pages:
            jobs = run_held(jobs, out_dir, options, progress=progress, known=plan.known)
            try:
                return _finish(plan, out_dir, jobs, judged, pages, force=options.force)
            except KeyboardInterrupt:
                raise BatchInterrupted(jobs) from None


def _finish(
    plan: Plan,
    out_dir: Path,
    jobs: list[Job],
    judged: list[Judged],
    pages: Pages,
    *,
    force: bool,
) -> Done:
    """Gather what the jobs made, write what a run makes beside it, and seal all of it.

    Where all of it stands as an unchanged run left it, nothing is written again.
    """
    if not force and stands(out_dir, plan, jobs):
        changed = changed_since(plan.known)
        seal(out_dir, changed)
        return Done(plan, out_dir, jobs, judged, changed)
    forget(out_dir)
    before = kept_files(out_dir)
    gather([job for job in jobs if job.good], out_dir, plan.lang)
    pages.placed()
    claim(out_dir, dict.fromkeys((*TABLES, INDEX), UNKNOWN))
    verdicts = [verdict for each in judged for verdict in each.verdicts]
    write_tables(judged, verdicts, out_dir)
    write_index(out_dir, plan.scenarios, plan.targets, facts=verdicts, lang=plan.lang)
    changed = changed_since(plan.known)
    if not changed and all(job.good for job in jobs):
        remember(out_dir, plan, jobs)
    seal(out_dir, changed)
    return Done(plan, out_dir, jobs, judged, changed, sorted(kept_files(out_dir) - before))


def gather(jobs: Sequence[Job], out_dir: Path, lang: str) -> None:
    """Put figures and executed notebooks of finished jobs under names a person finds.

    Its web pages stand beside each notebook: in the language in which it was executed, and in a
    folder of its own for each other. What an earlier run put there and this one does not is
    removed.
    """
    from dxsim.presentation.index_page.notebook_page import page_of

    sources: dict[str, Path] = {}
    for job in jobs:
        assert job.folder is not None
        notebook = Path("notebooks", f"{job.name}.ipynb")
        sources[notebook.as_posix()] = job.folder / EXECUTED
        for each in LANGUAGES:
            sources[page_of(notebook, each, lang).as_posix()] = job.folder / page_file(each)
        stem = job.name.removeprefix("scenario-")
        figures = sorted((job.folder / "figures").glob("*"))
        sources |= {f"figures/{stem}-{file.name}": file for file in figures if _plain(file)}
    claim(out_dir, {name: sha256_file(source) for name, source in sources.items()})
    write_several((out_dir / name, source.read_bytes()) for name, source in sources.items())
    clear(out_dir, GATHERED, sources)


def _plain(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()


def write_tables(judged: Sequence[Judged], verdicts: Sequence[Verdict], out_dir: Path) -> None:
    """Write the projections and verdicts of scenarios as tidy tables."""
    from dxsim.presentation.exports.files import write_table
    from dxsim.presentation.exports.tidy import tidy

    write_table(tidy(judged), out_dir, RESULTS)
    write_table(as_table(verdicts), out_dir, VERDICTS)
