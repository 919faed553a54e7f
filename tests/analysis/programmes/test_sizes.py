"""What it would take of programmes, and which number decides."""

import pytest

from dxsim.analysis.programmes.combinations import Combinations
from dxsim.analysis.programmes.sizes import needed, programme_tornado
from dxsim.analysis.targets import find_target, load_targets
from dxsim.scenario.loading import load_scenario

OF_A_UNIT = ("intensity_rise", "productivity", "fade", "ramp")


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("plan-programmes")


@pytest.fixture(scope="module")
def far():
    return find_target(load_targets(), "share-2030")


def near(scenario, far, part):
    """A target that programmes can meet: the path without them and a part of what they add."""
    paths = Combinations(scenario)
    bare, whole = (float(paths.value(far, names)) for names in ((), paths.programmes))
    return far.model_copy(update={"threshold": bare + part * (whole - bare)})


def test_no_size_of_any_lever_closes_the_gap_to_the_plan(scenario, far):
    found = needed(scenario, far)
    assert {one.lever for one in found} == {"realisation", "additionality", "coverage", "effect"}
    assert all(one.value is None and one.at_most < far.threshold for one in found)


@pytest.mark.parametrize("lever", ["realisation", "additionality"])
def test_a_size_that_is_found_just_meets_the_target(scenario, far, lever):
    target = near(scenario, far, 0.9)
    one = next(one for one in needed(scenario, target) if one.lever == lever)
    assert 0 < one.value < 1
    changed = [p.model_copy(update={lever: one.value}) for p in scenario.programmes]
    paths = Combinations(scenario, changed)
    value = float(paths.value(target, paths.programmes))
    assert value == pytest.approx(target.threshold, abs=1e-12)


def test_a_target_met_without_programmes_needs_nothing(scenario, far):
    met = far.model_copy(update={"threshold": 0.01})
    assert all(one.value == one.low for one in needed(scenario, met))


def test_the_tornado_is_sorted_and_says_what_is_assumed(scenario, far):
    bars = programme_tornado(scenario, far)
    assert [bar.width for bar in bars] == sorted((bar.width for bar in bars), reverse=True)
    rises = [bar for bar in bars if bar.parameter == "intensity_rise"]
    assert rises and all(bar.assumed and bar.at_low < bar.at_high for bar in rises)
    assert len(programme_tornado(scenario, far, 3)) == 3


def test_in_the_sector_programmes_the_rise_of_intensity_leads_the_effect_sizes(scenario, far):
    """Delivery aside, no number of a covered unit moves the share as far."""
    bars = programme_tornado(scenario, far)
    for name in ("retail", "tourism", "farms", "factories"):
        of_unit = [bar for bar in bars if bar.programme == name and bar.parameter in OF_A_UNIT]
        assert of_unit[0].parameter == "intensity_rise"
