"""Logistic and Gompertz curves with a ceiling under a stated prior.

A handful of points far below a ceiling does not identify it. So the ceiling keeps its prior, the
posterior is laid out on a grid of ceilings and speeds, and its profile over the ceiling is shown.
The share follows its curve from the value observed last, with yearly shocks on its log-odds.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from dxsim.analysis.forecasts.histories import History
from dxsim.analysis.forecasts.settings import Settings
from dxsim.data.arrays import Array
from dxsim.model.share_curves import gompertz_share, logistic_share, logit

Curve = Literal["logistic", "gompertz"]


@dataclass(frozen=True, slots=True)
class CurvePosterior:
    """Posterior of ceilings (rows, fractions of GDP) and speeds (columns), summing to one."""

    curve: Curve
    ceilings: Array
    speeds: Array
    weights: Array
    yearly_variance: float
    df: float

    @property
    def ceiling_profile(self) -> Array:
        """Posterior weight of each ceiling, to be set beside its prior of equal weights."""
        return np.asarray(self.weights.sum(axis=1))

    @property
    def mean_ceiling(self) -> float:
        """Posterior mean of the ceiling's log-odds, as a share."""
        odds = np.log(self.ceilings / (1 - self.ceilings))
        return float(1 / (1 + np.exp(-self.ceiling_profile @ odds)))

    @property
    def mean_speed(self) -> float:
        """Posterior mean of the log of the speed, as a speed."""
        return float(np.exp(self.weights.sum(axis=0) @ np.log(self.speeds)))

    @property
    def information(self) -> float:
        """How far the data moved the ceiling: Kullback-Leibler distance from its prior, nats."""
        profile = self.ceiling_profile
        held = profile > 0
        return float(np.sum(profile[held] * np.log(profile[held] * len(profile))))


_SHARES = {"logistic": logistic_share, "gompertz": gompertz_share}


def share_after(curve: Curve, share: Array, ceiling: Array, speed: Array, years: float) -> Array:
    """Return the share after some years on a curve with the ceiling and speed given."""
    return _SHARES[curve](share, ceiling, speed, np.array([years]))[..., 0]


def curve_posterior(
    history: History, curve: Curve, yearly_sd: float, settings: Settings
) -> CurvePosterior:
    """Return the posterior of a curve given the gains of a history of shares.

    Priors: log-odds of the ceiling uniform between just above the highest share and the highest
    ceiling; log of the speed uniform; yearly variance scaled inverse chi-square around its class's.
    """
    shares = 1 / (1 + np.exp(-history.values))
    low = shares.max() * (1 + settings.ceiling_least_above)
    lowest, highest = logit(np.array([low, settings.ceiling_highest]))
    odds = np.linspace(lowest, highest, settings.grid)
    ceilings = (1 / (1 + np.exp(-odds)))[:, None]
    speeds = np.geomspace(settings.speed_slowest, settings.speed_fastest, settings.grid)[None, :]
    squares = np.zeros((settings.grid, settings.grid))
    for before, after, years in zip(shares[:-1], shares[1:], history.gaps, strict=True):
        expected = share_after(curve, before, ceilings, speeds, years)
        squares += (logit(after) - logit(expected)) ** 2 / years
    degrees = settings.variance_prior_df + len(history.gaps)
    scale = settings.variance_prior_df * yearly_sd**2 + squares
    logs = -degrees / 2 * np.log(scale)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    variance = float(np.sum(weights * scale) / degrees)
    return CurvePosterior(curve, ceilings[:, 0], speeds[0], weights, variance, degrees)


def curve_gain(posterior: CurvePosterior, share: float, years: float) -> tuple[float, float]:
    """Return mean and variance of the gain in log-odds over some years, from a share.

    The variance is of the curve (ceiling and speed); the yearly shocks come on top.
    """
    ceilings, speeds = posterior.ceilings[:, None], posterior.speeds[None, :]
    after = share_after(posterior.curve, np.array(share), ceilings, speeds, years)
    gains = logit(after) - logit(share)
    mean = float(np.sum(posterior.weights * gains))
    return mean, float(np.sum(posterior.weights * (gains - mean) ** 2))
