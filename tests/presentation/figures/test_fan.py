"""The figures of uncertainty: numbers are the ensemble's, texts fit, files repeat."""

from itertools import product

import numpy as np
import pytest
from scipy.special import expit, logit
from support.pictures import faults, smallest

import dxsim as dx
from dxsim.analysis import outside_view
from dxsim.analysis.uncertainty.sensitivity import sensitivity
from dxsim.model.projection import simulate
from dxsim.presentation import figures
from dxsim.presentation.figures.drawing import saving
from dxsim.presentation.text.messages import percent
from dxsim.presentation.text.uncertainty import outcomes_in_words


@pytest.fixture(scope="module", name="results")
def results_fixture():
    found = {}
    for name in NAMES:
        scenario = dx.load_scenario(name)
        found[name] = (
            scenario,
            dx.ensemble(scenario, draws=2_000),
            sensitivity(scenario, draws=128, targets=[]),
        )
    return found


def drawn(kind, result, **how):
    scenario, fan, indices = result
    if kind == "fan":
        return figures.fan(scenario, fan, **how)
    return figures.importance(scenario, indices, 2030, **how)


NAMES = ("baseline", "plan-repeated", "nso-trend")
SHEETS = [
    pytest.param(kind, size, name, marks=() if "page" in size or n == 0 else pytest.mark.soak)
    for kind, size, (n, name) in product(
        ("fan", "importance"), ("column", "page", "slide"), enumerate(NAMES)
    )
]
"""Figures of each scenario on a page, and in the other sizes one in the short run, then all."""


@pytest.mark.parametrize(("kind", "size", "name"), SHEETS)
def test_texts_fit_in_both_languages_and_numbers_agree(kind, name, size, results):
    english, vietnamese = (
        drawn(kind, results[name], lang=lang, size=size) for lang in ("en", "vi")
    )
    for result in (english, vietnamese):
        assert faults(result.figure) == []
        assert smallest(result.figure) >= 7
        assert "{" not in result.title + result.alt and len(result.alt) > 80
    assert english.title != vietnamese.title
    assert saving.numbers(english) == saving.numbers(vietnamese)


def test_the_numbers_beside_the_fan_are_the_ensembles(results):
    scenario, found, _ = results["plan-repeated"]
    shown = figures.fan(scenario, found).table
    assert np.array_equal(shown["p50"], found["share"].sel(quantile=0.5), equal_nan=True)
    assert np.array_equal(shown["exhausted"], found["exhausted"])
    assert shown["exhausted"].iloc[-1] > 0.5


def test_two_documents_that_ask_the_same_of_a_year_are_told_once_in_the_title(results):
    scenario, found, _ = results["nso-trend"]
    ahead = [t for t in dx.load_targets() if t.is_digital_share and t.year == 2030]
    assert len(ahead) > len({t.threshold for t in ahead}) == 1
    assert figures.fan(scenario, found).title.count("in 2030") == 1


def test_a_scenario_apart_from_the_median_of_its_futures_is_drawn_and_said(results):
    scenario, found, _ = results["baseline"]
    apart = figures.fan(scenario, found.assign(share=found["share"] + 0.02))
    near = figures.fan(scenario, found.assign(scenario_share=found["share"].sel(quantile=0.5)))
    own, middle = (shown.table["scenario_share"].iloc[-1] for shown in (apart, near))
    assert own == simulate(scenario).share[-1] == found["scenario_share"][-1]
    assert middle == found["share"].sel(quantile=0.5)[-1]
    said = [" ".join(" ".join(t.get_text() for t in f.figure.texts).split()) for f in (apart, near)]
    assert f"the scenario itself comes to {percent(own, 'en')}" in said[0]
    assert "scenario itself" not in said[1]
    assert len(apart.figure.axes[0].lines) == len(near.figure.axes[0].lines) + 1


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_fan_given_an_outcome_says_so_and_how_many_draws_remain(lang):
    scenario = dx.load_scenario("baseline")
    after = dx.condition(scenario, [dx.Outcome(2025, "share", 0.2)], draws=2_000)
    shown = figures.fan(scenario, after, lang=lang)
    said = " ".join(" ".join(t.get_text() for t in shown.figure.texts).split())
    for line in outcomes_in_words(after, lang):
        assert " ".join(line.split()) in said and line in shown.alt
    assert faults(shown.figure) == []
    assert np.array_equal(shown.table["p95"], after["share"].sel(quantile=0.95))


def test_an_edge_is_named_only_where_its_band_lives_to_the_last_year(results):
    """The path of the plan repeated is exhausted: its bands end there, and so do their names."""
    scenario, found, _ = results["plan-repeated"]
    assert np.isnan(found["share"].isel(year=-1)).all()
    texts = [t.get_text() for t in figures.fan(scenario, found).figure.axes[0].texts]
    assert not any("of futures below" in " ".join(text.split()) for text in texts)
    living = figures.fan(*results["baseline"][:2]).figure.axes[0].texts
    assert sum("of futures below" in " ".join(t.get_text().split()) for t in living) == 4


def test_a_small_chance_keeps_its_decimal_so_that_title_and_table_agree(results):
    scenario, found, _ = results["baseline"]
    given = found.assign(probability=found["probability"] * 0 + 0.0449)
    assert "4.5% chance" in figures.fan(scenario, given).title
    given = found.assign(probability=found["probability"] * 0 + 0.3949)
    assert "39% chance" in figures.fan(scenario, given).title


def test_a_fan_says_what_it_assumes_and_that_bands_hold_by_year(results):
    scenario, found, _ = results["plan-repeated"]
    texts = " ".join(t.get_text() for t in figures.fan(scenario, found).figure.texts)
    texts = " ".join(texts.split())
    for said in ("Student-t", "year by year", "nothing is left for the rest", "2,000 draws"):
        assert said in texts


def test_the_same_fan_is_the_same_file(results):
    scenario, found, _ = results["baseline"]
    first, second = (saving.drawn(figures.fan(scenario, found), "pdf") for _ in range(2))
    assert first == second


def test_the_band_beside_the_fan_keeps_up_the_paces_abroad(results):
    """From the base share the log-odds rise by the 10% or the 90% quantile of the class a year."""
    scenario, found, _ = results["nso-trend"]
    shown = figures.fan(scenario, found).table
    start, years = float(found["share"].sel(quantile=0.5)[0]), np.arange(len(shown))
    for level in (0.1, 0.9):
        pace = np.quantile(outside_view.paces(), level)
        expected = expit(logit(start) + pace * years)
        np.testing.assert_allclose(shown[f"class_p{round(100 * level)}"], expected, rtol=1e-12)


def test_without_a_class_there_is_no_band(results, monkeypatch):
    monkeypatch.setattr(outside_view, "paces", lambda scope="all": ())
    scenario, found, _ = results["nso-trend"]
    assert not [name for name in figures.fan(scenario, found).table if name.startswith("class")]
