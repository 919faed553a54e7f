"""The best use of a budget beats every other, keeps the budget, and says what money is worth."""

import numpy as np
import pytest
from support.scenarios import plan, write

from dxsim.analysis.programmes.budget import Budget, BudgetProblem
from dxsim.analysis.programmes.combinations import Combinations
from dxsim.analysis.targets import load_targets
from dxsim.data.yamlfile import InputError
from dxsim.scenario.loading import load_scenario


def adoption(name, reach, units, rise, **more):
    return {
        "name": name, "kind": "adoption", "component": "sectoral", "reach": f"{reach}% of gdp",
        "coverage": {"path": {2025: "0%", 2030: "70%"}}, "intensity": "10%",
        "intensity_rise": rise, "productivity": "2%", "ramp": 2,
        "cost": {"units": units, "per_unit": "90 m VND", "upkeep": "15%"}, **more,
    }  # fmt: skip


PROGRAMMES = [
    adoption("shops", 9, "0.8 m", 0.2, group="firms"),
    adoption("firms", 10, "1.2 m", 0.5, group="firms"),
    adoption("farms", 8, "3 m", 1.0),
    {
        "name": "buying", "kind": "demand", "component": "ict", "content": "30%",
        "spending": {"path": {2024: "40 trn VND", 2030: "130 trn VND"}}, "displacement": "30%",
    },
    {
        "name": "local", "kind": "domestic_value", "component": "ict", "part": "50%",
        "ratio": {"path": {2024: "31.8%", 2030: "50%"}},
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def problem(tmp_path_factory):
    data = plan() | {"programmes": PROGRAMMES}
    for component in data["components"].values():
        component["growth"] = {"constant": "12%"}
    scenario = load_scenario(write(data, tmp_path_factory.mktemp("budget")))
    target = next(t for t in load_targets() if t.is_digital_share and t.year == 2030)
    return BudgetProblem(scenario, target)


@pytest.mark.parametrize("budget", [Budget(30.0), Budget(120.0, yearly=False, discount=0.06)])
def test_the_best_beats_a_thousand_other_allocations(problem, budget):
    best = problem.best(budget)
    limits, room = problem._limits(budget)
    rng = np.random.default_rng(5)
    tried = 0
    while tried < 1000:
        scale = rng.random(len(problem.names)) ** 2
        scale *= min(1, *(r / used for used, r in zip(limits @ scale, room, strict=True) if used))
        assert (limits @ scale <= room + 1e-9).all()
        assert problem.gains @ scale <= best.closed + 1e-12
        tried += 1
    assert (limits @ np.array(list(best.scale.values())) <= room + 1e-9).all()


def test_what_it_closes_is_what_the_model_says(problem):
    """The linear programme's money is that of the path with the plans scaled, groups and all."""
    best = problem.best(Budget(60.0))
    scaled = [
        p.model_copy(update={"realisation": p.realisation * best.scale[p.name]})
        for p in problem.programmes
    ]
    paths, target = Combinations(problem.scenario, scaled), problem.target

    def money(path):
        return (path.digital - target.threshold * path.gdp)[target.year - 2024]

    gained = money(paths.path(best.scale)) - money(paths.path(()))
    assert gained == pytest.approx(best.closed, rel=1e-10)


def test_the_shadow_price_is_what_a_little_more_money_closes(problem):
    one, more = problem.best(Budget(30.0)), problem.best(Budget(30.001))
    assert one.price == pytest.approx((more.closed - one.closed) / 0.001, rel=1e-6)


def test_more_money_closes_more_at_a_falling_price(problem):
    found = problem.frontier(Budget(100.0), [0.1, 0.3, 0.6, 1.0, 3.0])
    closed, prices = [one.closed for one in found], [one.price for one in found]
    assert closed == sorted(closed) and prices == sorted(prices, reverse=True)


def test_a_group_is_never_covered_twice(problem):
    rich = problem.best(Budget(1e6))
    assert rich.scale["farms"] == pytest.approx(1)
    covered = 0.09 * 0.7 * rich.scale["shops"] + 0.10 * 0.7 * rich.scale["firms"]
    assert covered == pytest.approx(0.10)


def test_the_cautious_choice_keeps_the_budget_and_is_no_better_in_the_mean(problem):
    budget = Budget(30.0)
    cautious, best = problem.cautious(budget, draws=50), problem.best(budget)
    assert cautious.closed <= best.closed + 1e-12
    assert (cautious.spent <= 30.0 + 1e-7).all()


def test_programmes_without_a_cost_take_no_part(problem):
    assert "local" not in problem.names
    only = problem.scenario.model_copy(update={"programmes": problem.scenario.programmes[-1:]})
    with pytest.raises(InputError, match="one programme with a cost"):
        BudgetProblem(only, problem.target)
