"""What programmes deliver to targets: parts sum, and many draws agree with one by one."""

import numpy as np
import pytest
from support.scenarios import plan, write

from dxsim.analysis.programmes.bridge import bridge
from dxsim.analysis.programmes.combinations import Combinations
from dxsim.analysis.programmes.draws import drawn, probabilities, spread, worths
from dxsim.analysis.programmes.effects import (
    costs,
    programme_closings,
    programme_effects,
    with_some,
)
from dxsim.analysis.targets import load_targets, metric
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.scenario.loading import load_scenario

RETAIL = {
    "name": "retail", "kind": "adoption", "component": "sectoral", "reach": "9.5% of gdp",
    "coverage": {"path": {2025: "0%", 2030: "50%"}}, "intensity": "17%", "intensity_rise": 0.2,
    "productivity": "2%", "ramp": 2, "fade": 5, "lag": 1, "realisation": "30%",
    "additionality": "60%", "displacement": "55%", "group": "firms",
    "cost": {"units": "0.8 m", "per_unit": "90 m VND", "upkeep": "15%", "discount": "6%"},
    "uncertainty": {
        "realisation": {"beta": {"mean": "30%", "weight": 4}},
        "intensity_rise": {"uniform": [0, 0.4]},
        "productivity": {"normal": {"mean": "2%", "sd": "3%"}},
        "lag": {"uniform": [0, 2]},
    },
}  # fmt: skip
SMES = RETAIL | {"name": "smes", "reach": "22% of gdp", "intensity": "6%", "realisation": "100%"}
SMES["coverage"] = {"path": {2025: "0%", 2028: "95%"}}
BUYING = {
    "name": "buying", "kind": "demand", "component": "ict", "content": "30%",
    "spending": {"path": {2024: "42.3 trn VND", 2026: "95 trn VND", 2030: "130 trn VND"}},
    "displacement": "30%", "uncertainty": {"content": {"uniform": ["20%", "45%"]}},
}  # fmt: skip
LOCAL = {
    "name": "local", "kind": "domestic_value", "component": "ict", "part": "50%",
    "ratio": {"path": {2024: "31.8%", 2030: "50%"}}, "realisation": "40%",
}  # fmt: skip


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    data = plan() | {"programmes": [RETAIL, SMES, BUYING, LOCAL]}
    for component in data["components"].values():
        component["growth"] = {"constant": "12%"}
    return load_scenario(write(data, tmp_path_factory.mktemp("programmes")))


@pytest.fixture(scope="module")
def share_2030():
    return next(t for t in load_targets() if t.is_digital_share and t.year == 2030)


def test_attribution_sums_to_what_is_closed(scenario):
    found = programme_closings(scenario)
    assert len(found) > 3
    for one in found:
        assert sum(one.attribution.values()) == pytest.approx(one.closed, abs=1e-14)
        assert one.gap_without + one.closed == pytest.approx(one.remaining, abs=1e-15)


def test_any_combination_is_the_scenario_with_those_programmes(scenario, share_2030):
    """Laws evaluated once give the same path as a scenario of its own."""
    together = Combinations(scenario)
    for taken in ([], ["retail"], ["retail", "smes"], ["smes", "buying", "local"]):
        path = simulate(with_some(scenario, taken))
        assert np.allclose(together.path(taken).share, path.share, rtol=1e-14)
        value = metric(scenario, share_2030, path)[share_2030.year - 2024]
        assert together.value(share_2030, taken) == pytest.approx(value, rel=1e-14)


def test_programmes_of_a_group_do_less_together_than_apart(scenario, share_2030):
    together = Combinations(scenario)
    bare = float(together.value(share_2030, []))
    both = float(together.value(share_2030, ["retail", "smes"])) - bare
    apart = sum(float(together.value(share_2030, [n])) - bare for n in ("retail", "smes"))
    assert both < apart * (1 - 1e-6)


def test_effects_say_what_each_alone_does(scenario):
    effects = programme_effects(scenario)
    alone = simulate(with_some(scenario, ["buying"]))
    bare = simulate(scenario.without_programmes())
    of_buying = effects.sel(programme="buying")
    assert np.allclose(of_buying["effect_on_share"], alone.share - bare.share, atol=1e-16)
    assert np.allclose(of_buying["effect_on_gdp"], alone.gdp / bare.gdp - 1, atol=1e-16)
    assert effects["cost"].sel(programme="local").isnull().all()
    assert effects["coverage"].sel(programme="retail").max() <= 0.3 * 0.5


def test_costs_have_a_closed_form(scenario):
    """New units pay the price, those covered before the upkeep; spending is in base-year prices."""
    found = costs(with_some(scenario, ["retail"]))["retail"]
    price = 0.8e6 * 90e-6
    assert found[0] == found[1] == 0
    assert found[4] == pytest.approx(price * (0.03 + 0.15 * 0.03), rel=1e-12)
    spent = costs(scenario)["buying"]
    assert spent[2] == pytest.approx((95 - 42.3) / 1.0335**2, rel=1e-12)


def test_draws_depend_on_seed_block_and_name_alone(scenario):
    few = probabilities([("retail", "realisation")], 100, 7)
    many = probabilities([("smes", "lag"), ("retail", "realisation")], 3000, 7)
    key = ("retail", "realisation")
    assert np.array_equal(few[key], many[key][:100])
    assert not np.array_equal(few[key], probabilities([key], 100, 8)[key])


def test_a_draw_alone_gives_the_same_numbers(scenario, share_2030):
    """Fifty draws at once are fifty programmes taken one by one."""
    programmes = drawn(scenario, 50, 3)
    at_once = Combinations(scenario, programmes).value(share_2030, [p.name for p in programmes])
    for place in (0, 17, 49):
        single = []
        for programme in programmes:
            numbers = {
                name: float(value[place])
                for name, value in programme
                if isinstance(value, np.ndarray)
            }
            single.append(programme.model_copy(update=numbers))
        one = simulate(scenario.model_copy(update={"programmes": tuple(single)}))
        expected = metric(scenario, share_2030, one)[share_2030.year - 2024]
        assert at_once[place] == pytest.approx(float(expected), rel=1e-12)


def test_distributions_have_the_moments_they_state(scenario):
    programmes = {p.name: p for p in drawn(scenario, 40_000, 1)}
    retail = programmes["retail"]
    assert retail.realisation.mean() == pytest.approx(0.3, abs=0.005)
    assert retail.realisation.var() == pytest.approx(0.3 * 0.7 / 5, rel=0.03)
    assert retail.productivity.std() == pytest.approx(0.03, rel=0.03)
    assert set(np.unique(retail.lag)) == {0, 1, 2}
    assert np.bincount(retail.lag.astype(int)) / 40_000 == pytest.approx([1 / 3] * 3, abs=0.01)


def test_the_bridge_leads_from_the_base_year_to_the_target(scenario, share_2030):
    found = bridge(scenario, share_2030, draws=200)
    assert found.start + found.trend + found.delivered + found.open == pytest.approx(
        share_2030.threshold, abs=1e-15
    )
    low, middle, high = found.spread.together
    assert low < middle < high and low < found.delivered * 1.5


def test_what_is_certain_has_no_range(scenario, share_2030):
    found = spread(scenario, share_2030, draws=100)
    assert found.alone["local"][0] == pytest.approx(found.alone["local"][-1], abs=1e-15)
    assert found.alone["retail"][0] < found.alone["retail"][-1]


def test_benefit_is_held_against_cost_in_the_same_draws(scenario):
    found = {one.programme: one for one in worths(scenario, 0.06, draws=300)}
    assert found["local"].cost is None and found["local"].exceeds is None
    assert found["retail"].cost > 0 and 0 <= found["retail"].exceeds <= 1


def test_a_scenario_without_programmes_is_refused(scenario):
    with pytest.raises(InputError, match="the names of one or more"):
        programme_effects(scenario.without_programmes())
