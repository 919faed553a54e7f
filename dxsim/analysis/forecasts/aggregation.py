"""Aggregation of forecasts: parts of a total, and a level made of growth rates.

A total and its parts come from the same draws, and so do growth, the deflator and the level they
give; so in every draw the parts add up to the total, and the level is base times growth, but for
the errors of its own measurement. Draws are ranks in a fixed order: a margin that is drawn from is
kept exactly, and a seed gives the same numbers again.
"""

from collections.abc import Sequence

import numpy as np

from dxsim.analysis.forecasts import pooling
from dxsim.analysis.forecasts.distributions import Predictive
from dxsim.analysis.forecasts.histories import History, restore, transform
from dxsim.analysis.forecasts.information_set import InformationSet
from dxsim.analysis.forecasts.measurement import error_draws, measured
from dxsim.analysis.forecasts.rates import cumulated
from dxsim.analysis.forecasts.reference_class import class_prior
from dxsim.analysis.forecasts.settings import settings
from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError

DRAWS = 20_000
SEED = 20250228


def ranks(stream: int, count: int = DRAWS, seed: int = SEED) -> Array:
    """Return evenly spaced probabilities in an order of their own for a seed and stream."""
    order = np.random.default_rng([seed, stream]).permutation(count)
    return np.asarray((order + 0.5) / count)


def part_draws(total: Array, parts: Sequence[InformationSet], stream: int) -> Array:
    """Return draws of the parts of a total (rows), in per cent as the total; columns sum to it.

    The log ratio of each part to the first follows its own history, pooled with a prior around no
    change; the total is split in the ratios drawn.
    """
    ratios = [np.zeros_like(total)]
    for place, part in enumerate(parts[1:]):
        made = _ratio(parts[0], part)
        ratios.append(made.draws(ranks(stream + place, len(total))))
    odds = np.exp(np.array(ratios))
    return np.asarray(total * odds / odds.sum(axis=0))


def _ratio(first: InformationSet, part: InformationSet) -> Predictive:
    """Return the distribution of the log ratio of a part to the first part of its total."""
    history = ratio_history(first.history, part.history)
    given = settings()
    likelihood = pooling.log_likelihood(
        history, given.shock_df, given.half_life, part.setting.revision_sd
    )
    belief = pooling.pooled_belief(likelihood, class_prior("ratio"))
    return measured(pooling.after(history.last, belief, part.years), part.years, part.errors)


def ratio_history(first: History, other: History) -> History:
    """Return the log ratio of two shares in the years in which both are known."""
    values = [dict(zip(h.times, h.values, strict=True)) for h in (first, other)]
    releases = dict(zip(other.times, other.releases, strict=False))
    times = sorted(values[0].keys() & values[1].keys())
    if not times or (first.last_time, other.last_time) != (times[-1], times[-1]):
        raise InputError(
            "parts", found="parts known up to different years", expected="the same last year"
        )
    logs = [np.log(restore(values[1][t], "share") / restore(values[0][t], "share")) for t in times]
    kept = tuple(releases[t] for t in times) if releases else ()
    return History(np.array(times, float), np.array(logs), "level", kept)


def growth_draws(rate: InformationSet, own: Array, stream: int) -> Array:
    """Return draws of a rate's log growth factor up to its year: its own draws one year ahead."""
    years = round(rate.years)
    if years == 1:
        return np.asarray([transform(value, "rate") for value in own])
    made = cumulated(rate.history, years, rate.setting)
    return made.draws(ranks(stream, len(own)))


def level_draws(level: InformationSet, growth: Sequence[Array], stream: int) -> Array:
    """Return draws of a level: its last value times growth factors, with its measurement's errors.

    Parameters
    ----------
    growth
        draws of log growth factors over the years ahead, one row a rate.
    """
    errors = error_draws(level.years, level.errors, ranks(stream, growth[0].shape[0]))
    return np.asarray(np.exp(level.history.last + np.sum(growth, axis=0) + errors))
