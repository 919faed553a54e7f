"""Counts of scenarios say that these are chosen; a single one is not counted."""

import pytest

import dxsim as dx
from dxsim.analysis.targets import find_target
from dxsim.analysis.verdicts import verdicts
from dxsim.presentation.briefing.sentences import headline
from dxsim.presentation.text.answers import summary_sentences

OFFICE = ("nso-trend", "nso-reference-pace", "saturating")


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("names", [OFFICE[:1], OFFICE])
def test_one_scenario_reads_as_one_and_several_as_chosen(lang, names):
    target = find_target(dx.load_targets(), "share-2030")
    scenarios = [dx.load_scenario(name) for name in names]
    said = [
        headline(target, verdicts(scenarios, [target]), lang),
        *summary_sentences(scenarios, lang, (target,)),
    ]
    chosen = {"en": "chosen", "vi": "được chọn"}[lang]
    for text in said:
        assert (chosen in text) == (len(names) > 1)
        assert not any(odd in text for odd in ("1 scenarios", "of 1", "of 0", "trên 0"))
