"""The closures as algebra: the accounting identity by two roads, and groups of no component."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxsim.model import closure
from dxsim.model.on_demand import OnDemand

NONE = np.zeros(3)
SOME = st.lists(st.floats(0.01, 0.3), min_size=3, max_size=3).map(np.array)
GROUP = st.none() | SOME


@given(SOME, GROUP, GROUP, GROUP)
def test_gdp_is_the_rest_and_the_digital_economy_by_either_closure(size, grown, shares, ratios):
    gdp = 1 + size
    rest = closure.rest_of_gdp(gdp, grown, shares, ratios)
    if grown is None and shares is None and ratios is None:
        np.testing.assert_array_equal(rest, gdp)
        return
    digital = closure.digital(gdp, rest, grown, shares, ratios)
    np.testing.assert_allclose(digital + rest, gdp, rtol=1e-14)
    np.testing.assert_allclose(closure.gdp_from_rest(rest, grown, shares, ratios), gdp, rtol=1e-14)


@given(SOME, GROUP, GROUP, GROUP)
def test_a_group_without_components_sums_to_nothing(size, grown, shares, ratios):
    groups = (grown, shares, ratios)
    zeros = [NONE if group is None else group for group in groups]
    for close in (closure.rest_of_gdp, closure.gdp_from_rest):
        np.testing.assert_array_equal(close(1 + size, *groups), close(1 + size, *zeros))
    np.testing.assert_array_equal(
        closure.exhausted(size, groups[1]), closure.exhausted(size, zeros[1])
    )


def test_an_array_on_demand_is_computed_once_and_only_if_asked_for():
    asked = []

    def compute(name):
        asked.append(name)
        return np.full(2, len(name))

    levels = OnDemand(("ict", "platform"), compute)
    assert (list(levels), len(levels), asked) == (["ict", "platform"], 2, [])
    assert levels["ict"] is levels["ict"]
    assert asked == ["ict"]
    with pytest.raises(KeyError):
        levels["gdp"]
    assert "gdp" not in levels
    assert asked == ["ict"]
