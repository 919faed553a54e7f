"""What decides a target whose year is over."""

import pytest

from dxsim.presentation.text.tables import final

PUBLISHED = {"value": 0.14, "gap": -0.06, "gap_pp": -6.0, "reached": False}


@pytest.mark.parametrize(
    ("path_says", "said"),
    [
        (None, "over_unpublished"),
        ("exhausted", "over_unpublished"),
        ("not_evaluable", "not_evaluable"),
    ],
)
def test_a_path_s_exhaustion_is_no_reason_where_a_year_is_over(path_says, said):
    """A scenario that runs out of GDP decides nothing about a year that is over."""
    fact = {"over": True, "published": None, "reason": path_says, "exhausted_in": 2025}
    decided = final(fact)
    assert (decided["reason"], decided["reached"], decided["exhausted_in"]) == (said, None, None)
    told = final({**fact, "published": PUBLISHED})
    assert (told["reason"], told["value"]) == (None, 0.14)
