"""What is said of the errors is true of the scenario's own laws and of what it states itself."""

from pathlib import Path

import numpy as np
import pytest
from support.uncertainty import cumulated_sd

from dxsim.analysis.forecasts.calibration import base_weights
from dxsim.analysis.uncertainty.assumed import DEFAULTS, assumptions
from dxsim.analysis.uncertainty.ensemble import ensemble
from dxsim.presentation.text.messages import LANGUAGES, say
from dxsim.presentation.text.uncertainty import assumptions_of_several, errors_in_words
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.names import COMPONENTS
from dxsim.scenario.uncertainty import Errors, default_uncertainty

SHIPPED = sorted(file.stem for file in Path("params/scenarios").glob("*.yaml"))
OWN = Errors(persistent_sd=0.02, yearly_sd=0.03, base_sd=0.01)


def stated(scenario, parts, **update):
    uncertainty = default_uncertainty().producers[scenario.producer]
    own = uncertainty.model_copy(
        update={"errors": dict.fromkeys(parts, OWN), "correlation": None, "distribution": None}
    )
    return scenario.model_copy(
        update={"uncertainty": own.model_copy(update={"degrees_of_freedom": None, **update})}
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_only_errors_of_a_ratio_and_of_gdp_are_said_to_be_calibrated(name):
    scenario = load_scenario(name)
    facts = assumptions(scenario)
    relative = [n for n, c in scenario.components.items() if c.growth.kind == "relative"]
    gdp = ["gdp"] if scenario.closure == "gdp_given" else []
    assert facts["calibrated"] == [*relative, *gdp]
    assert set(facts["calibrated"]) | set(facts["carried_over"]) == set(facts["errors"])
    others = [n for n in scenario.components if n not in relative]
    for lang in LANGUAGES:
        first = errors_in_words(facts, lang)[0]
        assert (f"({say('ensemble.status_calibrated', lang)})" in first) == (not others)
        assert (say("ensemble.status_carried", lang) in first) == (not relative)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_line_of_errors_says_what_they_move(name):
    scenario = load_scenario(name)
    lines = errors_in_words(assumptions(scenario), "en")
    words = {"ratio": "ratio to the rest of GDP ±", "odds": "log-odds below the ceiling ±"}
    for block, kind in assumptions(scenario)["moves"].items():
        name = say(f"words.block_{block}", "en")
        line = next(x for x in lines if "±" in x and name in x.partition(":")[0].split(", "))
        assert ("base level" in line) == (block in scenario.components)
        assert [k for k, said in words.items() if said in line] == [kind] * (kind in words)


@pytest.mark.parametrize("name", ["baseline", "plan-fading", "saturating"])
def test_the_log_odds_of_the_share_spread_as_calibrated_where_that_is_said(name):
    """The parts' errors, added up with their correlation, against the share's log-odds in 2030."""
    scenario = load_scenario(name)
    facts = assumptions(scenario)
    share = base_weights(scenario) / base_weights(scenario).sum()
    one = facts["errors"]["ict"]
    matrix = np.full((3, 3), 0.3) + 0.7 * np.eye(3)
    stated_sd = cumulated_sd(one["persistent_sd"], one["yearly_sd"], 0.0, 6)
    stated_sd *= float(np.sqrt(share @ matrix @ share))
    found = ensemble(scenario, draws=20_000, targets=[])["share"].sel(year=2030)
    low, high = (float(found.sel(quantile=q)) for q in (0.05, 0.95))
    half = (np.log(high / (1 - high)) - np.log(low / (1 - low))) / 2
    calibrated = abs(half / 1.64 / stated_sd - 1) < 0.1
    assert calibrated == all(part in facts["calibrated"] for part in scenario.components)


def test_a_scenario_s_own_errors_are_told_from_the_defaults_that_complete_them():
    scenario = load_scenario("baseline")
    fitted = assumptions(stated(scenario, COMPONENTS))
    assert fitted["from"] == f"scenario, completed by {DEFAULTS}"
    assert fitted["defaulted"] == ["gdp", "correlation", "distribution"]
    assert fitted["calibrated"] == ["gdp"] and fitted["carried_over"] == []
    first = errors_in_words(fitted, "en")[0]
    assert "from the scenario file" in first and "GDP, correlations, the distribution" in first
    part = assumptions(stated(scenario, ["ict"]))
    assert part["calibrated"] == ["platform", "sectoral", "gdp"]
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
