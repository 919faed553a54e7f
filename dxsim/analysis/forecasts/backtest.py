"""Back-test: every method and naive mark from every origin, scored against what came out."""

from functools import lru_cache
from typing import TYPE_CHECKING

from dxsim.analysis.forecasts.methods import NAIVE, TREND_METHODS, Method, Setting
from dxsim.analysis.forecasts.origins import Origin, all_origins
from dxsim.analysis.forecasts.pooling import ClassPrior, class_histories, fit_class
from dxsim.analysis.forecasts.rates import RATE_METHODS
from dxsim.analysis.forecasts.scores import Predictive, binomial_interval, crps, log_score
from dxsim.analysis.forecasts.settings import Settings, WeakPrior, settings
from dxsim.analysis.outside_view import contents
from dxsim.data.observations import Date, day_of
from dxsim.data.yamlfile import InputError

if TYPE_CHECKING:
    import pandas as pd

ORIGIN = ["subject", "kind", "origin"]


def class_prior(scale: str, without: str | None = None) -> ClassPrior:
    """Return the class a forecast of a scale is pooled with.

    Shares are pooled with the outside view, without an economy's own episodes when it is the one
    forecast. Levels have no class of their own: they are shrunk towards a weak prior near the
    growth of nominal GDP.
    """
    known = "share" if scale == "share" else "level"
    return _class_prior(known, without, settings().class_priors[known], contents())


@lru_cache(maxsize=64)
def _class_prior(
    scale: str, without: str | None, weak: WeakPrior, _files: tuple[tuple[str, str], ...]
) -> ClassPrior:
    return fit_class(class_histories(without) if scale == "share" else [], weak)


def methods_for(scale: str) -> dict[str, Method]:
    """Return the methods that apply to a scale, naive marks first."""
    return RATE_METHODS if scale == "rate" else TREND_METHODS


def forecasts_from(origin: Origin, given: Settings) -> list[dict[str, object]]:
    """Return one row a method and horizon: the forecast made at an origin and its scores."""
    setting = Setting(_prior_at(origin), given, origin.official)
    times = sorted(origin.outcomes)
    ahead = [time - origin.history.last_time for time in times]
    rows = []
    for name, method in methods_for(origin.history.scale).items():
        for time, made in zip(times, method(origin.history, ahead, setting), strict=True):
            if made is not None:
                rows.append(_scored(origin, name, time, made) | {"interval": given.interval})
    return rows


def _scored(origin: Origin, method: str, time: float, made: Predictive) -> dict[str, object]:
    outcome = origin.outcomes[time]
    return {
        "subject": origin.subject,
        "kind": origin.kind,
        "origin": origin.at,
        "scale": origin.history.scale,
        "method": method,
        "naive": method in NAIVE,
        "horizon": max(round(time - origin.history.last_time), 1),
        "points": len(origin.history.times),
        "error": outcome - made.loc,
        "width": made.scale,
        "df": made.df,
        "pit": made.cdf(outcome),
        "crps": crps(made, outcome),
        "log_score": log_score(made, outcome),
    }


def _prior_at(origin: Origin) -> ClassPrior:
    without = origin.group if origin.kind == "abroad" else None
    return class_prior(origin.history.scale, without)


def run_backtest(as_of: Date | None = None) -> "pd.DataFrame":
    """Return every scored forecast: one row an origin, method and horizon.

    With `as_of`, only origins and outcomes known on that day count.

    `error`, `crps` and `width` are on the scale the series moves on (log-odds or log points).
    """
    import pandas as pd

    given = settings()
    day = None if as_of is None else day_of(as_of)
    rows = [row for o in all_origins(given.horizons, day) for row in forecasts_from(o, given)]
    if not rows:
        raise InputError("as_of", found=str(day), expected="a day by which a forecast came out")
    return pd.DataFrame(rows)


def summary(scored: "pd.DataFrame", by: tuple[str, ...] = ("scale",)) -> "pd.DataFrame":
    """Return the mean scores of each method, with its interval's coverage and a band for that."""
    import pandas as pd

    rows = []
    for keys, found in scored.groupby([*by, "method"], sort=True):
        inside = (found["pit"] - 0.5).abs() <= found["interval"] / 2
        hits, trials = int(inside.sum()), len(found)
        low, high = binomial_interval(hits, trials)
        rows.append(
            dict(zip((*by, "method"), keys, strict=True))
            | {"forecasts": trials, "origins": len(found[ORIGIN].drop_duplicates())}
            | {"mean_absolute_error": found["error"].abs().mean(), "bias": found["error"].mean()}
            | {"mean_crps": found["crps"].mean(), "mean_log_score": found["log_score"].mean()}
            | {"coverage": hits / trials, "coverage_low": low, "coverage_high": high}
        )
    return pd.DataFrame(rows)
