"""The class of series that a forecast is pooled with, as it was known at the origin."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dxsim.analysis.episodes import Episode, SharePoint, contents, shares_by_measure
from dxsim.analysis.forecasts.histories import History
from dxsim.analysis.forecasts.pooling import ClassPosterior, fit_class
from dxsim.analysis.forecasts.settings import WeakPrior, settings
from dxsim.analysis.outside_view import reference_class
from dxsim.model.share_curves import logit

Points = Mapping[str, tuple[SharePoint, ...]]
LEAST_POINTS = 2  # of an episode that tells of growth


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Limits on data of a class: published by a day, on years up to one, without one economy.

    None lifts a limit. `until` serves origins whose day is not recorded; `without` is the English
    name of an economy.
    """

    as_of: dt.date | None = None
    until: float | None = None
    without: str | None = None


EVERYTHING = Knowledge()


def episode_history(
    episode: Episode, known: Knowledge = EVERYTHING, points: Points | None = None
) -> History:
    """Return the known shares of an episode from its start to its end, years between included.

    `points` are the shares known by then, by measure; by default they are looked up.
    """
    points = shares_by_measure(known.as_of) if points is None else points
    start = [p for p in points[episode.measure.id] if p.year == episode.start.year]
    later = points[episode.end_measure]
    points_used = start + [p for p in later if episode.start.year < p.year <= episode.end.year]
    if known.until is not None:
        points_used = [point for point in points_used if point.year <= known.until]
    values = np.array([logit(point.share) for point in points_used], float)
    return History(np.array([point.year for point in points_used], float), values, "share")


def class_histories(known: Knowledge = EVERYTHING) -> list[History]:
    """Return the episodes of the outside view of which a first and a later share were known."""
    episodes = [e for e in reference_class() if e.measure.label["en"] != known.without]
    points = shares_by_measure(known.as_of)
    histories = [episode_history(episode, known, points) for episode in episodes]
    return [history for history in histories if len(history.times) >= LEAST_POINTS]


def class_prior(scale: str, known: Knowledge = EVERYTHING) -> ClassPosterior:
    """Return the posterior of the class of a scale: the prior of one more series.

    Shares are pooled with the outside view, without an economy's own episodes when it is the one
    forecast. Levels, rates and the ratios of parts have no class of their own: they are shrunk
    towards a prior that the settings state.
    """
    given = settings()
    if scale != "share":
        known = EVERYTHING
    return _class_prior(scale, known, given.class_priors[scale], given.shock_df, contents())


@lru_cache(maxsize=128)
def _class_prior(
    scale: str,
    known: Knowledge,
    weak: WeakPrior,
    df: float,
    _contents: tuple[tuple[str, str], ...],
) -> ClassPosterior:
    return fit_class(class_histories(known) if scale == "share" else [], weak, df)
