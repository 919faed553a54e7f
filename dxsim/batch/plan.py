"""From a set of scenarios to jobs, and from finished jobs to one folder a person opens."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dxsim.analysis.judged import judge
from dxsim.analysis.targets import Target, load_targets
from dxsim.analysis.verdicts import Verdict, as_table
from dxsim.batch.inputs import CHANGED, Contents, changed_since, contents_of
from dxsim.batch.jobs import (
    EXECUTED,
    Job,
    JobResult,
    check_jobs,
    declared_kinds,
    declared_parameters,
)
from dxsim.batch.manifest import seal
from dxsim.batch.needs import missing
from dxsim.batch.open_files import allow_open_files
from dxsim.batch.output_folder import RUN_MAKES, refuse_folder
from dxsim.batch.ownership import UNKNOWN, claim, clear, kept_files
from dxsim.batch.pages import renew_pages, targets_place
from dxsim.batch.progress import Progress
from dxsim.batch.run import BatchInterrupted, Options, run_held
from dxsim.batch.store import only_batch, sha256_file
from dxsim.data import locations
from dxsim.data.country import load_country
from dxsim.data.files import write_atomic
from dxsim.data.yamlfile import InputError, nearest, quoted, read
from dxsim.model.projection import check_levels
from dxsim.presentation.exports.files import RESULTS, VERDICTS
from dxsim.presentation.figures.drawing.lettering import refuse_unprintable
from dxsim.presentation.index_page.page import NAME as INDEX
from dxsim.presentation.index_page.page import write_index
from dxsim.presentation.text.messages import language, say
from dxsim.presentation.text.tables import Block, verdict_table
from dxsim.scenario.defaults import MOST_DRAWS
from dxsim.scenario.loading import Scenario, list_scenarios, load_scenario, load_scenarios
from dxsim.scenario.pack.placeholders import refuse_placeholders

SCENARIO_NOTEBOOK = "02_scenario"
SET_BY_RUN = ("scenario", "scenarios", "lang", "out_dir")
INTERACTIVE = ("06_explore",)
GATHERED = ("figures", "notebooks")
TABLES = tuple(f"{name}.{end}" for name in (RESULTS, VERDICTS) for end in ("parquet", "csv"))
_KINDS: dict[str, tuple[Any, str]] = {
    "int": (int, "a whole number"),
    "float": (int | float, "a number, such as 2.5"),
    "bool": (bool, "true or false"),
}


@dataclass(frozen=True)
class Plan:
    """What a run does, and what it was read from.

    Attributes
    ----------
    scenarios: what is run.
    targets: what is judged.
    chosen: the scenario of the single-scenario pages.
    lang: the language of the notebooks.
    files: the files that work on all scenarios may read, by their place in the project.
    known: their contents when all this was read.
    parameters: values of the notebooks' own parameters.
    """

    scenarios: tuple[Scenario, ...]
    targets: tuple[Target, ...]
    chosen: Scenario
    lang: str
    files: Mapping[str, Path]
    known: Contents
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        chosen: str | None,
        lang: str,
        parameters: Mapping[str, str] | None = None,
        targets_file: Path | None = None,
    ) -> "Plan":
        """Return the plan for scenarios by name or file; everything is read and checked first."""
        scenarios = load_scenarios(names)
        for scenario in scenarios:
            check_levels(scenario)
        by_name = {scenario.name: scenario for scenario in scenarios}
        first = load_country().default_scenario
        wanted = chosen or (first if first in by_name else scenarios[0].name)
        if wanted not in by_name:
            expected = f"one of {', '.join(by_name)}"
            raise InputError("--chosen", found=quoted(wanted), expected=expected)
        refuse_unprintable(scenarios)
        refuse_placeholders()
        given = notebook_parameters(parameters or {})
        targets, files = load_targets(targets_file), input_files(scenarios)
        if targets_file is not None:
            files[targets_place()] = targets_file  # stands where every notebook looks for it
        known = contents_of(files.values())
        return cls(scenarios, targets, by_name[wanted], language(lang), files, known, given)

    def inputs(self, scenario: Scenario) -> dict[str, Path]:
        """Return the files that work on one scenario may read, by their place in the project.

        These are all parameter files but other scenarios, so that a change of one scenario is no
        change for the work on another.
        """
        own = {place(origin) for origin in scenario.files}
        return {
            name: path for name, path in self.files.items() if not is_scenario(name) or name in own
        }

    def jobs(self) -> list[Job]:
        """Return the jobs: the scenario notebook once a scenario, every other one once."""
        jobs = []
        left_out = self.left_out()
        for notebook in notebooks():
            if notebook.stem in left_out:
                continue
            if notebook.stem == SCENARIO_NOTEBOOK:
                jobs += [self.job(notebook, each, self.inputs(each)) for each in self.scenarios]
            elif notebook.stem not in INTERACTIVE:
                jobs.append(self.job(notebook, None, self.files))
        return jobs

    def left_out(self) -> dict[str, str]:
        """Return the notebooks that are left out, each with what the country's files lack."""
        found = {path.stem: missing(path.stem, self.chosen) for path in notebooks()}
        return {name: need for name, need in found.items() if need}

    def job(self, notebook: Path, scenario: Scenario | None, inputs: Mapping[str, Path]) -> Job:
        """Return the job of a notebook, handed those of our parameters that it declares."""
        ours: dict[str, Any] = {
            "scenario": (scenario or self.chosen).name,
            "scenarios": [each.name for each in self.scenarios],
            "lang": self.lang,
            **self.parameters,
        }
        given = {name: ours[name] for name in declared_parameters(notebook) if name in ours}
        name = f"scenario-{scenario.name}" if scenario else notebook.stem
        return Job(name, notebook, given, inputs=inputs)


def input_files(scenarios: Sequence[Scenario]) -> dict[str, Path]:
    """Return the files that work on scenarios may read, the shipped scenarios among them.

    Raises
    ------
    InputError
        where two files would have one place in the project.
    """
    ours = {scenario.name for scenario in scenarios}
    folders = (locations.country_dir(), locations.reference_dir())
    found = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    files = {locations.place(path): path for path in found}
    files = {name: path for name, path in files.items() if not is_scenario(name)}
    shipped = [load_scenario(name) for name in list_scenarios() if name not in ours]
    for origin in (o for scenario in (*scenarios, *shipped) for o in scenario.files):
        path = Path(origin)
        if files.setdefault(place(origin), path).resolve() != path.resolve():
            found_twice = f"two files {quoted(path.name)}"
            raise InputError(origin, found=found_twice, expected="one file a name")
    return files


def place(origin: str) -> str:
    """Return the place in the project of a file that a scenario was read from.

    A parameter file of the country keeps its own; a file from elsewhere stands among the
    scenarios, the programmes, or among the overlays where it is no scenario by itself.
    """
    path = Path(origin).resolve()
    if path.is_relative_to(locations.country_dir().resolve()):
        own = path.relative_to(locations.country_dir().resolve())
        return locations.place(locations.country_dir() / own)
    keys = read(path).mapping("file")
    alone = "producer" in keys or "extends" in keys
    folder = locations.scenarios_dir() if alone else locations.overlays_dir()
    if not alone and "kind" in keys:
        folder = locations.programmes_dir()
    return locations.place(folder / path.name)


def is_scenario(name: str) -> bool:
    """Return whether a place in the project is that of a scenario of the country."""
    return name.startswith(f"{locations.place(locations.scenarios_dir())}/")


def notebook_parameters(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return values for notebooks' own parameters, each of the kind its notebook declares.

    Raises
    ------
    InputError
        for a name that no notebook declares, and a text that is no value of its kind.
    """
    kinds = {name: kind for path in notebooks() for name, kind in declared_kinds(path).items()}
    free = sorted(set(kinds) - set(SET_BY_RUN))
    for name in texts:
        if name not in free:
            expected = f"a parameter that a notebook declares: {', '.join(free) or 'none'}"
            hint = "set by an option of run" if name in SET_BY_RUN else nearest(name, free)
            raise InputError("--parameter", found=quoted(name), expected=expected, hint=hint)
    return {name: _value(name, text, kinds[name]) for name, text in texts.items()}


def _value(name: str, text: str, kind: str) -> Any:
    if kind == "str":
        return text
    if kind == "list[str]":
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    plain = isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    if kind not in _KINDS:
        return value if plain else text
    takes, expected = _KINDS[kind]
    if not plain or not isinstance(value, takes) or isinstance(value, bool) != (kind == "bool"):
        raise InputError("--parameter", key=name, found=quoted(text), expected=expected)
    if name == "draws" and not 1 <= value <= MOST_DRAWS:
        expected = f"1 to {MOST_DRAWS} draws"
        raise InputError("--parameter", key=name, found=quoted(text), expected=expected)
    return value


@dataclass(frozen=True)
class Done:
    """What became of a run.

    Attributes
    ----------
    plan, out_dir: what was run, and where its results are.
    results: what became of each job.
    verdicts: the verdicts on all targets.
    changed: the inputs that were changed while it ran.
    kept: where files that were not of a run were moved when a result took their name.
    """

    plan: Plan
    out_dir: Path
    results: list[JobResult]
    verdicts: list[Verdict]
    changed: list[Path] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def failures(self) -> list[str]:
        """Return one line for each job that failed, and for each input changed meanwhile."""
        failed = [f"{r.job}: {r.error or r.status}" for r in self.results if not r.good]
        return failed + [f"{path}: {CHANGED}" for path in self.changed]

    def lines(self, lang: str) -> list[Block]:
        """Return what is printed: the verdict table, and where everything is."""
        kept = sum(result.status == "kept" for result in self.results)
        good = sum(result.good for result in self.results)
        return [
            verdict_table(self.verdicts, lang),
            "",
            say("run.jobs", lang, good=good, total=len(self.results), kept=kept),
            say("run.where", lang, folder=str(self.out_dir)),
            *(
                say("run.left_out", lang, notebook=name, need=say(f"run.need_{need}", lang))
                for name, need in self.plan.left_out().items()
            ),
        ]

    def record(self) -> dict[str, Any]:
        """Return the run as plain values."""
        return {
            "out": str(self.out_dir),
            "chosen": self.plan.chosen.name,
            "jobs": [
                {"job": r.job, "status": r.status, "error": r.error or None} for r in self.results
            ],
            "verdicts": [verdict.record() for verdict in self.verdicts],
        }


def kept_lines(kept: Iterable[str], lang: str) -> list[str]:
    """Return one line for each file that a result took the name of, saying where it is now."""
    return [say("run.kept_file", lang, place=quoted(place)) for place in kept]


def notebooks() -> list[Path]:
    """Return the project's notebooks in order."""
    return sorted(locations.notebooks_dir().glob("[0-9][0-9]_*.ipynb"))


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
    with only_batch(out_dir, options.lock_wait):
        results = run_held(jobs, out_dir, options, progress=progress, known=plan.known)
        try:
            return _finish(plan, out_dir, results, force=options.force)
        except KeyboardInterrupt:
            raise BatchInterrupted(results) from None


def _finish(plan: Plan, out_dir: Path, results: list[JobResult], *, force: bool) -> Done:
    """Gather what the jobs made, write what a run makes beside it, and seal all of it."""
    before = kept_files(out_dir)
    gather([result for result in results if result.good], out_dir)
    claim(out_dir, dict.fromkeys((*TABLES, INDEX), UNKNOWN))
    judged = judge(plan.scenarios, plan.targets)
    found = [verdict for each in judged for verdict in each.verdicts]
    write_tables(plan.scenarios, found, out_dir)
    renew_pages(judged, plan.chosen, plan.files, plan.known, out_dir, force=force)
    write_index(out_dir, plan.scenarios, plan.targets, facts=found, lang=plan.lang)
    changed = changed_since(plan.known)
    seal(out_dir, changed)
    return Done(plan, out_dir, results, found, changed, sorted(kept_files(out_dir) - before))


def gather(results: Iterable[JobResult], out_dir: Path) -> None:
    """Put figures and executed notebooks of finished jobs under names a person finds.

    What an earlier run put there and this one does not is removed.
    """
    sources: dict[str, Path] = {}
    for result in results:
        assert result.folder is not None
        sources[f"notebooks/{result.job}.ipynb"] = result.folder / EXECUTED
        stem = result.job.removeprefix("scenario-")
        figures = sorted((result.folder / "figures").glob("*"))
        sources |= {f"figures/{stem}-{file.name}": file for file in figures if _plain(file)}
    claim(out_dir, {name: sha256_file(source) for name, source in sources.items()})
    for name, source in sources.items():
        write_atomic(out_dir / name, source.read_bytes())
    clear(out_dir, GATHERED, sources)


def _plain(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()


def write_tables(scenarios: Sequence[Scenario], verdicts: Sequence[Verdict], out_dir: Path) -> None:
    """Write the projections and verdicts of scenarios as tidy tables."""
    from dxsim.presentation.exports.files import write_table
    from dxsim.presentation.exports.tidy import tidy

    write_table(tidy(scenarios), out_dir, RESULTS)
    write_table(as_table(verdicts), out_dir, VERDICTS)
