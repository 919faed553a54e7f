"""What decides a target whose year is over."""

import datetime as dt
from dataclasses import replace

import pytest

import dxsim as dx
from dxsim.analysis.evidence.past_targets import PastVerdict
from dxsim.analysis.targets import find_target
from dxsim.model.trajectory import Strain


@pytest.fixture(scope="module")
def ended():
    """A verdict on a target whose year is over."""
    target = find_target(dx.load_targets(), "share-2025")
    (found,) = dx.verdicts(dx.load_scenario("plan-fading"), [target])
    assert found.over
    return replace(found, published=None, value=None, gap=None, reached=None)


@pytest.mark.parametrize(
    ("path_says", "said"),
    [
        (None, "over_unpublished"),
        ("exhausted", "over_unpublished"),
        ("not_evaluable", "not_evaluable"),
    ],
)
def test_a_path_s_exhaustion_is_no_reason_where_a_year_is_over(ended, path_says, said):
    """A scenario that runs out of GDP decides nothing about a year that is over."""
    fact = replace(ended, reason=path_says, strain=Strain(exhausted_in=2025))
    decided = fact.final
    assert (decided.reason, decided.reached, decided.strain.exhausted_in) == (said, None, None)
    day = dt.date(2026, 1, 6)
    past = PastVerdict(
        "share-2025", "nso", True, 2025, "share", 0.2, 0.14, False, day, "verified", ()
    )
    told = replace(fact, published=past).final
    assert (told.reason, told.value, told.reached, told.state) == (None, 0.14, False, "missed")
    assert told.gap_pp == pytest.approx(-6)
