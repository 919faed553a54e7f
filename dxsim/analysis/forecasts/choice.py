"""Which method forecasts, and how much it is better than the naive marks: decided by the back-test.

A method is chosen on one scale (shares, levels, rates) by its mean CRPS over all origins. Its gain
is also reported with the choice made anew for every series on the others alone, so that a method
is not praised for the series it was picked on.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.forecasts.methods import NAIVE
from dxsim.analysis.forecasts.scores import (
    LEAST_PAIRS,
    Predictive,
    binomial_interval,
    diebold_mariano,
)
from dxsim.data.yamlfile import InputError

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["subject", "kind", "origin", "horizon"]


@dataclass(frozen=True, slots=True)
class Choice:
    """The method chosen for a scale, its factor on spreads, and its gain on the best naive mark.

    `skill` is one minus the ratio of mean CRPS to the best naive mark's; `skill_unseen` the same
    with the method chosen on the other series only (None where there are none). `p_value` compares
    the mean losses of the series, which are the independent pairs; None where they are too few.
    """

    scale: str
    method: str
    spread_factor: float
    best_naive: str
    skill: float
    skill_unseen: float | None
    forecasts: int
    series: int
    p_value: float | None


def crps_table(scored: "pd.DataFrame", scale: str) -> "pd.DataFrame":
    """Return the CRPS of the methods that forecast everywhere on a scale, a column each."""
    own = scored[scored["scale"] == scale]
    table = own.pivot_table(index=KEYS, columns="method", values="crps")
    return table.dropna(axis="columns")


def choose(scored: "pd.DataFrame", scale: str) -> Choice:
    """Return the method with the lowest mean CRPS on a scale and its gain on the naive marks.

    Raises
    ------
    InputError
        where no series of the scale was forecast by a method and by a naive mark.
    """
    table = crps_table(scored, scale)
    models, marks = _split(table)
    if table.empty or not models or not marks:
        raise InputError(
            "backtest", found=f"too few forecasts of a {scale} that came out",
            expected=f"more series of the scale {scale} in params/forecasts/series.csv",
        )  # fmt: skip
    method, best = _lowest(table[models]), _lowest(table[marks])
    by_series = table.groupby(level="subject").mean()
    compared = diebold_mariano(by_series[method].tolist(), by_series[best].tolist())
    return Choice(
        scale, method, spread_factor(scored, scale, method), best,
        1 - float(table[method].mean() / table[best].mean()),
        _unseen_skill(table, models, best), len(table), len(by_series), compared.p_value,
    )  # fmt: skip


def _unseen_skill(table: "pd.DataFrame", models: list[str], best: str) -> float | None:
    series = table.groupby(level="subject")
    if series.ngroups < 2:
        return None
    losses = [
        found[_lowest(table.drop(index=found.index)[models])].to_numpy() for _, found in series
    ]
    return 1 - float(np.concatenate(losses).mean() / table[best].mean())


def _split(table: "pd.DataFrame") -> tuple[list[str], list[str]]:
    names = list(table.columns)
    return [n for n in names if n not in NAIVE], [n for n in names if n in NAIVE]


def _lowest(table: "pd.DataFrame") -> str:
    return str(table.mean().idxmin())


def spread_factor(scored: "pd.DataFrame", scale: str, method: str) -> float:
    """Return the factor on a method's spreads that maximises its log score over the back-test.

    Too few forecasts say nothing of a spread: it is then left as it is.
    """
    from scipy.optimize import minimize_scalar

    own = scored[(scored["scale"] == scale) & (scored["method"] == method)]
    if len(own) < LEAST_PAIRS:
        return 1.0
    z, df = (own["error"] / own["width"]).to_numpy(), own["df"].to_numpy()

    def minus_log_score(log_factor: float) -> float:
        scaled = z / np.exp(log_factor)
        return float(np.sum(log_factor + (df + 1) / 2 * np.log1p(scaled**2 / df)))

    return float(np.exp(minimize_scalar(minus_log_score, bounds=(-2, 2), method="bounded").x))


def widened(forecast: Predictive, factor: float) -> Predictive:
    """Return a forecast with its spread multiplied by a factor."""
    return Predictive(forecast.loc, forecast.scale * factor, forecast.df)


def coverage(
    scored: "pd.DataFrame", scale: str, method: str, level: float, factor: float
) -> dict[str, float]:
    """Return how many outcomes the widened central interval held, with a binomial interval."""
    own = scored[(scored["scale"] == scale) & (scored["method"] == method)]
    made = [Predictive(0.0, w * factor, df) for w, df in zip(own["width"], own["df"], strict=True)]
    inside = [abs(f.cdf(e) - 0.5) <= level / 2 for f, e in zip(made, own["error"], strict=True)]
    low, high = binomial_interval(sum(inside), len(inside))
    return {"level": level, "hits": sum(inside), "forecasts": len(inside), "low": low, "high": high}


def coverage_unseen(scored: "pd.DataFrame", scale: str, method: str, level: float) -> int:
    """Return how many outcomes the interval held with its spread fitted on the other series."""
    own = scored[(scored["scale"] == scale) & (scored["method"] == method)]
    hits = 0
    for name, found in own.groupby("subject"):
        factor = spread_factor(own[own["subject"] != name], scale, method)
        hits += int(coverage(found, scale, method, level, factor)["hits"])
    return hits
