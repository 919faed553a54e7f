"""Every number of a programme is a parameter by path: moved alone, in arrays, in sweeps."""

import numpy as np
import pytest

from dxsim.data import locations
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.parameters import numeric_parameters, quantity, read_value, with_parameters
from dxsim.scenario.writing import scenario_text

RETAIL = "programmes.retail"


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("plan-programmes")


def test_every_number_of_a_programme_can_be_moved(scenario):
    """Moved by itself to what it is, each leaves the scenario; each states what it measures."""
    found = {p: v for p, v in numeric_parameters(scenario).items() if p.startswith("programmes.")}
    assert len({path.split(".")[1] for path in found}) == len(scenario.programmes)
    for path, value in found.items():
        assert with_parameters(scenario, {path: value}) == scenario
        measured = quantity(scenario, path)
        assert read_value(scenario, path, measured.text(value)) == pytest.approx(value, abs=1e-9)


def test_what_is_moved_by_path_is_what_a_file_changes_in_place(scenario, tmp_path):
    """Two roads to one programme: distributions move along, evidence of the old number does not."""
    by_path = with_parameters(
        scenario,
        {f"{RETAIL}.realisation": 0.5, f"{RETAIL}.delay": 1, f"{RETAIL}.reach": 0.08},
    )
    file = tmp_path / "mine.yaml"
    file.write_text(
        "name: mine\nextends: plan-programmes\nprogrammes:\n"
        "  - {name: retail, realisation: 50%, delay: 1, reach: 8% of gdp}\n"
    )
    in_place = load_scenario(file).programmes[0]
    assert by_path.programmes[0] == in_place
    assert in_place.uncertainty.realisation.beta.mean == 0.5
    assert in_place.evidence["reach"] == "assumption"
    assert scenario.programmes[0].evidence["reach"] == "L003"


@pytest.mark.parametrize(
    ("number", "values"),
    [
        ("retail.realisation", [0.0, 0.3, 0.9]),
        ("retail.coverage.path.2030", [0.2, 0.5, 1.0]),
        ("retail.lag", [0, 1, 4]),
        ("public-demand-3.realisation", [0.0, 0.3, 0.9]),
        ("public-demand-3.spending.path.2026", [40.0, 80.0, 120.0]),
        ("domestic-ict.ratio.path.2030", [0.318, 0.4, 0.6]),
    ],
)
def test_an_array_gives_what_each_number_gives(scenario, number, values):
    path, values = f"programmes.{number}", np.array(values, dtype=float)
    together = simulate(with_parameters(scenario, {path: values})).share
    apart = [simulate(with_parameters(scenario, {path: v})).share for v in values]
    assert np.allclose(together, apart, rtol=1e-14, atol=0)


@pytest.mark.parametrize("name", ["retail", "public-demand-3", "domestic-ict"])
def test_half_of_a_plan_is_half_of_what_is_realised(scenario, name):
    """`scale` is the part of a plan undertaken: effects and costs are those of half realised."""
    from dxsim.analysis.programmes.effects import costs

    realised = numeric_parameters(scenario)[f"programmes.{name}.realisation"]
    scaled = with_parameters(scenario, {f"programmes.{name}.scale": 0.5})
    halved = with_parameters(scenario, {f"programmes.{name}.realisation": realised / 2})
    assert np.allclose(simulate(scaled).share, simulate(halved).share, rtol=1e-14, atol=0)
    pair = [costs(one)[name] for one in (scaled, halved)]
    assert np.allclose(*pair, rtol=1e-14, equal_nan=True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"realisation": 1.2}, "a share from 0% to 100%"),
        ({"lag": 1.5}, "whole years from 0 to 100"),
        ({"intensity_rise": 9.0}, "at most 100%"),
        ({"coverage.path.2025": 0.9}, "coverage that never falls"),
        ({"realization": 0.4}, "did you mean programmes.retail.realisation"),
        ({"cost.upkeep": -0.1}, "a share from 0% to 100%"),
    ],
)
def test_a_number_that_no_file_may_state_is_refused(scenario, changes, said):
    with pytest.raises(InputError, match=said):
        with_parameters(scenario, {f"{RETAIL}.{key}": value for key, value in changes.items()})


def test_numbers_that_fit_only_together_are_moved_together(scenario):
    moved = with_parameters(
        scenario, {f"{RETAIL}.coverage.path.2025": 0.6, f"{RETAIL}.coverage.path.2030": 0.8}
    )
    assert moved.programmes[0].coverage.path == {2025: 0.6, 2030: 0.8}


def test_a_scaled_programme_is_written_and_read_as_it_is(scenario, tmp_path):
    moved = with_parameters(scenario, {f"{RETAIL}.scale": 0.25, f"{RETAIL}.delay": 2})
    file = tmp_path / "plan-programmes.yaml"
    file.write_text(scenario_text(moved), encoding="utf-8")
    assert load_scenario(file).programmes == moved.programmes


def test_a_programmes_own_file_states_no_scale(tmp_path):
    from dxsim.scenario.programmes.files import load_programme

    text = (locations.programmes_dir() / "retail.yaml").read_text(encoding="utf-8")
    file = tmp_path / "retail.yaml"
    file.write_text(text + "scale: 50%\n", encoding="utf-8")
    with pytest.raises(InputError, match="the plan itself; a scenario states a scale in place"):
        load_programme(file)


def test_a_realisation_that_just_meets_a_target_is_solved_for(scenario):
    from dxsim.analysis.backwards.solving import required_parameter
    from dxsim.analysis.targets import load_targets

    path = "programmes.domestic-ict.realisation"
    own = next(t for t in load_targets() if t.is_digital_share and t.year == 2030)
    wanted = float(simulate(with_parameters(scenario, {path: 0.7})).share[6])
    target = own.model_copy(update={"threshold": wanted})
    found = required_parameter(scenario, target, path, 0.0, 1.0)
    assert found.value == pytest.approx(0.7, abs=1e-9)
    with pytest.raises(InputError, match="not by whole years"):
        required_parameter(scenario, target, "programmes.domestic-ict.lag", 0.0, 3.0)


@pytest.mark.parametrize(
    ("changes", "ends"),
    [
        ({"part": 0.7}, (0.42, 1.0)),
        ({"part": 0.25}, (0.15, 0.37)),
        ({"part": 0.0}, None),
        ({"lag": 3}, (2, 4)),
        ({"lag": 0}, (0, 1)),
    ],
)
def test_a_moved_distribution_stays_one_that_a_file_may_state(scenario, tmp_path, changes, ends):
    """Parts stay within 100 %, lags whole; what has no spread left is fixed."""
    name = next(iter(changes))
    moved = with_parameters(
        scenario, {f"programmes.domestic-ict.{k}": v for k, v in changes.items()}
    )
    own = next(p for p in moved.programmes if p.name == "domestic-ict")
    law = getattr(own.uncertainty, name)
    assert (law is None) == (ends is None)
    assert law is None or law.uniform == pytest.approx(ends)
    file = tmp_path / "plan-programmes.yaml"
    file.write_text(scenario_text(moved), encoding="utf-8")
    assert load_scenario(file).programmes == moved.programmes
