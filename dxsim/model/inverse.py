r"""The factors that give some levels: the exact inverse of `simulate(scenario, factor=…)`.

With `r = V/N` of a component, `o = s/(K - s)` where its law has a ceiling `K`, and `A` the given
aggregate, a factor is the wanted value over the scenario's own:

.. math::
    f_c = \frac{r'_c}{r_c} \qquad f_c = \frac{o'_c}{o_c} \qquad f_A = \frac{A'}{A}
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError
from dxsim.model.drivers import drivers
from dxsim.model.perturbed import BELOW_CEILING, ratios_of
from dxsim.scenario.records import Scenario


def factors_giving(
    scenario: Scenario, gdp: ArrayLike, components: Mapping[str, ArrayLike]
) -> dict[str, Array]:
    """Return the factors with which `simulate` gives some levels.

    Parameters
    ----------
    scenario
        the assumptions, with a path that is not exhausted.
    gdp
        GDP wanted, trillions at current prices, shape (..., years with the base year); in the
        base year that of the scenario, which no factor moves.
    components
        value added wanted of every component, in the same unit and shape.

    Returns
    -------
    dict
        a factor by component and for the given aggregate, shape (..., years).

    Raises
    ------
    InputError
        for levels that no factor gives: a component at zero or at its ceiling, nothing left for
        the rest of GDP, another GDP in the base year, components other than the scenario's.

    Examples
    --------
    >>> import dxsim as dx
    >>> own, other = (dx.load_scenario(name) for name in ("baseline", "high-growth"))
    >>> wanted = dx.simulate(other)
    >>> factor = dx.factors_giving(own, wanted.gdp, wanted.components)
    >>> bool(abs(dx.simulate(own, factor=factor).share - wanted.share).max() < 1e-12)
    True
    """
    if set(components) != set(scenario.components):
        raise _refusal(scenario, ", ".join(components), f"{', '.join(scenario.components)}")
    path = ratios_of(scenario, drivers(scenario))
    whole = np.asarray(gdp, dtype=float)
    wanted = {name: np.asarray(level, dtype=float) for name, level in components.items()}
    rest = whole - sum(wanted.values())
    positive = {"gdp": whole, "non_digital": rest, **wanted}
    for name, level in positive.items():
        if not np.all(level > 0):
            raise _refusal(scenario, f"{name} at zero or below", "levels above zero")
    if not np.allclose(whole[..., 0], path.base_gdp[..., 0], rtol=1e-9):
        raise _refusal(scenario, "another GDP in the base year", "the scenario's own base GDP")
    factors = {name: wanted[name] / rest / own for name, own in path.ratio.items()}
    for name, own in path.share.items():
        share, ceiling = wanted[name] / whole, path.ceiling[name]
        if not np.all(share < ceiling * BELOW_CEILING):
            raise _refusal(scenario, f"{name} at its ceiling", "a share below the ceiling")
        factors[name] = share / (ceiling - share) / (own / (ceiling - own))
    factors[scenario.aggregate] = (whole if path.gdp_given else rest) / path.aggregate
    if not all(np.isfinite(factor).all() for factor in factors.values()):
        raise _refusal(scenario, "a path that is exhausted", "a path that is not exhausted")
    return factors


def _refusal(scenario: Scenario, found: str, expected: str) -> InputError:
    return InputError(scenario.name, key="levels", found=found, expected=expected)
