"""The projection: from a scenario to levels, shares and growth.

One road for all uses: a parameter of the scenario may be a number or an array (scenarios,
draws), `extra` adds to stated growth rates, `factor` multiplies by cumulated errors.
Identities `D = sum(V)`, `Y = D + N`, `s = D/Y` hold in every result to rounding.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError
from dxsim.model import growth
from dxsim.model.drivers import Rates, drivers
from dxsim.model.labelled import labelled
from dxsim.model.levels import all_years
from dxsim.model.on_demand import OnDemand
from dxsim.model.perturbed import Deviations, Named, deviating_drivers, ratios_of
from dxsim.model.perturbed import levels as levels_by
from dxsim.model.refusals import refuse_falls, refuse_unknown
from dxsim.model.trajectory import Trajectory, trajectory
from dxsim.scenario.laws import SHARE_LAWS
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import xarray as xr

Kind = TypeVar("Kind", bound=np.generic)


def simulate(
    scenario: Scenario,
    *,
    extra: Rates | None = None,
    factor: Named | None = None,
    ceiling: Named | None = None,
    allocation: Named | None = None,
    masked: bool = True,
) -> Trajectory:
    """Return the levels of a scenario.

    Parameters
    ----------
    scenario
        the assumptions; numbers may be arrays of a common leading shape.
    extra
        additions to the stated yearly growth rates of components, `gdp` or `non_digital`, shape
        (..., years after the base year); a ratio law first becomes its realised growth path.
    factor
        `exp(x)` by component, `gdp` or `non_digital`, shape (..., years with the base year): what
        `V/N` is multiplied by, the odds `s/(K - s)` below the ceiling of a law that has one, and
        the level of the given aggregate. Base GDP is kept whatever a component's factor in the
        base year.
    ceiling
        errors of the log-odds of a component's ceiling, shape (...).
    allocation
        errors of the log ratio of a carved-out component to its host, shape (...).
    masked
        whether levels are missing from the exhausted year on, as all but solvers want.

    Raises
    ------
    InputError
        for a name of which the scenario has nothing that could move.

    Examples
    --------
    >>> import dxsim as dx
    >>> scenario = dx.load_scenario("baseline")
    >>> own, more = dx.simulate(scenario), dx.simulate(scenario, extra={"ict": 0.01})
    >>> bool(more.components["ict"][1] > own.components["ict"][1])
    True
    """
    by = Deviations(factor or {}, ceiling or {}, allocation or {})
    _refuse_errors(scenario, by)
    moving = deviating_drivers(scenario, by, extra) if extra else drivers(scenario)
    drawn = not extra and by != Deviations()
    levels = levels_by(ratios_of(scenario, moving), by) if drawn else moving.levels()
    return _whole(trajectory(levels, moving.deflator, all_years(scenario)), masked=masked)


def _refuse_errors(scenario: Scenario, by: Deviations) -> None:
    """Raise an InputError for an error of something that a scenario does not have."""
    parts = scenario.components.items()
    bent = [n for n, c in parts if c.growth is not None and c.growth.kind in SHARE_LAWS]
    refuse_unknown("factor", by.factor, (*scenario.components, scenario.aggregate))
    refuse_unknown("ceiling", by.ceiling, bent)
    refuse_unknown("allocation", by.allocation, [n for n, c in parts if c.carved_from is not None])


def _whole(path: Trajectory, *, masked: bool) -> Trajectory:
    """Return a trajectory whose arrays are all of one shape, missing where it is exhausted."""
    shape = np.broadcast_shapes(path.gdp.shape, path.non_digital.shape)
    gone = _full(path.exhausted, shape)
    hidden = masked and bool(gone.any())

    def kept(values: Array) -> Array:
        full = _full(values, shape)
        return np.where(gone, np.nan, full) if hidden else full

    components = OnDemand(path.components, lambda name: kept(path.components[name]))
    money = kept(path.gdp), kept(path.non_digital), kept(path.digital)
    return Trajectory(path.years, *money, components, path.deflator, gone)


def _full(values: NDArray[Kind], shape: tuple[int, ...]) -> NDArray[Kind]:
    return values if values.shape == shape else np.broadcast_to(values, shape)


def project(scenario: Scenario, *, dim: str = "draw") -> "xr.Dataset":
    """Return levels, shares and growth of a scenario by year.

    Money is in trillions at current prices, shares and rates are fractions. Growth and
    contributions are missing in the base year; everything is missing from the exhausted year on.
    Where parameters are arrays, `dim` names their dimension.

    Raises
    ------
    InputError
        where the numbers leave what a computer can hold.

    Examples
    --------
    >>> import dxsim as dx
    >>> path = dx.project(dx.load_scenario("baseline"))
    >>> round(float(path["share"].sel(year=2024)), 3), path.attrs["unit"]
    (0.183, 'trn VND')
    """
    path = simulate(scenario)
    refuse_overflow(scenario, path)
    return as_dataset(scenario, path, dim=dim)


def as_dataset(scenario: Scenario, path: Trajectory, *, dim: str = "draw") -> "xr.Dataset":
    """Return the path of a scenario as labelled data; see `project`."""
    lead = (dim,) if path.gdp.ndim > 1 else ()
    yearly = (*lead, "year")
    dims = {"year": yearly, "component": ("component", *yearly), "path": lead, "common": ("year",)}
    variables = {name: (dims[over], values) for name, (over, values) in measured(path).items()}
    labels = coordinates(year=scenario.calendar, component=tuple(scenario.components))
    return labelled(variables, labels, attributes(scenario))


def measured(path: Trajectory) -> dict[str, tuple[str, Array]]:
    """Return all that a projection says of a path by name, each with what it runs over.

    Over "year" an array has the shape (..., years), over "component" (components, ..., years), over
    "path" (...), over "common" (years,). Money is in trillions, the rest fractions and years.
    """
    levels, deflator = np.stack(list(path.components.values())), path.deflator
    over_years = {n: getattr(path, n) for n in ("gdp", "non_digital", "digital", "share")}
    first_years = ("exhausted_in", "shrinks_from", "shrinks_from_real")
    return {
        **{name: ("year", values) for name, values in over_years.items()},
        "value_added": ("component", levels),
        "component_share": ("component", levels / path.gdp),
        "deflator": ("common", np.broadcast_to(deflator, path.years.shape)),
        "gdp_growth": ("year", yearly_growth(path.gdp)),
        "gdp_growth_real": ("year", yearly_growth(path.gdp / deflator)),
        "non_digital_growth": ("year", yearly_growth(path.non_digital)),
        "non_digital_growth_real": ("year", yearly_growth(path.non_digital / deflator)),
        "digital_growth": ("year", yearly_growth(path.digital)),
        "component_growth": ("component", yearly_growth(levels)),
        "contribution": ("component", contribution(levels, path.gdp)),
        "shrinks_in": ("year", path.shrinks),
        "shrinks_in_real": ("year", path.shrinks_real),
        **{name: ("path", getattr(path, name)) for name in first_years},
    }


@lru_cache(maxsize=64)
def coordinates(**labels: tuple[object, ...] | range) -> "xr.Coordinates":
    """Return the labels of a result's dimensions; making their indexes costs as much as a model."""
    import xarray as xr

    return xr.Dataset(coords={name: list(values) for name, values in labels.items()}).coords


def attributes(scenario: Scenario) -> dict[str, str]:
    """Return the attributes of a result: producer, price basis, unit."""
    from dxsim import __version__

    return {
        "scenario": scenario.name,
        "producer": scenario.producer,
        "prices": scenario.prices,
        "levels": "current prices",
        "closure": scenario.closure,
        "unit": scenario.unit,
        "version": __version__,
    }


def yearly_growth(levels: Array) -> Array:
    """Return growth on the year before, missing in the first year."""
    first = np.full((*levels.shape[:-1], 1), np.nan)
    return np.concatenate([first, growth.growth_of(levels)], axis=-1)


def contribution(levels: Array, gdp: Array) -> Array:
    """Return the contribution of components to GDP growth, `s[t-1] g[t]`, as fractions."""
    first = np.full((*levels.shape[:-1], 1), np.nan)
    change = (levels[..., 1:] - levels[..., :-1]) / gdp[..., :-1]
    return np.concatenate([first, change], axis=-1)


def check_levels(scenario: Scenario) -> None:
    """Raise an InputError where a scenario has no path of levels: the one check for every command.

    Growth may not reach -100% in any year, programmes must leave a path, and levels stay within
    what a computer holds. Numbers of the scenario may be arrays.
    """
    refuse_falls(scenario, drivers(scenario).stated)
    refuse_overflow(scenario, simulate(scenario))


def refuse_overflow(scenario: Scenario, path: Trajectory) -> None:
    """Raise an InputError where a level left the range a computer holds."""
    smallest, largest = 1e-200, 1e200
    levels = {"gdp": path.gdp, "non_digital": path.non_digital, **path.components}
    for name, values in levels.items():
        alive = ~path.exhausted
        wrong = alive & ~((values > smallest) & (values < largest))
        if wrong.any():
            year = int(path.years[wrong.reshape(-1, wrong.shape[-1]).any(axis=0).argmax()])
            raise InputError(
                scenario.place,
                key=name,
                found=f"a level beyond what can be computed in {year}",
                expected=f"levels from {smallest:g} to {largest:g} {scenario.unit}",
            )
