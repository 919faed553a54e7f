"""The numbers of an axis: those of its ticks, never rounded to others."""

import pytest
from matplotlib.figure import Figure

from dxsim.presentation.figures.drawing import axis


@pytest.mark.parametrize(
    ("places", "scale", "lang", "wanted"),
    [
        ([0, 0.05, 0.1], 100, "en", ["0", "5", "10"]),
        ([0, 0.025, 0.05], 1, "vi", ["0,000", "0,025", "0,050"]),
        ([0, 0.005, 0.01], 100, "en", ["0.0", "0.5", "1.0"]),
        ([-0.1, 0, 0.1], 100, "vi", ["−10", "0", "10"]),
    ],
)
def test_ticks_have_the_decimals_that_they_need(places, scale, lang, wanted):
    axes = Figure().subplots()
    axes.set_xlim(min(places), max(places))
    axes.set_xticks(places)
    axis.ticks(axes.xaxis, lang, scale)
    assert [label.get_text() for label in axes.get_xticklabels()] == wanted
