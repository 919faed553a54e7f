"""Decompositions leave nothing over: by component over time, by assumption between scenarios."""

import itertools
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenarios import plan, write

import dxsim as dx
from dxsim.analysis import shapley
from dxsim.analysis.backwards.comparison import comparable, differing, mixed
from dxsim.analysis.backwards.decomposition import explain_assumptions as explain
from dxsim.analysis.backwards.decomposition import measures
from dxsim.analysis.backwards.shift_share import shift_share
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.scenario.parameters import with_parameters

NAMES = dx.list_scenarios()
SCENARIOS = {name: dx.load_scenario(name) for name in NAMES}
BASE_YEARS = sorted({scenario.base_year for scenario in SCENARIOS.values()})


@pytest.mark.parametrize("name", NAMES)
def test_the_change_of_the_share_is_the_sum_of_its_parts(name):
    path, base = simulate(SCENARIOS[name]), SCENARIOS[name].base_year
    for first, last in ((base, base + 1), (2025, 2030), (2030, 2027)):
        parts = shift_share(path, first, last)
        change = path.share[last - base] - path.share[first - base]
        assert sum(p.change for p in parts) == pytest.approx(change, abs=1e-15)
        for part in parts:
            assert part.own + part.gdp == pytest.approx(part.change, abs=1e-15)


def test_a_component_that_grows_with_gdp_changes_no_share():
    scenario = with_parameters(SCENARIOS["plan-repeated"], {"components.ict.growth.constant": 0.10})
    part = shift_share(simulate(scenario), 2024, 2030)[0]
    assert part.change == pytest.approx(0, abs=1e-15)
    assert part.own == pytest.approx(0.08316 * 6 * math.log(1.1), rel=1e-9)


@pytest.mark.parametrize("rate", [-0.99, -0.5, -1e-9, 0.0, 1e-9, 0.5, 10.0])
def test_however_far_a_component_moves_nothing_is_left_over(rate):
    path = f"components.{COMPONENT}.growth.constant"
    scenario = with_parameters(SCENARIOS["plan-repeated"], {path: rate, "gdp.growth.constant": 10})
    found = simulate(scenario)
    for part in shift_share(found, 2024, 2045):
        assert part.own + part.gdp == pytest.approx(part.change, abs=1e-14)
        share = found.components[part.component] / found.gdp
        assert part.change == pytest.approx(share[-1] - share[0], abs=1e-16)


COMPONENT = "platform"


def test_an_exhausted_year_has_no_share_to_explain():
    path = simulate(SCENARIOS["plan-repeated"])
    with pytest.raises(InputError, match="no share in 2040"):
        shift_share(path, 2024, 2040)


def of_one_year():
    """Each scenario beside the next of its base year: every one of them is in some pair."""
    alike = [[n for n in NAMES if SCENARIOS[n].base_year == year] for year in BASE_YEARS]
    return [pair for names in alike for pair in itertools.pairwise(names)]


@pytest.mark.parametrize(("first", "second"), of_one_year())
def test_the_effects_sum_to_the_difference(first, second):
    one, two = SCENARIOS[second], SCENARIOS[first]
    found = explain(one, two, 2030)
    shares = [simulate(s).share[2030 - s.base_year] for s in (one, two)]
    assert found.first_share == pytest.approx(shares[0], abs=1e-12)
    assert found.second_share == pytest.approx(shares[1], abs=1e-9)
    assert sum(e.effect for e in found.effects) == pytest.approx(shares[1] - shares[0], abs=1e-9)
    assert found.synergy == pytest.approx(
        found.difference - sum(e.alone for e in found.effects), abs=1e-15
    )


def test_two_differing_assumptions_have_their_closed_form():
    one = SCENARIOS["plan-repeated"]
    two = with_parameters(
        one, {"gdp.growth.constant": 0.12, "components.sectoral.growth.constant": 0.25}
    )
    found = {e.assumption: e for e in explain(one, two, 2030).effects}
    assert set(found) == {"gdp.growth", "components.sectoral.growth"}

    def share(gdp, sectoral):
        return (0.09516 * 1.15**6 + 0.08784 * sectoral**6) / gdp**6

    a, b, c, d = share(1.1, 1.3), share(1.12, 1.3), share(1.1, 1.25), share(1.12, 1.25)
    assert found["gdp.growth"].effect == pytest.approx((b - a + d - c) / 2, abs=1e-14)
    assert found["gdp.growth"].alone == pytest.approx(b - a, abs=1e-14)
    assert found["components.sectoral.growth"].effect == pytest.approx(
        (c - a + d - b) / 2, abs=1e-14
    )


@settings(max_examples=25)
@given(st.floats(0.0, 0.3), st.floats(0.0, 0.3), st.floats(0.05, 0.15))
def test_equal_roles_get_equal_effects_and_no_role_gets_none(ict, sectoral, gdp):
    one = with_parameters(
        SCENARIOS["plan-repeated"],
        {"components.ict.base": 0.08, "components.sectoral.base": 0.08}
        | {f"components.{n}.growth.constant": ict for n in ("ict", "sectoral")},
    )
    two = with_parameters(
        one,
        {"gdp.growth.constant": gdp, "gdp.deflator.constant": 0.07}
        | {f"components.{n}.growth.constant": sectoral for n in ("ict", "sectoral")},
    )
    found = {e.assumption: e.effect for e in explain(one, two, 2030).effects}
    if ict != sectoral:
        same = found["components.ict.growth"], found["components.sectoral.growth"]
        assert same[0] == pytest.approx(same[1], abs=1e-12)
    assert found["gdp.deflator"] == pytest.approx(0, abs=1e-12)


def test_a_sample_of_orders_sums_exactly_and_its_error_covers_the_truth(monkeypatch):
    one, two = SCENARIOS["baseline"], SCENARIOS["saturating"]
    exact = {e.assumption: e.effect for e in explain(one, two, 2030).effects}
    monkeypatch.setattr("dxsim.analysis.backwards.decomposition.EXACT", 2)
    found = explain(one, two, 2030, orders=200)
    assert not found.exact
    assert sum(e.effect for e in found.effects) == pytest.approx(found.difference, abs=1e-12)
    for effect in found.effects:
        assert abs(effect.effect - exact[effect.assumption]) <= 5 * effect.error + 1e-12
    again = explain(one, two, 2030, orders=200)
    assert again == found


def test_the_synergy_of_two_measures_is_what_neither_does_alone():
    together, alone = measures(
        SCENARIOS["plan-repeated"], {"sectoral": 0.02, "gdp": -0.01}, lambda path: path.share[6]
    )
    lower, faster = (1.1 / 1.09) ** 6 - 1, 0.08784 * (1.32**6 - 1.3**6) / 1.1**6
    assert together - sum(alone.values()) == pytest.approx(lower * faster, rel=1e-9)


@pytest.mark.parametrize("name", ["baseline", "saturating", "export-shock", "rest-given"])
def test_a_measure_on_a_share_law_is_what_required_growth_counts(name):
    """The extra growth that brings the share to a target by one road does so by the other."""
    scenario = SCENARIOS[name]
    own = float(simulate(scenario).share[6])
    for lever in ("ict", "platform"):
        extra = {lever: dx.required_growth(scenario, "share-2030", lever).value}
        together, alone = measures(scenario, extra, lambda path: float(path.share[6]))
        assert own + together == pytest.approx(0.3, abs=1e-12)
        assert alone == {lever: together}
    every = dx.required_growth(scenario, "share-2030", "all").value
    extra = dict.fromkeys(scenario.components, every)
    assert own + measures(scenario, extra, lambda path: float(path.share[6]))[0] == pytest.approx(
        0.3, abs=1e-12
    )


def test_a_measure_on_a_share_law_at_constant_prices_adds_to_growth_in_money(tmp_path):
    data = plan(prices="constant")
    data["components"]["ict"] = {
        "base": "8.316% of gdp", "growth": {"logistic": {"ceiling": "40%", "speed": 0.1}},
    }  # fmt: skip
    scenario = dx.load_scenario(write(data, tmp_path))
    found = dx.required_growth(scenario, "share-2030", "ict").value
    own = float(simulate(scenario).share[6])
    together, _ = measures(scenario, {"ict": found}, lambda path: float(path.share[6]))
    assert own + together == pytest.approx(0.3, abs=1e-12)


def test_scenarios_that_cannot_be_compared_are_refused():
    one = SCENARIOS["baseline"]
    with pytest.raises(InputError, match="base_year"):
        explain(one, one.model_copy(update={"base_year": 2023}), 2030)
    with pytest.raises(InputError, match=r"nso-2025-class-pace: base_year: .*2025"):
        explain(one, SCENARIOS["nso-2025-class-pace"], 2030)
    with pytest.raises(InputError, match="nothing left"):
        explain(one, SCENARIOS["plan-repeated"], 2040)
    with pytest.raises(InputError, match="a year of 2024-2045"):
        explain(one, one, 2050)
    assert differing(one, one) == ()
    assert explain(one, one, 2030).effects == ()


def test_the_effects_are_those_of_all_orders():
    one, two = SCENARIOS["baseline"], SCENARIOS["export-shock"]
    found = explain(one, two, 2027)
    names = differing(one, two)
    start, end = comparable(one, two, 2027)

    @cache
    def share(taken):
        return float(simulate(mixed(start, end, taken)).share[3])

    every = itertools.permutations(range(len(names)))
    orders = [shapley.steps(names, share, order) for order in every]
    mean = dict(zip(names, np.mean(orders, axis=0), strict=True))
    for effect in found.effects:
        assert effect.effect == pytest.approx(mean[effect.assumption], abs=1e-12)
