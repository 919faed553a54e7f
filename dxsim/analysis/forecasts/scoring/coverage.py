"""Coverage in the back-test of the published method, and how little it proves.

Methods and marks are named beforehand, so nothing here chooses. Forecasts of one series share
their shocks: only series are independent, so coverage is averaged over series and every interval
rests on how far series differ. Drawing so few of them anew gives intervals that hold the truth
far too seldom; those here are checked by simulation. No series is in the class that forecasts it.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.forecasts.settings import settings
from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["subject", "kind", "origin", "horizon"]
CONFIDENCE = 0.95
LEAST_SERIES = 3  # intervals over fewer say nothing
Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Held:
    """How many outcomes the central interval of a level held, of how many forecasts and series.

    `coverage` is the share of outcomes held, averaged over series; `band` its 95% interval over
    series, None where they are too few.
    """

    level: float
    hits: int
    forecasts: int
    series: int
    coverage: float
    band: Band | None


@dataclass(frozen=True, slots=True)
class Record:
    """How a scale's published method did over the back-test, beside the mark named beforehand.

    `gain` is one minus the ratio of mean CRPS to the mark's, `gain_band` its 95% interval over
    series and `gain_least` the smallest gain with any one series left out; None where series are
    too few. `conformal` is the level of the interval that would have held as many outcomes as the
    level of `held` says: a check, not a correction.
    """

    scale: str
    method: str
    mark: str
    crps: float
    log_score: float
    gain: float
    gain_band: Band | None
    gain_least: float | None
    held: Held
    conformal: float


def record(scored: "pd.DataFrame", scale: str) -> Record:
    """Summarise the back-test of a scale's published method.

    Raises
    ------
    InputError
        where no series of the scale was forecast by the method and by its mark.
    """
    given = settings()
    method, mark = given.published[scale], given.marks[scale]
    own = rows_of(scored, scale, method)
    if own.empty or rows_of(scored, scale, mark).empty:
        raise InputError(
            "backtest", found=f"too few forecasts of a {scale} that came out",
            expected=f"more series of the scale {scale} in forecasts/series.csv",
        )  # fmt: skip
    both = paired(scored, scale, method, mark)
    return Record(
        scale, method, mark, float(own["crps"].mean()), float(own["log_score"].mean()),
        _gain(both.to_numpy()), _gain_band(both), _gain_least(both), held(scored, scale, method),
        conformal_level(own, given.interval),
    )  # fmt: skip


def held(scored: "pd.DataFrame", scale: str, method: str) -> Held:
    """Return how many outcomes a method's central interval held, by series."""
    level = settings().interval
    rows = rows_of(scored, scale, method)
    hits = inside(rows, level)
    return Held(
        level, int(hits.sum()), len(rows), rows["subject"].nunique(), by_series(rows, hits),
        share_band(rows, hits),
    )  # fmt: skip


def rows_of(scored: "pd.DataFrame", scale: str, method: str) -> "pd.DataFrame":
    """Return the scored forecasts of a method on a scale."""
    return scored[(scored["scale"] == scale) & (scored["method"] == method)]


def paired(scored: "pd.DataFrame", scale: str, method: str, mark: str) -> "pd.DataFrame":
    """Return the CRPS of a method and a mark where both forecast, a column each."""
    own = scored[(scored["scale"] == scale) & scored["method"].isin([method, mark])]
    table = own.pivot_table(index=KEYS, columns="method", values="crps")
    return table[[method, mark]].dropna()


def inside(rows: "pd.DataFrame", level: float) -> "pd.Series":
    """Return whether each outcome lay in the central interval of a level."""
    return (rows["pit"] - 0.5).abs() <= level / 2


def by_series(rows: "pd.DataFrame", values: "pd.Series") -> float:
    """Return the mean of values over series, each series counting alike."""
    return float(values.astype(float).groupby(rows["subject"]).mean().mean())


def share_band(rows: "pd.DataFrame", values: "pd.Series") -> Band | None:
    """Return the 95% interval of the mean of flags over series, each series counting alike.

    Wilson's score interval (1927, Journal of the American Statistical Association 22:209) with
    Student's quantile and, for the number of trials, how many independent ones spread as the
    series' means do: from one a series, where its flags are all alike, to one a forecast.
    """
    means = values.astype(float).groupby(rows["subject"]).mean().to_numpy()
    count = len(means)
    if count < LEAST_SERIES:
        return None
    share, spread = float(means.mean()), float(means.var(ddof=1)) / count
    trials = share * (1 - share) / spread if spread else count
    per_trial = _student(count) ** 2 / min(max(trials, count), len(rows))
    centre = (share + per_trial / 2) / (1 + per_trial)
    half = math.sqrt(per_trial * (share * (1 - share) + per_trial / 4)) / (1 + per_trial)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def conformal_level(rows: "pd.DataFrame", level: float) -> float:
    """Return the level of the central interval that held a share `level` of outcomes, by series.

    Above `level` intervals were too narrow, below it too wide.
    """
    needed = (2 * (rows["pit"] - 0.5).abs()).to_numpy()
    sizes = rows.groupby("subject")["pit"].transform("size").to_numpy()
    order = np.argsort(needed)
    below = np.cumsum((1 / sizes)[order]) / np.sum(1 / sizes)
    return float(needed[order][np.searchsorted(below, level, side="left")])


def _gain(losses: Array) -> float:
    own, mark = losses.mean(axis=0)
    return float(1 - own / mark)


def _gain_band(both: "pd.DataFrame") -> Band | None:
    """Return the 95% interval of a gain: Student's on the log ratio, series left out in turn."""
    sums = both.groupby(level="subject").sum().to_numpy()
    count = len(sums)
    if count < LEAST_SERIES:
        return None
    own, mark = (sums.sum(axis=0) - sums).T
    without = np.log(own / mark)
    spread = math.sqrt((count - 1) / count * float(np.sum((without - without.mean()) ** 2)))
    middle = math.log(1 - _gain(sums))
    ends = middle + _student(count) * spread * np.array([1, -1])
    low, high = 1 - np.exp(ends)
    return float(low), float(high)


def _gain_least(both: "pd.DataFrame") -> float | None:
    names = both.index.get_level_values("subject")
    if names.nunique() < LEAST_SERIES:
        return None
    return min(_gain(both[names != name].to_numpy()) for name in names.unique())


def _student(series: int) -> float:
    """Return the quantile of Student's t for an interval over so many series."""
    from scipy.special import stdtrit

    return float(stdtrit(series - 1, (1 + CONFIDENCE) / 2))
