"""A briefing projects each scenario once, whatever it says of it and in however many languages."""

from collections import Counter

from support.counting import calls

import dxsim as dx
from dxsim.analysis.judged import judge
from dxsim.model.projection import simulate
from dxsim.presentation.briefing import Material, compose

NAMES = ("plan-fading", "plan-repeated", "nso-trend", "high-growth")


def test_pages_in_two_languages_need_one_projection_a_scenario():
    scenarios = [dx.load_scenario(name) for name in NAMES]
    with calls(simulate) as judging:
        judged = judge(scenarios)
    material = Material.of(judged, draws=200)
    with calls(simulate) as writing:
        for lang in ("en", "vi"):
            compose(material, lang)
    assert Counter(judging) == {"Judged.of": len(NAMES)}
    assert writing == []
