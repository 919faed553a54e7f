"""Factors by which drawn programmes and events lift a scenario's path, for the compiled engine.

The kernels know one path for all draws. Programmes and events differ by draw, so what they do is
handed over as factors: of the ratio of a component to the rest of GDP, of its odds below a ceiling,
and of the given aggregate.
"""

import numpy as np

from dxsim.analysis.uncertainty.engine.deviations import shocks_of_events
from dxsim.analysis.uncertainty.engine.tally import Study
from dxsim.data.arrays import Array
from dxsim.model.perturbed import Ratios


def lifts_of(study: Study, unit: Array, path: Ratios) -> Array:
    """Return the factors of some unit draws, shape (components and aggregate, years, draws).

    Parameters
    ----------
    study
        the scenario and its errors.
    unit
        the unit draws, shape (rows, draws).
    path
        the path with the programmes as these draws have them, arrays of shape (draws, years).

    Returns
    -------
    Array
        without draws of programmes and events an array of no rows.
    """
    process, own, draws = study.process, study.ratios, unit.shape[1]
    if not (process.programme_numbers or process.events):
        return np.empty((0, 0, draws))
    found = np.ones((len(process.blocks), process.years + 1, draws))
    if process.programme_numbers:
        for row, name in zip(found, own.order, strict=False):
            row[:] = np.divide(_moving(path, name), _moving(own, name)).T
        found[-1] = np.divide(path.aggregate, own.aggregate).T
    struck = shocks_of_events(process, unit)
    if struck is not None:
        found[:, 1:] *= np.exp(np.cumsum(struck, axis=0)).swapaxes(0, 1)
    return found


def _moving(path: Ratios, name: str) -> Array:
    """Return what errors multiply: a component's ratio to the rest, or its odds below a ceiling."""
    if name in path.ratio:
        return path.ratio[name]
    share = path.share[name]
    return np.asarray(share / (path.ceiling[name] - share))
