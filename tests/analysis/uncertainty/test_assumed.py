"""What is said of the errors is true of the scenario's own laws and of what it states itself."""

from pathlib import Path

import numpy as np
import pytest
from support.uncertainty import cumulated_sd

from dxsim.analysis.forecasts.calibration import base_weights
from dxsim.analysis.uncertainty.assumed import assumptions
from dxsim.analysis.uncertainty.bases import studies_by_basis
from dxsim.analysis.uncertainty.condition import condition
from dxsim.analysis.uncertainty.ensemble import ensemble, study_of
from dxsim.analysis.uncertainty.outcomes import Outcome
from dxsim.data.country import component_names
from dxsim.presentation.text.messages import LANGUAGES, say
from dxsim.presentation.text.uncertainty import (
    assumptions_of_several,
    basis_in_words,
    common_in_words,
    errors_in_words,
    outcomes_in_words,
    spreads_in_words,
)
from dxsim.presentation.text.words import block_name
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.uncertainty import Errors, Uncertainty

DEFAULTS = "params/viet-nam/data/uncertainty.yaml"
SHIPPED = sorted(file.stem for file in Path("params/viet-nam/scenarios").glob("*.yaml"))
OWN = Errors(persistent_sd=0.02, yearly_sd=0.03)


def stated(scenario, parts, **update):
    own = Uncertainty(errors=dict.fromkeys(parts, OWN), **update)
    return scenario.model_copy(update={"uncertainty": own})


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_block_has_a_line_that_says_what_its_errors_move(name, lang):
    facts = assumptions(load_scenario(name))
    lines = errors_in_words(facts, lang)
    kinds = {"ratio": "errors_ratio", "odds": "errors_odds", "level": "errors_aggregate"}
    for block, kind in facts["moves"].items():
        text = say(
            f"ensemble.{kinds[kind]}", lang, blocks="|", persistent="|", yearly="|", fading=""
        )
        said = text.split("|")[1]
        word = block_name(block, lang)
        assert any(said in line and word in line.split(":")[0].split(", ") for line in lines)
    law = any(kind == "odds" for kind in facts["moves"].values())
    said = say("ensemble.errors_ceiling", lang, blocks="", sd="|").split("|")[0]
    assert any(said in line for line in lines) == law


@pytest.mark.parametrize("name", ["baseline", "plan-fading"])
def test_the_log_odds_of_the_share_spread_as_stated_under_every_law(name):
    """The parts' errors, added up with their correlation, against the share's log-odds in 2030."""
    scenario = load_scenario(name)
    facts = assumptions(scenario)
    share = base_weights(scenario) / base_weights(scenario).sum()
    one = facts["errors"]["ict"]
    matrix = np.full((3, 3), 0.3) + 0.7 * np.eye(3)
    sizes = (one["persistent_sd"], one["yearly_sd"], 0.0, 6, one["half_life"])
    stated_sd = cumulated_sd(*sizes) * float(np.sqrt(share @ matrix @ share))
    stated_sd = float(np.hypot(stated_sd, facts["measurement_sd"]))
    found = ensemble(scenario, draws=20_000, targets=[])["share"].sel(year=2030)
    low, high = (float(found.sel(quantile=q)) for q in (0.05, 0.95))
    half = (np.log(high / (1 - high)) - np.log(low / (1 - low))) / 2
    assert half / 1.64 == pytest.approx(stated_sd, rel=0.1)


def test_a_scenario_s_own_errors_are_told_from_the_defaults_that_complete_them():
    scenario = load_scenario("plan-fading")
    fitted = assumptions(stated(scenario, component_names()))
    assert fitted["from"] == f"scenario, completed by {DEFAULTS}"
    assert fitted["defaulted"] == ["gdp", "correlation", "distribution", "measurement_sd", "breaks"]
    first = errors_in_words(fitted, "en")[0]
    assert "from the scenario file" in first and "GDP, correlations, the distribution" in first
    assert assumptions(stated(scenario, []))["from"] == DEFAULTS
    assert assumptions(scenario)["from"] == DEFAULTS


def test_the_correlation_alone_is_the_scenario_s_own_too():
    own = stated(load_scenario("baseline"), [], correlation={})
    assert assumptions(own)["from"].startswith("scenario, completed by")


def test_of_several_ensembles_the_defaults_are_told_once():
    founds = [ensemble(load_scenario(n), draws=100, targets=[]) for n in ("baseline", "nso-trend")]
    first, second = assumptions_of_several(founds, "en")
    text = founds[0].attrs["assumptions"]["provenance"]["en"]
    assert [text in line for line in first].count(True) == 1
    assert not any(text in line for line in second)
    assert len(second) == len(errors_in_words(founds[1].attrs["assumptions"], "en")) - 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["nso-reference-pace", "plan-fading", "saturating"])
def test_every_size_says_whether_it_is_estimated_or_assumed(name, lang):
    facts = assumptions(load_scenario(name))
    words = [say(f"ensemble.rests_{key}", lang, text="") for key in ("estimated", "assumed")]
    for line in [*spreads_in_words(facts, lang), *common_in_words(facts, lang)]:
        assert any(word in line for word in words)
    fading = say("ensemble.fading", lang, years="20")
    assert any(fading in line for line in spreads_in_words(facts, lang))


def test_the_class_s_basis_says_where_its_own_spread_comes_from():
    found = {n: assumptions(load_scenario(n)) for n in ("nso-reference-pace", "nso-trend")}
    own, path = (found[n]["kinds"]["growth"]["en"] for n in found)
    assert own != path and own in spreads_in_words(found["nso-reference-pace"], "en")[0]


def test_what_a_scenario_states_itself_is_not_called_an_estimate():
    own = stated(load_scenario("baseline"), ["ict"])
    lines = spreads_in_words(assumptions(own), "en")
    assert lines[0].startswith("ICT:") and lines[0].endswith(say("ensemble.rests_scenario", "en"))
    assert say("ensemble.rests_estimated", "en", text="") in lines[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_known_says_how_far_it_will_be_revised_and_who_says_so(lang):
    given = [Outcome(2025, "gdp", 0.1), Outcome(2025, "share", 0.19)]
    found = condition(load_scenario("baseline"), given, draws=2000, targets=[])
    of_gdp, of_share = outcomes_in_words(found, lang)[1:3]
    assert say("ensemble.rests_assumed", lang, text="") in of_gdp
    assert say("ensemble.rests_estimated", lang, text="") in of_share
    assert found.attrs["revisions"] == {"gdp": 0.005, "share": 0.027}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_centre_is_a_posterior_s_only_where_the_laws_state_its_pace(lang):
    """A basis laid over a scenario of other laws gives its spread, and no page says more."""
    class_pace = load_scenario("nso-reference-pace")
    other = load_scenario("nso-trend").model_copy(update={"uncertainty": class_pace.uncertainty})
    found = {s.name: ensemble(s, draws=500) for s in (class_pace, other)}
    said = {name: basis_in_words(one, lang) for name, one in found.items()}
    assert said["nso-reference-pace"] == say("ensemble.basis_reference_class", lang)
    assert said["nso-trend"].startswith(say("ensemble.basis_path", lang))
    widths = [
        float(np.ptp(f["share"].sel(year=2045, quantile=[0.1, 0.9]).values)) for f in found.values()
    ]
    assert widths[0] > widths[1] > 0.1  # the same errors on the log-odds of a lower path
    moved = studies_by_basis(study_of(other))["own_history"].process.drift
    assert not moved.any()
