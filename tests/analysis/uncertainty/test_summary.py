"""Summaries: what commands print from plain arrays is what the labelled data set holds."""

import pytest

import dxsim as dx
from dxsim.analysis.targets import load_targets
from dxsim.analysis.uncertainty.condition import condition_study
from dxsim.analysis.uncertainty.ensemble import Plan, futures, study_of, summarise
from dxsim.analysis.uncertainty.ensemble_records import condition_record, ensemble_record
from dxsim.analysis.uncertainty.indices import Importance
from dxsim.analysis.uncertainty.sensitivity import importance_of, ranking, sensitivity_record
from dxsim.analysis.uncertainty.summary import Free, Given, Summary
from dxsim.presentation.text import uncertainty as said

DRAWS, SEED = 128, 7
KNOWN = (dx.Outcome(2025, "gdp", 0.10), dx.Outcome(2025, "share", 0.19))
NAMES = ("plan-fading", "plan-repeated", "plan-programmes")
"""A path that lasts, one that is exhausted before some targets, one with programmes."""


@pytest.fixture(scope="module", name="free", params=NAMES)
def free_fixture(request):
    study = study_of(dx.load_scenario(request.param))
    return summarise(futures(study, Plan(DRAWS, SEED)))


@pytest.fixture(scope="module", name="given")
def given_fixture():
    return condition_study(study_of(dx.load_scenario("plan-fading")), KNOWN, DRAWS, SEED)


def test_the_api_returns_the_summary_as_labelled_data(given):
    scenario = dx.load_scenario("plan-fading")
    study = study_of(scenario)
    drawn = summarise(futures(study, Plan(DRAWS, SEED)))
    assert dx.ensemble(scenario, draws=DRAWS, seed=SEED).identical(drawn.dataset())
    asked = dx.condition(scenario, KNOWN, draws=DRAWS, seed=SEED)
    assert asked.identical(given.dataset())
    indices = importance_of(study, 64, SEED)
    assert dx.sensitivity(scenario, draws=64, seed=SEED).identical(indices.dataset())


def test_free_futures_read_from_labelled_data_say_the_same(free):
    data, targets = free.dataset(), load_targets()
    assert isinstance(Summary.of(data), Free) and Summary.of(data).dataset().identical(data)
    assert ensemble_record(data) == ensemble_record(free)
    for lang in ("en", "vi"):
        assert said.ensemble_sentences(data, lang) == said.ensemble_sentences(free, lang)
        assert said.fan_table(data, lang) == said.fan_table(free, lang)
        for table in (said.probability_table, said.basis_table, said.odds_sentences):
            assert table(data, targets, lang) == table(free, targets, lang)


def test_futures_given_outcomes_read_from_labelled_data_say_the_same(given):
    data = given.dataset()
    assert isinstance(Summary.of(data), Given) and Summary.of(data).dataset().identical(data)
    assert condition_record(data) == condition_record(given)
    assert said.outcomes_in_words(data, "vi") == said.outcomes_in_words(given, "vi")
    assert said.apart_in(given) is None and not said.centre_in_words(given, "en")


def test_odds_of_one_target_are_those_of_the_labelled_data(free):
    data = free.dataset()
    for one in free.odds():
        at = data.sel(target=one.target)
        ends = (one.range_low, one.range_high)
        assert ends == pytest.approx((float(at["range_low"]), float(at["range_high"])), nan_ok=True)
        assert said.odds_and_range(one, "en") == said.odds_and_range(at, "en")
        assert list(one.by_basis) == list(data["basis"].values)


def test_indices_read_from_labelled_data_say_the_same():
    found = importance_of(study_of(dx.load_scenario("plan-programmes")), 64, SEED)
    data = found.dataset()
    assert Importance.of(data).dataset().identical(data)
    assert sensitivity_record(data) == sensitivity_record(found)
    assert ranking(data, 2030) == ranking(found, 2030) != []
