"""Where a scenario itself meets what is asked, the witness is its own path, year by year."""

import numpy as np
import pytest

import dxsim as dx
from dxsim.analysis.targets import find_target
from dxsim.model.projection import simulate
from dxsim.presentation.text.feasibility import together_sentence


@pytest.mark.parametrize("name", ["plan-fading", "mic-trend"])
def test_a_scenario_that_meets_a_target_is_its_own_witness(name):
    scenario, target = dx.load_scenario(name), find_target(dx.load_targets(), "share-2030")
    path = simulate(scenario)
    assert path.share[2030 - scenario.base_year] >= target.threshold
    found = dx.feasible(scenario, [target], ())
    assert found.witness.distance == 0
    assert np.allclose(found.witness.path.share, path.share[: len(found.witness.path.share)])
    assert "own path" in together_sentence(found, [target], (), "en")


def test_a_scenario_that_misses_it_is_moved_and_the_sentence_says_how_far():
    scenario, target = dx.load_scenario("baseline"), find_target(dx.load_targets(), "share-2030")
    found = dx.feasible(scenario, [target], ())
    assert found.witness.distance > 0
    assert "constant" in together_sentence(found, [target], (), "en")
