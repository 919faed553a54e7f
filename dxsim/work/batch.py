"""From a set of scenarios to jobs, and from finished jobs to one folder a person opens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dxsim.analysis.targets import Target, load_targets, verdicts
from dxsim.data import locations
from dxsim.data.files import write_atomic
from dxsim.data.yamlfile import InputError, quoted
from dxsim.model.scenario import Scenario, list_scenarios, load_scenario
from dxsim.presentation.messages import language, say
from dxsim.presentation.tables import plain_text, verdict_table
from dxsim.work.jobs import EXECUTED, Job, JobResult, declared_parameters
from dxsim.work.progress import Progress
from dxsim.work.suite import Options, run_jobs

SCENARIO_NOTEBOOK = "02_scenario"
INTERACTIVE = ("06_explore",)
FAVOURITE = "baseline"
MADE = ("figures", "notebooks")


@dataclass(frozen=True)
class Plan:
    """What a run does: scenarios, targets, the one chosen for single pages, the language."""

    scenarios: tuple[Scenario, ...]
    targets: tuple[Target, ...]
    chosen: Scenario
    lang: str

    @classmethod
    def of(cls, names: Sequence[str], chosen: str | None, lang: str) -> "Plan":
        """Return the plan for scenarios by name or file; everything is read and checked first."""
        scenarios = tuple(load_scenario(name) for name in names or list_scenarios())
        by_name = {scenario.name: scenario for scenario in scenarios}
        if len(by_name) < len(scenarios):
            twice = next(s.name for s in scenarios if [t.name for t in scenarios].count(s.name) > 1)
            raise InputError("scenario", found=f"{quoted(twice)} twice", expected="each name once")
        wanted = chosen or (FAVOURITE if FAVOURITE in by_name else scenarios[0].name)
        if wanted not in by_name:
            expected = f"one of {', '.join(by_name)}"
            raise InputError("--chosen", found=quoted(wanted), expected=expected)
        return cls(scenarios, load_targets(), by_name[wanted], language(lang))

    def inputs(self) -> dict[str, Path]:
        """Return the files a notebook may read, by their place in the project."""
        files = {"params/targets.yaml": locations.params_dir() / "targets.yaml"}
        for path in sorted(locations.data_dir().rglob("*")):
            if path.is_file():
                files[f"params/data/{path.relative_to(locations.data_dir()).as_posix()}"] = path
        for scenario in self.scenarios:
            for origin in map(Path, scenario.origins):
                name = f"params/scenarios/{origin.name}"
                if files.setdefault(name, origin).resolve() != origin.resolve():
                    found = f"two files {quoted(origin.name)}"
                    raise InputError(str(origin), found=found, expected="one file a name")
        return files

    def jobs(self) -> list[Job]:
        """Return the jobs: the scenario notebook once a scenario, every other one once."""
        inputs = self.inputs()
        jobs = []
        for notebook in notebooks():
            if notebook.stem == SCENARIO_NOTEBOOK:
                jobs += [self.job(notebook, scenario, inputs) for scenario in self.scenarios]
            elif notebook.stem not in INTERACTIVE:
                jobs.append(self.job(notebook, None, inputs))
        return jobs

    def job(self, notebook: Path, scenario: Scenario | None, inputs: dict[str, Path]) -> Job:
        """Return the job of a notebook, handed those of our parameters that it declares."""
        ours = {
            "scenario": (scenario or self.chosen).name,
            "scenarios": [each.name for each in self.scenarios],
            "lang": self.lang,
            "out_dir": "",
        }
        declared = declared_parameters(notebook)
        given = {name: ours[name] for name in declared if name in ours and name != "out_dir"}
        name = f"scenario-{scenario.name}" if scenario else notebook.stem
        return Job(name, notebook, given, inputs=inputs)


@dataclass(frozen=True)
class Done:
    """What became of a run."""

    plan: Plan
    out_dir: Path
    results: list[JobResult]
    verdicts: list[dict[str, Any]]

    def failures(self) -> list[str]:
        """Return one line for each job that failed."""
        return [f"{r.job}: {r.error or r.status}" for r in self.results if not r.good]

    def lines(self, lang: str) -> list[str]:
        """Return what is printed: the verdict table, and where everything is."""
        kept = sum(result.status == "kept" for result in self.results)
        good = sum(result.good for result in self.results)
        return [
            plain_text(verdict_table(self.verdicts, lang)),
            "",
            say("run.jobs", lang, good=good, total=len(self.results), kept=kept),
            say("run.where", lang, folder=str(self.out_dir)),
        ]

    def record(self) -> dict[str, Any]:
        """Return the run as plain values."""
        return {
            "out": str(self.out_dir),
            "chosen": self.plan.chosen.name,
            "jobs": [
                {"job": r.job, "status": r.status, "error": r.error or None} for r in self.results
            ],
            "verdicts": self.verdicts,
        }


def notebooks() -> list[Path]:
    """Return the project's notebooks in order."""
    return sorted((locations.project_dir() / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def run_plan(
    plan: Plan, out_dir: Path, options: Options, *, progress: Progress | str = "auto"
) -> Done:
    """Run a plan's jobs and gather what they made; jobs that failed are left out and named."""
    results = run_jobs(plan.jobs(), out_dir, options, progress=progress)
    good = [result for result in results if result.good]
    gather(good, out_dir)
    write_tables(plan, out_dir)
    return Done(plan, out_dir, results, verdicts(plan.scenarios, plan.targets))


def gather(results: Iterable[JobResult], out_dir: Path) -> None:
    """Put figures and executed notebooks of finished jobs under names a person finds."""
    made: set[Path] = set()
    for result in results:
        assert result.folder is not None
        made.add(_copy(result.folder / EXECUTED, out_dir / "notebooks" / f"{result.job}.ipynb"))
        stem = result.job.removeprefix("scenario-")
        for file in sorted((result.folder / "figures").glob("*")):
            made.add(_copy(file, out_dir / "figures" / f"{stem}-{file.name}"))
    for folder in MADE:
        for file in (out_dir / folder).glob("*"):
            if file not in made and file.is_file():
                file.unlink()


def _copy(source: Path, target: Path) -> Path:
    return write_atomic(target, source.read_bytes())


def write_tables(plan: Plan, out_dir: Path) -> None:
    """Write the projections and verdicts of all scenarios as tidy tables."""
    from dxsim.analysis.targets import assess
    from dxsim.presentation.results import RESULTS, VERDICTS, write_table
    from dxsim.presentation.tidy import tidy

    write_table(tidy(plan.scenarios), out_dir, RESULTS)
    write_table(assess(plan.scenarios, plan.targets), out_dir, VERDICTS)
