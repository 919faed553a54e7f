"""Which assumption decides: one at a time, break-even values, and the line where verdicts flip."""

import numpy as np
import pytest

import dxsim as dx
from dxsim.analysis.backwards.break_even_values import break_even, verdict_map
from dxsim.analysis.backwards.feasibility import feasible, parse_bound
from dxsim.analysis.backwards.frontier import frontier
from dxsim.analysis.backwards.ranges import mean_growth_sd, search_range, usual_range
from dxsim.analysis.backwards.solving import required_parameter, target_horizon
from dxsim.analysis.backwards.tornado import tornado
from dxsim.analysis.targets import find_target, metric
from dxsim.analysis.uncertainty.engine.deviations import deviations
from dxsim.analysis.uncertainty.engine.process import process_of
from dxsim.analysis.uncertainty.engine.samplers import sampler
from dxsim.analysis.uncertainty.sensitivity import ranking
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.scenario.assumed_errors.completion import uncertainty_of
from dxsim.scenario.parameters import numeric_parameters, with_parameters, with_totals_kept

PLAN = dx.load_scenario("plan-repeated")
TARGETS = dx.load_targets()
SHARE = find_target(TARGETS, "share-2030")
SECTORAL = find_target(TARGETS, "sectoral-2030")
GDP, GROWTH = "gdp.growth.constant", "components.sectoral.growth.constant"


def value(changes, scenario=PLAN, target=SHARE):
    moved = with_totals_kept(scenario, changes)
    return metric(moved, target, simulate(moved))[target.year - moved.base_year]


@pytest.mark.parametrize("name", dx.list_scenarios())
def test_bars_are_the_model_run_at_each_end_and_stand_in_order(name):
    scenario = dx.load_scenario(name)
    bars = tornado(scenario, SHARE, most=6)
    widths = [bar.width for bar in bars]
    assert widths == sorted(widths, reverse=True)
    for bar in bars:
        short = target_horizon(scenario, SHARE)
        assert (bar.low, bar.high) == usual_range(short, bar.parameter)
        for end, found in ((bar.low, bar.at_low), (bar.high, bar.at_high)):
            alone = value({bar.parameter: end}, scenario)
            assert found == pytest.approx(alone, abs=1e-14)
        if bar.break_even is not None:
            flipped = value({bar.parameter: bar.break_even}, scenario)
            assert flipped == pytest.approx(SHARE.threshold, abs=1e-11)


def test_what_does_not_matter_has_no_bar():
    """Platform grows with ICT in the plan: where the line between them lies changes no share."""
    paths = {bar.parameter for bar in tornado(PLAN, SHARE)}
    same = {"gdp.deflator.constant", "gdp.base", "components.platform.base"}
    assert paths == set(numeric_parameters(PLAN)) - same


def test_a_carved_out_base_moves_with_the_published_total_kept():
    """Platform is carved from the sectoral part there, and grows otherwise than it."""
    scenario, path = dx.load_scenario("export-shock"), "components.platform.base"
    source = "components.sectoral.base"
    total = sum(float(numeric_parameters(scenario)[p]) for p in (path, source))
    (bar,) = tornado(scenario, SHARE, {path: (0.010, 0.014)})
    for end, found in ((0.010, bar.at_low), (0.014, bar.at_high)):
        moved = with_parameters(scenario, {path: end, source: total - end})
        assert found == pytest.approx(metric(moved, SHARE, simulate(moved))[6], abs=1e-15)
    near = SHARE.model_copy(update={"threshold": (bar.at_low + bar.at_high) / 2})
    found = break_even(scenario, near, path)
    assert value({path: found.value}, scenario) == pytest.approx(near.threshold, abs=1e-13)
    ranges = (path, (0.010, 0.014)), (source, (0.03, 0.05))
    mapped = verdict_map(scenario, near, *ranges, 3)
    both = {path: 0.014, source: 0.04}
    assert mapped.values[1, 2] == pytest.approx(value(both, scenario), abs=1e-14)


@pytest.mark.parametrize("name", dx.list_scenarios())
def test_no_range_holds_a_value_the_scenario_could_not_state(name):
    scenario = dx.load_scenario(name)
    for path, own in numeric_parameters(scenario).items():
        for low, high in (f(scenario, path) for f in (usual_range, search_range)):
            assert low <= own * (1 + 1e-12) and own <= high * (1 + 1e-12)
            for end in (low, high):
                with_totals_kept(scenario, {path: end})


def test_a_value_below_zero_has_its_range_the_right_way_round():
    scenario = dx.load_scenario("export-shock")
    path = next(p for p in numeric_parameters(scenario) if p.endswith("times"))
    falling, still = (with_parameters(scenario, {path: times}) for times in (-2.0, 0.0))
    assert search_range(falling, path) == pytest.approx((-10, -0.4))
    assert search_range(still, path) == (-1, 1)
    for moved, own in ((falling, -2), (still, 0)):
        low, high = usual_range(moved, path)
        assert low < own < high


def test_the_range_of_growth_is_that_of_average_growth_in_the_draws():
    """The 10th and 90th percentile of a component's mean deviation, drawn and in closed form."""
    scenario = target_horizon(dx.load_scenario("nso-reference-pace"), SHARE)
    stated = uncertainty_of(scenario)
    process = process_of(scenario)
    moved = deviations(process, sampler(process, 100_000, 1).whole())[:, 0]
    average = (moved[-1] - moved[0]) / scenario.horizon
    sd = mean_growth_sd(stated.errors["ict"], scenario.horizon)
    assert average.std() == pytest.approx(sd, rel=0.01)
    path = "components.ict.growth.relative.speed"
    low, high = usual_range(scenario, path)
    drawn = float(numeric_parameters(scenario)[path]) + np.quantile(average, [0.1, 0.9])
    np.testing.assert_allclose([low, high], drawn, atol=3e-3)  # sums are nearer to normal


def test_tornado_and_variance_agree_on_the_component_that_decides():
    for name in ("nso-reference-pace", "plan-fading", "saturating"):
        scenario = dx.load_scenario(name)
        widest = tornado(scenario, "share-2045", most=1)[0].parameter.split(".")[1]
        first = ranking(dx.sensitivity(scenario, draws=512, targets=[]), 2045)[0][0]
        assert widest == first.split(".")[0], name


def test_stated_ranges_are_used_and_held_to_the_readers_limits():
    bars = tornado(PLAN, SHARE, {GDP: (0.05, 0.15)})
    assert [(b.parameter, b.low, b.high) for b in bars] == [(GDP, 0.05, 0.15)]
    with pytest.raises(InputError, match="1000%"):
        tornado(PLAN, SHARE, {GDP: (0.05, 15)})


def test_the_plan_holds_while_nominal_gdp_grows_less_than_13_58_per_cent():
    found = break_even(PLAN, SHARE, GDP)
    assert (found.reached, found.below, found.own) == (True, True, 0.10)
    assert round(found.value * 100, 2) == 13.58
    sectoral = break_even(PLAN, SHARE, GROWTH)
    assert (sectoral.reached, sectoral.below) == (True, False)
    assert sectoral.value == pytest.approx(required_parameter(PLAN, SHARE, GROWTH, 0, 1).value)
    none = break_even(PLAN, SHARE, "gdp.deflator.constant")
    assert (none.value, none.below) == (None, None)


def test_the_flip_line_is_solved_not_read_off_the_grid():
    coarse = verdict_map(PLAN, SHARE, (GDP, (0.05, 0.2)), (GROWTH, (0.1, 0.4)), 7)
    grown = 0.09516 * 1.15**6 + 0.08784 * (1 + coarse.y) ** 6
    exact = (grown / 0.3) ** (1 / 6) - 1
    inside = (exact > 0.05) & (exact < 0.2)
    assert inside.sum() >= 3
    np.testing.assert_allclose(coarse.flips_x[inside], exact[inside], atol=1e-12)
    assert np.isnan(coarse.flips_x[~inside]).all()
    for x, y in zip(coarse.x, coarse.flips_y, strict=True):
        if not np.isnan(y):
            assert value({GDP: x, GROWTH: y}) == pytest.approx(0.3, abs=1e-12)
    assert coarse.values[2, 3] == pytest.approx(
        value({GDP: coarse.x[3], GROWTH: coarse.y[2]}), abs=1e-14
    )


def test_the_frontier_lies_where_feasibility_ends():
    floor = parse_bound("floor:ict:2025-2030:15%:")
    cap = parse_bound("cap:sectoral:2025-2030::30%")
    levels = [0.25, 0.30, 0.35]
    found = frontier(PLAN, [SECTORAL], [floor, cap], "cap", "sectoral-2030", levels)
    for level, best in zip(levels, found.y, strict=True):
        grown, ict = 0.08784 * (1 + level) ** 6, 0.08316 * 1.15**6
        assert best == pytest.approx(grown / (grown + ict), abs=1e-6)
        moved = cap.model_copy(update={"max": level})
        for step, held in ((-1e-5, True), (1e-5, False)):
            aim = SECTORAL.model_copy(update={"threshold": best + step})
            assert feasible(PLAN, [aim], [floor, moved]).feasible is held


def test_the_frontier_of_a_cap_is_the_least_cap():
    floor = parse_bound("floor:ict:2025-2030:15%:")
    cap = parse_bound("cap:sectoral:2025-2030::30%")
    found = frontier(PLAN, [SECTORAL], [floor, cap], "floor", "cap", [0.15])
    needed = (0.7 / 0.3 * 0.08316 * 1.15**6 / 0.08784) ** (1 / 6) - 1
    assert not found.y_is_floor
    assert found.y[0] == pytest.approx(needed, abs=1e-6)
    with pytest.raises(InputError, match="did you mean floor?"):
        frontier(PLAN, [SECTORAL], [floor, cap], "flor", "cap", [0.15])


def test_a_target_may_be_named_by_its_id_and_an_unknown_assumption_is_refused():
    scenario = dx.load_scenario("plan-fading")
    path = "components.sectoral.growth.fade.from"
    target = SHARE
    assert break_even(scenario, "share-2030", path) == break_even(scenario, target, path)
    with pytest.raises(InputError, match="did you mean share-2030"):
        break_even(scenario, "share-203", path)
    with pytest.raises(InputError, match="fade.from"):
        break_even(scenario, "share-2030", "components.sectoral.growth.fade.form")
