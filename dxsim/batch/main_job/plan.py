"""From a set of scenarios to jobs: what a run does, and what it was read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from dxsim.analysis.targets import Target, load_targets
from dxsim.batch.inputs import Contents, contents_of
from dxsim.batch.jobs import Job
from dxsim.batch.main_job.files import input_files, is_scenario, place
from dxsim.batch.main_job.notebooks import notebook_parameters, notebooks
from dxsim.batch.main_job.pages import targets_place
from dxsim.batch.main_job.required_files import missing
from dxsim.batch.notebook_parameters import declared_parameters
from dxsim.data.country import load_country
from dxsim.data.yamlfile import InputError, quoted
from dxsim.model.projection import check_levels
from dxsim.presentation.figures.drawing.lettering import refuse_unprintable
from dxsim.presentation.notebooks.languages import VARIABLE
from dxsim.presentation.text.messages import LANGUAGES, language
from dxsim.scenario.loading import load_scenarios
from dxsim.scenario.new_country.placeholders import refuse_placeholders
from dxsim.scenario.records import Scenario

SCENARIO_NOTEBOOK = "02_scenario"
INTERACTIVE = ("06_explore",)


@dataclass(frozen=True)
class Plan:
    """The plan of a run: notebooks, scenarios and pages, and the files it was read from.

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
    parameters: Mapping[str, object] = field(default_factory=dict)

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
            name: path for name, path in self.files.items() if name in own or name in self._shared
        }

    @cached_property
    def _shared(self) -> frozenset[str]:
        """The places of the files that are no scenario's."""
        return frozenset(name for name in self.files if not is_scenario(name))

    def jobs(self) -> list[Job]:
        """Return the jobs: the scenario notebook once a scenario, every other one once."""
        jobs = []
        for notebook in notebooks():
            if notebook.stem in self.left_out:
                continue
            if notebook.stem == SCENARIO_NOTEBOOK:
                jobs += [self.job(notebook, each, self.inputs(each)) for each in self.scenarios]
            elif notebook.stem not in INTERACTIVE:
                jobs.append(self.job(notebook, None, self.files))
        return jobs

    @cached_property
    def left_out(self) -> dict[str, str]:
        """The notebooks that are left out, each with what the country's files lack."""
        lacking = {path.stem: missing(path.stem, self.chosen) for path in notebooks()}
        return {name: need for name, need in lacking.items() if need}

    def job(self, notebook: Path, scenario: Scenario | None, inputs: Mapping[str, Path]) -> Job:
        """Return the job of a notebook, handed those of our parameters that it declares."""
        ours: dict[str, object] = {
            "scenario": (scenario or self.chosen).name,
            "scenarios": [each.name for each in self.scenarios],
            "lang": self.lang,
            **self.parameters,
        }
        given = {name: ours[name] for name in declared_parameters(notebook) if name in ours}
        name = f"scenario-{scenario.name}" if scenario else notebook.stem
        environment = {VARIABLE: ",".join(LANGUAGES)}
        pages = (self.lang, *(each for each in LANGUAGES if each != self.lang))
        return Job(name, notebook, given, inputs=inputs, environment=environment, pages=pages)
