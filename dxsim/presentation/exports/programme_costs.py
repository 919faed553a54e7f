"""Costs and benefits of programmes, and the sizes a target needs, as plain values."""

from collections.abc import Mapping, Sequence

import numpy as np

from dxsim.analysis.programmes.budget import POOR, Allocation, Budget, BudgetProblem
from dxsim.analysis.programmes.combinations import Combinations
from dxsim.analysis.programmes.draws import worths
from dxsim.analysis.programmes.effects import costs, with_programmes
from dxsim.analysis.programmes.sizes import needed
from dxsim.analysis.targets import Target
from dxsim.data.arrays import finite, number
from dxsim.data.files import Document
from dxsim.model.projection import simulate
from dxsim.scenario.defaults import SEED
from dxsim.scenario.programmes.files import load_programme
from dxsim.scenario.records import Scenario

PERCENT = 100
PARTS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
"""Parts of a budget at which the frontier is looked at."""


def worth_records(
    scenario: Scenario, target: Target, discount: float, *, seed: int = SEED
) -> list[Document]:
    """Return of each programme alone what it costs and brings, as present values.

    Parameters
    ----------
    scenario
        the assumptions, with one programme at least.
    target
        on a share, for the cost of a point of it in its year.
    discount
        the yearly rate at which later money counts less, where a programme states none of its own.
    seed
        of the draws in which the gain in GDP is held against the cost.
    """
    paths, known = Combinations(scenario), costs(scenario)
    bare = float(paths.value(target, ()))
    records = []
    for one in worths(scenario, discount, seed=seed):
        closed = PERCENT * (float(paths.value(target, [one.programme])) - bare)
        each = one.cost / closed if one.cost is not None and closed > 0 else None
        records.append(
            {
                "programme": one.programme,
                "cost": one.cost,
                "cost_by_year": finite(known[one.programme]),
                "gdp_gain": one.gain,
                "probability_gain_exceeds_cost": one.exceeds,
                "share_pp": number(closed),
                "cost_per_pp": number(each) if each is not None else None,
            }
        )
    return records


def beside_records(
    scenario: Scenario, names: Sequence[str], target: Target, discount: float, *, seed: int = SEED
) -> list[Document]:
    """Return costs and benefits of other programmes, each alone on the scenario's own path.

    Such as the same spending at another size, which the scenario cannot name beside its own.
    """
    own = scenario.without_programmes()
    records = []
    for name in names:
        alone = with_programmes(own, [load_programme(name)])
        records += worth_records(alone, target, discount, seed=seed)
    return records


def needed_records(scenario: Scenario, target: Target) -> list[Document]:
    """Return for each lever of all programmes the size at which a target is just met."""
    return [dict(vars(one)) for one in needed(scenario, target)]


def budget_record(
    scenario: Scenario,
    target: Target,
    budget: Budget,
    most: Mapping[str, float] | None = None,
    *,
    seed: int = SEED,
) -> Document:
    """Return the best use of a budget for a target, and what parts of the budget buy.

    `best` closes most at the numbers stated, `cautious` most in the mean of the worst fifth of
    draws; of both the expected gain and its 20th percentile over draws are told.
    """
    problem = BudgetProblem(scenario, target, most)
    best, cautious = problem.best(budget), problem.cautious(budget, seed=seed)
    gdp = float(simulate(scenario).gdp[target.year - scenario.base_year])
    points, gains = PERCENT / gdp, problem.drawn_gains(2000, seed)

    curve = zip(PARTS, problem.frontier(budget, PARTS), strict=True)
    return {
        "target": target.id,
        "money": budget.amount,
        "yearly": budget.yearly,
        "discount": budget.discount,
        "unit": scenario.unit,
        "scale": best.scale,
        "closed_pp": points * best.closed,
        "shadow_price_pp_per_10": 10 * points * best.price,
        "spent": finite(best.spent),
        "frontier": [
            {"money": budget.amount * part, "closed_pp": points * one.closed} for part, one in curve
        ],
        "best_over_draws": _over_draws(problem, best, points, gains),
        "cautious": _over_draws(problem, cautious, points, gains),
        "without_cost": [p.name for p in scenario.programmes if p.name not in problem.names],
    }


def _over_draws(problem: BudgetProblem, one: Allocation, points: float, gains: object) -> Document:
    """Return an allocation with what it closes on average and at the 20th percentile of draws."""
    drawn = points * (np.array([one.scale[name] for name in problem.names]) @ gains)
    mean, low = float(drawn.mean()), float(np.quantile(drawn, POOR))
    return {"scale": one.scale, "mean_pp": mean, "p20_pp": low}
