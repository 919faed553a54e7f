"""Scores of forecasts: CRPS, log score, and the CRPS of published quantiles.

A forecast is scored on the scale on which it was made (log-odds for shares, logs for levels); the
quantiles of a file are scored in their own unit.
"""

import numpy as np

from dxsim.analysis.forecasts.distributions import P, Predictive, Z

_WIDTHS = np.exp(-0.5 * Z**2) / np.sqrt(2 * np.pi) * (Z[1] - Z[0])  # of each grid probability


def crps(forecast: Predictive, outcome: float) -> float:
    """Return the continuous ranked probability score, in the units of the forecast.

    Twice the pinball loss integrated over all probabilities (Gneiting and Raftery 2007, Journal
    of the American Statistical Association 102), by the trapezoid rule on the grid.
    """
    losses = (P - (outcome < forecast.values)) * (outcome - forecast.values)
    return float(2 * _WIDTHS @ losses)


def log_score(forecast: Predictive, outcome: float) -> float:
    """Return minus the log predictive density at the outcome (lower is better)."""
    return -forecast.log_density(outcome)


def quantile_crps(quantiles: dict[float, float], outcome: float) -> float:
    """Return the CRPS of a forecast of which only some quantiles are stated.

    The pinball loss is integrated over the probabilities by the trapezoid rule, from nought at
    probabilities 0 and 1, so that unevenly spaced quantiles count by the probability they stand
    for. What lies beyond the outermost quantiles is not known and counts for nothing more.
    """
    levels = np.array(sorted(quantiles))
    values = np.array([quantiles[level] for level in levels])
    losses = (levels - (outcome < values)) * (outcome - values)
    ends = np.r_[0.0, levels, 1.0]
    weights = (ends[2:] - ends[:-2]) / 2
    return float(2 * weights @ losses)
