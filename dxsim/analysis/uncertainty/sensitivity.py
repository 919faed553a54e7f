"""Sensitivity: the part of a result's variance that each kind of error brings (Sobol indices).

A factor is a kind of error of one block: its mean growth, its yearly shocks, its allocation, its
ceiling; the measurement error and the breaks are of the whole digital economy, the numbers of a
programme are of that programme. For the indices the
errors are independent and normal with the stated standard deviations: correlation and fat tails
are set aside, because they belong to no single factor.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.targets import Target
from dxsim.analysis.uncertainty.assumed import assumptions
from dxsim.analysis.uncertainty.engine.process import ErrorProcess
from dxsim.analysis.uncertainty.engine.samplers import REPLICATES, uniform_points, unit_variates
from dxsim.analysis.uncertainty.engine.tally import Study
from dxsim.analysis.uncertainty.ensemble import study_of
from dxsim.analysis.uncertainty.indices import Importance, Indices, sobol_indices
from dxsim.data.arrays import Array, hold_freed_memory, number
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import attributes
from dxsim.scenario.defaults import INDEX_DRAWS, SEED
from dxsim.scenario.programmes.draws import drawn_parameters
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import xarray as xr

FEWEST_DRAWS, MOST_DRAWS = 2 * REPLICATES, 65_536
WHOLE = "digital"
"""The block of errors common to all components."""
TAKEN_AS = {"errors_taken_as": "independent normal"}


class Factor(NamedTuple):
    """A kind of error of one block, and its rows among a draw's unit variates."""

    block: str
    kind: str
    rows: NDArray[np.int64]

    @property
    def name(self) -> str:
        """The factor's name, such as `sectoral.persistent`."""
        return f"{self.block}.{self.kind}"


def independent(process: ErrorProcess) -> ErrorProcess:
    """Return the process with its standard deviations, normal and without correlation."""
    return replace(process, correlation=np.eye(len(process.blocks)), degrees_of_freedom=None)


def factors_of(process: ErrorProcess) -> tuple[Factor, ...]:
    """Return the factors whose errors have any spread."""
    rows, blocks = process.rows, process.blocks

    def one(block: str, kind: str, first: int, count: int = 1, step: int = 1) -> Factor:
        return Factor(block, kind, first + step * np.arange(count))

    found = []
    for place, name in enumerate(blocks):
        if process.persistent_sd[place]:
            found.append(one(name, "persistent", rows.persistent.start + place))
        if process.yearly_sd[place]:
            first = rows.yearly.start + place
            found.append(one(name, "yearly", first, process.years, len(blocks)))
    if process.measurement_sd:
        found.append(one(WHOLE, "measurement", rows.measurement.start))
    for kind, names in (("allocation", process.carved), ("ceiling", process.limited)):
        start = getattr(rows, kind).start
        found += [one(name, kind, start + place) for place, name in enumerate(names)]
    if process.breaks is not None:
        found.append(one(WHOLE, "breaks", rows.breaks.start, 2 * process.years))
    for block in dict.fromkeys(event.of for event in process.events):
        own = [place for place, event in enumerate(process.events) if event.of == block]
        pairs = np.array([[2 * place, 2 * place + 1] for place in own]).ravel()
        found.append(Factor(block, "events", rows.events.start + pairs))
    return tuple(found)


def programme_factors(scenario: Scenario, process: ErrorProcess) -> tuple[Factor, ...]:
    """Return a factor for each programme with drawn numbers, which move together."""
    places: dict[str, list[int]] = {}
    for row, (name, _) in enumerate(drawn_parameters(scenario.programmes)):
        places.setdefault(name, []).append(process.rows.programmes.start + row)
    return tuple(Factor(name, "programme", np.array(rows)) for name, rows in places.items())


def sensitivity(
    scenario: Scenario,
    *,
    draws: int = INDEX_DRAWS,
    seed: int = SEED,
    targets: Iterable[Target] | None = None,
) -> "xr.Dataset":
    """Return the Sobol indices of every year's share and of every target being reached.

    Parameters
    ----------
    scenario
        the assumptions and, with the producer's defaults, their uncertainty.
    draws
        size of each of the samples, in eight replicates; a power of two, so that Sobol points fill
        the space evenly.
    seed
        of the points.
    targets
        by default those of the country's `targets.yaml`.

    All drawn numbers of one programme are one factor; the tornado of programmes parts them.

    Returns
    -------
    xarray.Dataset
        `first` and `total` by factor and year, `reached_first` and `reached_total` by factor and
        target, each with `_half`, half the width of its 95% interval.

    Examples
    --------
    >>> import dxsim as dx
    >>> found = dx.sensitivity(dx.load_scenario("baseline"), draws=64)
    >>> "sectoral.persistent" in found["factor"].values
    True
    """
    return importance_of(study_of(scenario, targets), draws, seed).dataset()


def importance_of(study: Study, draws: int, seed: int) -> Importance:
    """Return the indices of a study, as `sensitivity` does."""
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS or draws & (draws - 1):
        expected = f"a power of two from {FEWEST_DRAWS} to {MOST_DRAWS}"
        raise InputError("draws", found=str(draws), expected=expected)
    scenario = study.scenario
    study = replace(study, process=independent(study.process))
    factors = factors_of(study.process) + programme_factors(scenario, study.process)
    if not factors:
        raise InputError(scenario.name, key="uncertainty", found="no spread", expected="errors")
    hold_freed_memory()
    samples = saltelli_outputs(study, factors, draws, seed)
    found, years = sobol_indices(*samples, REPLICATES), scenario.calendar
    facts = {"draws": draws, "seed": seed, "assumptions": assumptions(scenario)}
    return Importance(
        factors=tuple(factor.name for factor in factors),
        years=tuple(years),
        targets=tuple(target.id for target in study.targets),
        attrs=attributes(scenario) | facts,
        share=Indices(*(values[:, : len(years)] for values in found)),
        reached=Indices(*(values[:, len(years) :] for values in found)),
    )


def saltelli_outputs(
    study: Study, factors: tuple[Factor, ...], draws: int, seed: int
) -> tuple[Array, Array, Array]:
    """Return the outputs of samples A and B and of A with each factor from B in turn."""
    rows = study.process.rows.total
    each, seeds = draws // REPLICATES, np.random.SeedSequence(seed).spawn(REPLICATES)
    points = [uniform_points("sobol", 2 * rows, each, one) for one in seeds]
    unit = unit_variates(np.concatenate(points, axis=1))
    first, second = unit[:rows], unit[rows:]
    mixed = []
    for factor in factors:
        changed = first.copy()
        changed[factor.rows] = second[factor.rows]
        mixed.append(_outputs(study, changed))
    return _outputs(study, first), _outputs(study, second), np.stack(mixed)


def _outputs(study: Study, unit: Array) -> Array:
    """Return the share by year, then whether each target is reached, shape (draws, outputs)."""
    path = study.run(unit)
    reached = [study.met(target, path) for target in study.targets]
    share = np.broadcast_to(path.share, path.gdp.shape)
    return np.column_stack([share, *reached])


def ranking(found: "Importance | xr.Dataset", year: int) -> list[tuple[str, float, float]]:
    """Return factors with total index and its half-width for a year's share, the largest first."""
    found = Importance.of(found)
    at = found.years.index(year)
    rows = zip(found.factors, found.share.total[:, at], found.share.total_half[:, at], strict=True)
    known = [(name, float(t), float(h)) for name, t, h in rows if not np.isnan(t)]
    return sorted(known, key=lambda row: -row[1])


def sensitivity_record(found: "Importance | xr.Dataset") -> dict[str, object]:
    """Return the indices as the plain values that the command line prints."""
    found = Importance.of(found)
    keys = ("scenario", "producer", "prices", "draws", "seed")
    return {
        **{key: found.attrs[key] for key in keys},
        "share": {str(year): _rows(found, found.share, at) for at, year in enumerate(found.years)},
        "reached": {name: _rows(found, found.reached, at) for at, name in enumerate(found.targets)},
        "assumptions": found.attrs["assumptions"] | TAKEN_AS,
    }


def _rows(found: Importance, indices: Indices, at: int) -> list[dict[str, object]]:
    """Return the indices of one output by factor."""
    named = indices._asdict().items()
    return [
        {"factor": factor} | {key: number(values[place, at]) for key, values in named}
        for place, factor in enumerate(found.factors)
    ]
