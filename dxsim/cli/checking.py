"""Which parameter file is read by which reader."""

from collections.abc import Callable, Iterable
from pathlib import Path

from dxsim.data import locations
from dxsim.data.files import followed, listed
from dxsim.data.yamlfile import read


def parameter_files() -> list[Path]:
    """Return the parameter files: targets, scenarios, what they name, sweeps, briefings, data."""
    params = locations.country_dir()
    folders = ("scenarios", "programmes", "overlays", "sweeps", "briefings")
    several = (listed(params / name, ".yaml") for name in folders)
    files = [params / "targets.yaml", *(path for paths in several for path in paths)]
    named = [path for path in _readers() if path.is_file()]
    return [*files, *named, *listed(locations.data_dir() / "observations", ".csv")]


def _readers() -> dict[Path, Callable[[], object]]:
    """Return the reader of each data file that has a name of its own."""
    from dxsim.analysis.evidence.official_targets import official_targets
    from dxsim.analysis.forecasts.histories import subjects
    from dxsim.analysis.forecasts.settings import settings
    from dxsim.analysis.outside_view import reference_class
    from dxsim.data.conditions import conditions
    from dxsim.data.facts import facts
    from dxsim.data.sources import all_series, producers, sources
    from dxsim.scenario.assumed_errors.defaults import default_uncertainty

    data, forecasts = locations.data_dir(), locations.country_dir() / "forecasts"
    abroad = locations.reference_dir()
    return {
        data / "sources.yaml": sources,
        data / "producers.yaml": producers,
        data / "series.csv": all_series,
        data / "facts.csv": facts,
        data / "conditions.yaml": conditions,
        data / "uncertainty.yaml": default_uncertainty,
        forecasts / "series.csv": subjects,
        abroad / "methods.yaml": settings,
        abroad / "shares.csv": reference_class,
        abroad / "measures.csv": reference_class,
        abroad / "episodes.csv": reference_class,
        abroad / "targets.csv": official_targets,
        abroad / "sources.yaml": sources,
    }


def _data_reader(path: Path) -> Callable[[], object] | None:
    """Return the reader of a data file of the project, None for any other file."""
    from dxsim.data.observations import observations

    if path.suffix not in (".csv", ".yaml"):
        return None
    place = followed(path)
    if place.parent == followed(locations.data_dir() / "observations"):
        return observations
    readers = {followed(file): reader for file, reader in _readers().items()}
    return readers.get(place)


def check_file(path: Path) -> None:
    """Read a parameter file with the reader it is meant for; raise an InputError if it is wrong.

    A data file is read together with those that it refers to.
    """
    from dxsim.analysis.sweeps.definition import load_sweep
    from dxsim.analysis.targets import load_targets
    from dxsim.data.scenario_files import scenario_path
    from dxsim.model.projection import check_levels
    from dxsim.scenario.loading import load_scenario
    from dxsim.scenario.programmes.files import load_programme

    reader = _data_reader(path)
    if reader is not None:
        reader()
        return
    file = path if path.exists() else scenario_path(str(path))
    keys = read(file).mapping("file")
    if is_layout(file, keys):
        check_layout(file)
    elif "targets" in keys:
        load_targets(file)
    elif "sweep" in keys:
        load_sweep(file)
    elif "kind" in keys:
        load_programme(file)
    elif is_overlay(file, keys):
        check_overlay(file)
    else:
        check_levels(load_scenario(file))


def is_layout(file: Path, keys: Iterable[str]) -> bool:
    """Return whether a file lays out a briefing: it stands among briefings, or reads as one."""
    among = followed(file.parent) == followed(locations.country_dir() / "briefings")
    own = {"sections", "figures", "before", "office", "author", "reference", "logo", "scenarios"}
    return among or bool(own.intersection(keys))


def check_layout(file: Path) -> None:
    """Read the layout of a briefing, with the scenarios and targets that it names."""
    from dxsim.analysis.targets import load_targets
    from dxsim.presentation.briefing.layout import chosen_targets, load_layout
    from dxsim.scenario.loading import load_scenarios

    layout, _ = load_layout(file)
    chosen_targets(load_targets(), layout.targets, str(file))
    load_scenarios(layout.scenarios or ())


def is_overlay(file: Path, keys: Iterable[str]) -> bool:
    """Return whether a file is nothing on its own: it stands among overlays, or reads as one.

    A scenario states at least one of what it extends, its producer, base year and closure; an
    overlay some assumption and none of these.
    """
    from dxsim.scenario.inheritance import OWN_KEYS
    from dxsim.scenario.records import Scenario

    among = followed(file.parent) == followed(locations.overlays_dir())
    stated = {*keys}.intersection(Scenario.model_fields)
    whole = {"extends", "producer", "base_year", "closure"}.intersection(keys)
    return among or not whole and not stated <= {*OWN_KEYS}


def check_overlay(file: Path) -> None:
    """Lay an overlay over the shipped scenarios; raise the first InputError if it fits none."""
    from dxsim.data.scenario_files import LAID_OVER, list_scenarios
    from dxsim.data.yamlfile import InputError
    from dxsim.scenario.loading import load_scenario

    refused: list[InputError] = []
    for name in list_scenarios():
        try:
            load_scenario(LAID_OVER.join((name, str(file))))
        except InputError as error:
            refused.append(error)
        else:
            return
    raise refused[0]
