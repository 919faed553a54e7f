"""The default errors are those of the posterior, split so that the total has them."""

import math

import numpy as np
import pytest

from dxsim.analysis.forecasts import calibration, estimation
from dxsim.analysis.forecasts.histories import known_history, subject
from dxsim.analysis.forecasts.methods import TREND_METHODS
from dxsim.analysis.forecasts.settings import settings
from dxsim.analysis.uncertainty.engine.deviations import deviations_of
from dxsim.analysis.uncertainty.engine.process import process_of
from dxsim.analysis.uncertainty.engine.samplers import sampler
from dxsim.analysis.uncertainty.ensemble import ensemble
from dxsim.data.country import component_names
from dxsim.data.locations import scenarios_dir
from dxsim.data.yamlfile import read
from dxsim.model.projection import simulate
from dxsim.scenario.assumed_errors.completion import basis_of
from dxsim.scenario.assumed_errors.defaults import default_uncertainty
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.uncertainty import Uncertainty
from dxsim.scenario.validation import plain

CUT = "2025-02-28"
STILL = {"persistent_sd": 0.0, "half_life": None, "yearly_sd": 0.0}


@pytest.fixture(scope="module")
def made():
    return calibration.calibrated_errors(CUT)


def number(text):
    return float(text.rstrip("%")) / 100


def test_the_defaults_in_force_are_what_the_code_makes(made):
    defaults = default_uncertainty()
    assert defaults.provenance.status == "calibrated"
    for producer, stated in made.items():
        held = defaults.producers[producer]
        for block, errors in stated["errors"].items():
            for name in errors.keys() - {"ar1", "half_life"}:
                assert getattr(held.errors[block], name) == pytest.approx(
                    number(errors[name]), abs=5e-4
                )
        assert held.measurement_sd == pytest.approx(number(stated["measurement_sd"]), abs=5e-4)
        for name, basis in stated["bases"].items():
            assert held.bases[name].pace == pytest.approx(basis["pace"], abs=5e-4)


@pytest.mark.parametrize("producer", ["mic", "nso"])
def test_parts_errors_add_up_to_the_total_s(made, producer):
    given = settings().scenario_errors
    weights = calibration.base_weights(load_scenario(calibration.weighing_scenarios()[producer]))
    share = weights / weights.sum()
    matrix = np.full((3, 3), given.between_parts) + (1 - given.between_parts) * np.eye(3)
    spread = calibration.share_spread(producer, "own_history", CUT)
    for name in ("persistent_sd", "yearly_sd"):
        part = number(made[producer]["errors"]["ict"][name])
        total = part * math.sqrt(share @ matrix @ share)
        assert total == pytest.approx(getattr(spread, name), rel=0.01)


def futures_of(scenario, producer, **lasting):
    """Return the projected paths of a scenario under its producer's errors of growth alone."""
    stated = default_uncertainty().producers[producer]
    errors = {
        name: stated.errors[name].model_copy(
            update={"half_life": None} if name in component_names() else STILL
        )
        for name in (*scenario.components, scenario.aggregate)
    }
    update = {"errors": errors, "measurement_sd": 0.0, "basis": "path"}
    kept = {n: getattr(stated, n) for n in Uncertainty.model_fields} | update | lasting
    own = scenario.model_copy(update={"uncertainty": Uncertainty(**kept)})
    process = process_of(own)
    unit = sampler(process, 40_000, 11).whole()
    found = deviations_of(process, unit)
    return simulate(own, factor=found.factor, allocation=found.allocation)


def test_under_relative_laws_the_model_errs_as_the_posterior_states():
    """Log-odds of the simulated share spread at each horizon as the posterior's own forecast."""
    path = futures_of(load_scenario("nso-reference-pace"), "nso")
    moved = np.log(path.share / (1 - path.share))
    spread = calibration.share_spread("nso", "own_history", CUT)
    for years in (1, 3, 5):
        variance = spread.yearly_sd**2 * years + (spread.persistent_sd * years) ** 2
        assert moved[:, years].std() == pytest.approx(math.sqrt(variance), rel=0.05)


@pytest.mark.parametrize("producer", ["mic", "nso"])
def test_the_simulated_base_of_the_total_errs_as_first_releases_are_revised(producer, made):
    """The platform's allocation does not move the total."""
    scenario = load_scenario(calibration.weighing_scenarios()[producer])
    measured = number(made[producer]["measurement_sd"])
    start = futures_of(scenario, producer, measurement_sd=measured).share[:, 0]
    revised = calibration.share_revisions(producer, CUT).sd
    assert np.log(start / (1 - start)).std() == pytest.approx(revised, rel=0.02)
    assert number(made[producer]["errors"]["platform"]["allocation_sd"]) == 0.3


@pytest.mark.parametrize("basis", ["own_history", "reference_class"])
def test_centre_and_spread_of_a_basis_are_those_of_its_forecast(basis):
    """One posterior: the forecast of the basis' method spreads as its two errors say."""
    spread = calibration.share_spread("nso", basis, CUT)
    history = known_history(subject("digital_share", "nso"), CUT)
    setting = estimation.setting_of(subject("digital_share", "nso"), CUT)
    for years in (1, 5, 20):
        made = TREND_METHODS[calibration.METHODS[basis]](history, [years], setting)[0]
        variance = spread.yearly_sd**2 * years + (spread.persistent_sd * years) ** 2
        assert made.mean - history.last == pytest.approx(spread.pace * years, abs=2e-3 * years)
        assert made.sd == pytest.approx(math.sqrt(variance), rel=0.03)


def test_a_scenario_that_rests_on_a_posterior_has_its_centre_too():
    """Every shipped scenario with a basis moves at the pace of the posterior that it names."""
    names = [file.stem for file in scenarios_dir().glob("*.yaml")]
    resting = [s for s in map(load_scenario, names) if basis_of(s) != "path"]
    assert "nso-reference-pace" in [scenario.name for scenario in resting]
    for scenario in resting:
        pace = default_uncertainty().producers[scenario.producer].bases[basis_of(scenario)].pace
        for component in scenario.components.values():
            assert component.growth.relative.speed == pace


def test_the_class_s_band_of_the_office_s_share_is_that_of_its_posterior():
    """Of 2045: the posterior by itself, with the error of the base, against the ensemble's."""
    scenario = load_scenario("nso-reference-pace")
    found = ensemble(scenario, draws=20_000)
    spread = calibration.share_spread("nso", "reference_class", CUT)
    revised, years = calibration.share_revisions("nso", CUT).sd, scenario.horizon
    sd = math.hypot(spread.persistent_sd * years, spread.yearly_sd * math.sqrt(years), revised)
    middle = math.log(0.1317 / 0.8683) + spread.pace * years
    ends = [middle + away * sd for away in (-1.28, 0, 1.28)]
    expected = [1 / (1 + math.exp(-end)) for end in ends]
    own = found["share"].sel(year=2045, quantile=[0.1, 0.5, 0.9]).values
    np.testing.assert_allclose(own, expected, atol=0.03)
    odds = float(found["probability"].sel(target="share-2045"))
    assert 0.05 < odds < 0.1


def test_a_fit_and_the_defaults_state_the_same_errors():
    found = estimation.fit("digital_share", "nso", "pooled", CUT)
    spread = calibration.share_spread("nso", "own_history", CUT)
    assert found.gain == pytest.approx(spread.pace, abs=2e-4)
    assert found.persistent_sd == pytest.approx(spread.persistent_sd, rel=0.03)
    assert found.yearly_sd == pytest.approx(spread.yearly_sd, rel=1e-6)


def test_the_class_s_pace_contains_the_error_of_its_mean():
    from dxsim.analysis.forecasts.reference_class import Knowledge, class_prior
    from dxsim.data.records import day_of

    prior = class_prior("share", Knowledge(as_of=day_of(CUT)))
    spread = calibration.share_spread("nso", "reference_class", CUT)
    assert spread.pace == pytest.approx(prior.mean, abs=2e-3)
    assert spread.persistent_sd > math.hypot(0.9 * prior.between_sd, prior.mean_sd)
    assert 0.006 < prior.mean_sd < 0.012


def test_the_ministry_s_measure_is_less_certain_than_the_office_s(made):
    for name in ("persistent_sd", "yearly_sd"):
        ministry, office = (number(made[p]["errors"]["ict"][name]) for p in ("mic", "nso"))
        assert ministry > office


def test_nominal_gdp_errs_as_its_growth_and_prices_together():
    gdp = calibration.gdp_spread(CUT)
    assert 0.08 < gdp.pace < 0.12  # real growth of 6 % and prices of 3 to 4 %
    assert 0.005 < gdp.persistent_sd < 0.03 and 0.015 < gdp.yearly_sd < 0.06


def test_one_part_alone_has_the_total_s_error():
    assert calibration.part_factor(np.array([3.0]), 0.3) == pytest.approx(1)
    assert calibration.part_factor(np.array([1.0, 1, 1]), 1.0) == pytest.approx(1)
    assert calibration.part_factor(np.array([1.0, 1, 1, 1]), 0.0) == pytest.approx(2)


def test_the_provenance_says_on_what_the_revisions_rest():
    stated = default_uncertainty().provenance
    assert "over its 4 years published twice or more" in stated.en
    assert "MIC never published a total twice" in stated.en
    assert "qua 4 năm được công bố" in stated.vi and "Bộ TT&TT chưa từng" in stated.vi


def test_the_text_reads_back_as_the_content(made, tmp_path):
    content = {"provenance": {"status": "calibrated", "en": "x", "vi": "x"}, "producers": made}
    file = tmp_path / "uncertainty.yaml"
    file.write_text(calibration.errors_text(content, "dxsim backtest --errors"), encoding="utf-8")
    assert plain(read(file))["producers"]["nso"]["errors"]["ict"] == {
        key: str(value) for key, value in made["nso"]["errors"]["ict"].items()
    }
