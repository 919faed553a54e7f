"""Back-test: every method and naive mark from every origin, scored against what came out.

Each is scored as it would be published: from the class as known at the origin and, where the
vintages are recorded, with the errors of its base and target release and with breaks. Where they
are not, a mature value is forecast from mature ones and neither applies.
"""

from typing import TYPE_CHECKING

from dxsim.analysis.forecasts.distributions import Predictive
from dxsim.analysis.forecasts.histories import is_mature
from dxsim.analysis.forecasts.information_set import methods_for
from dxsim.analysis.forecasts.measurement import (
    EXACT,
    Measurement,
    measured,
    measurement,
    revisions,
)
from dxsim.analysis.forecasts.methods import NAIVE, Setting
from dxsim.analysis.forecasts.reference_class import class_prior
from dxsim.analysis.forecasts.scoring.coverage import by_series, inside, share_band
from dxsim.analysis.forecasts.scoring.origins import Origin, all_origins
from dxsim.analysis.forecasts.scoring.scores import crps, log_score
from dxsim.analysis.forecasts.settings import Settings, settings
from dxsim.data.arrays import hold_freed_memory
from dxsim.data.records import Date, day_of
from dxsim.data.yamlfile import InputError

if TYPE_CHECKING:
    import pandas as pd

ORIGIN = ["subject", "kind", "origin"]
SCORED = ("drift", "last_value", "class_pace", "plan", "pooled", "combination", "ols", "logistic",
          "gompertz", "mean")  # fmt: skip
"""Methods of the back-test: the marks, those published, and simple rivals."""


def forecasts_from(origin: Origin, given: Settings) -> list[dict[str, object]]:
    """Return one row a method and horizon: the forecast made at an origin and its scores."""
    prior = class_prior(origin.history.scale, origin.known)
    errors = _errors(origin, given)
    setting = Setting(prior, given, origin.official, errors.target_sd)
    times = sorted(origin.outcomes)
    ahead = [time - origin.history.last_time for time in times]
    rows = []
    for name, method in methods_for(origin.history.scale).items():
        if name not in SCORED:
            continue
        for time, years, made in zip(
            times, ahead, method(origin.history, ahead, setting), strict=True
        ):
            if made is not None:
                published = measured(made, years, errors)
                rows.append(_scored(origin, name, time, published) | {"interval": given.interval})
    return rows


def _errors(origin: Origin, given: Settings) -> Measurement:
    """Return the errors of measurement at an origin: none where vintages are not recorded."""
    if origin.series is None or origin.known.as_of is None:
        return EXACT
    day = origin.known.as_of
    mature = is_mature(origin.series, origin.history.last_time, day)
    return measurement(origin.series, "first", revisions(origin.series, given, day), mature, given)


def _scored(origin: Origin, method: str, time: float, made: Predictive) -> dict[str, object]:
    outcome = origin.outcomes[time]
    return {
        "subject": origin.subject,
        "kind": origin.kind,
        "origin": origin.at,
        "scale": origin.history.scale,
        "method": method,
        "naive": method in NAIVE,
        "year": time,
        "horizon": max(round(time - origin.history.last_time), 1),
        "points": len(origin.history.times),
        "error": outcome - made.median,
        "width": made.sd,
        "pit": made.cdf(outcome),
        "crps": crps(made, outcome),
        "log_score": log_score(made, outcome),
    }


def run_backtest(as_of: Date | None = None, *, whole_class: bool = False) -> "pd.DataFrame":
    """Return every scored forecast: one row an origin, method and horizon.

    `error`, `crps` and `width` are on the scale the series moves on (log-odds or log points).

    Parameters
    ----------
    as_of
        the day; only origins and outcomes known on it count. None: all.
    whole_class
        whether a forecast abroad knows all of the class but its own economy, years after its
        origin too: leave one series out. By default it knows the class up to the origin's year.

    Examples
    --------
    >>> import dxsim as dx
    >>> {"method", "horizon"} <= set(dx.run_backtest("2022-12-31").columns)
    True
    """
    import pandas as pd

    given = settings()
    day = None if as_of is None else day_of(as_of)
    origins = all_origins(given.horizons, day, whole_class=whole_class)
    hold_freed_memory()
    rows = [row for o in origins for row in forecasts_from(o, given)]
    if not rows:
        raise InputError("as_of", found=str(day), expected="a day by which a forecast came out")
    return pd.DataFrame(rows)


def summary(scored: "pd.DataFrame", by: tuple[str, ...] = ("scale",)) -> "pd.DataFrame":
    """Return the mean scores of each method; coverage by series, with its interval over series."""
    import pandas as pd

    rows = []
    for keys, found in scored.groupby([*by, "method"], sort=True):
        held = inside(found, float(found["interval"].iloc[0]))
        origins = set(zip(*(found[key] for key in ORIGIN), strict=True))
        low, high = share_band(found, held) or (None, None)
        rows.append(
            dict(zip((*by, "method"), keys, strict=True))
            | {"forecasts": len(found), "origins": len(origins)}
            | {"series": found["subject"].nunique()}
            | {"mean_absolute_error": found["error"].abs().mean(), "bias": found["error"].mean()}
            | {"mean_crps": found["crps"].mean(), "mean_log_score": found["log_score"].mean()}
            | {"coverage": by_series(found, held), "coverage_low": low, "coverage_high": high}
        )
    return pd.DataFrame(rows)
