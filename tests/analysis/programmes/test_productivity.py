"""Labour productivity with programmes: targets judged on it, and the budget's limits named."""

import numpy as np
import pytest
import yaml
from support.scenarios import plan, write

from dxsim.analysis.judged import verdict
from dxsim.analysis.programmes.budget import BudgetProblem
from dxsim.analysis.programmes.effects import growth_added, programme_closings
from dxsim.analysis.targets import load_targets
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.scenario.loading import load_scenario

SHOPS = {
    "name": "shops", "component": "sectoral", "kind": "adoption", "reach": "10% of gdp",
    "coverage": {"path": {2024: "0%", 2030: "60%"}}, "intensity": "6%", "intensity_rise": 0.5,
    "productivity": "12%", "ramp": 1, "displacement": "20%",
    "cost": {"units": "0.5 m", "per_unit": "40 m VND"},
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("productivity")


@pytest.fixture(scope="module")
def target(folder):
    entry = {
        "id": "productivity", "title": "Productivity", "sense": "at_least",
        "source": "plan-dossier-2024", "producers": ["mic", "nso"], "judge": "nso",
        "metric": "labour_productivity_growth", "threshold": "8.5%", "years": "2026-2030",
    }  # fmt: skip
    path = folder / "targets.yaml"
    path.write_text(yaml.safe_dump({"targets": [entry]}, sort_keys=False))
    return load_targets(path)[0]


@pytest.fixture(scope="module")
def scenario(folder):
    data = plan() | {"programmes": [SHOPS]}
    data["employment"] = {"base": "51.9 m", "growth": {"constant": "0.9%"}}
    for component in data["components"].values():
        component["growth"] = {"constant": "11%"}
    return load_scenario(write(data, folder))


def by_hand(scenario):
    """Return average yearly growth of real GDP a person employed, 2026 to 2030."""
    path = simulate(scenario)
    real = path.gdp / path.deflator
    return float((real[6] / real[1]) ** (1 / 5) / 1.009 - 1)


def test_a_productivity_target_is_judged_on_the_path_with_programmes(scenario, target):
    own = scenario.without_programmes()
    found, bare = verdict(scenario, target).value, verdict(own, target).value
    assert found == pytest.approx(by_hand(scenario), abs=1e-12)
    assert bare == pytest.approx(by_hand(own), abs=1e-12)
    assert found > bare


def test_what_programmes_add_to_it_is_attributed(scenario, target):
    (one,) = programme_closings(scenario, [target])
    added = by_hand(scenario) - by_hand(scenario.without_programmes())
    assert one.closed == pytest.approx(added, abs=1e-12)
    assert one.attribution == pytest.approx({"shops": added}, abs=1e-12)
    gdp = [simulate(s).gdp[6] for s in (scenario.without_programmes(), scenario)]
    assert growth_added(scenario, 2030) == pytest.approx((gdp[1] / gdp[0]) ** (1 / 6) - 1)


def test_doubling_a_small_plan_doubles_what_it_adds(scenario):
    """Additive for small effects: GDP and digital value added are linear in the part undertaken."""
    from dxsim.scenario.parameters import with_parameters

    bare = simulate(scenario.without_programmes())
    parts = [
        simulate(with_parameters(scenario, {"programmes.shops.scale": part}))
        for part in (0.25, 0.5)
    ]
    for name in ("gdp", "digital"):
        less, more = (getattr(path, name) - getattr(bare, name) for path in parts)
        assert np.allclose(more, 2 * less, rtol=1e-9, atol=1e-9)


def test_a_limit_on_an_unknown_programme_is_refused(scenario):
    share = next(t for t in load_targets() if t.is_digital_share and t.year == 2030)
    with pytest.raises(InputError, match="did you mean shops"):
        BudgetProblem(scenario, share, {"shop": 0.5})
