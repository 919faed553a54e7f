"""The default errors give the total the spread that the back-test found, by simulation too."""

import math

import numpy as np
import pytest

from dxsim.analysis.forecasts import calibration
from dxsim.analysis.forecasts.choice import choose
from dxsim.analysis.forecasts.histories import subject
from dxsim.analysis.forecasts.settings import settings
from dxsim.analysis.uncertainty.deviations import deviations_of
from dxsim.analysis.uncertainty.process import process_of
from dxsim.analysis.uncertainty.samplers import sampler
from dxsim.data.yamlfile import InputError, read
from dxsim.model.projection import simulate
from dxsim.scenario.errors.defaults import default_uncertainty
from dxsim.scenario.loading import load_scenario, plain
from dxsim.scenario.names import component_names
from dxsim.scenario.uncertainty import Uncertainty

CUT = "2025-02-28"
# The office's totals of 2020 to 2023, first release to latest: 2020 and 2021 stood as they were.
REVISED = math.sqrt((math.log(12.83 / 12.86) ** 2 + math.log(12.87 / 12.33) ** 2) / 4)
STILL = {"persistent_sd": 0.0, "half_life": None, "yearly_sd": 0.0}


@pytest.fixture(scope="module")
def made(scored):
    return calibration.calibrated_errors(scored, CUT)


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
def test_parts_errors_add_up_to_the_total_s(made, scored, producer):
    given = settings().scenario_errors
    weights = calibration.base_weights(load_scenario(given.scenarios[producer]))
    share = weights / weights.sum()
    matrix = np.full((3, 3), given.between_parts) + (1 - given.between_parts) * np.eye(3)
    spread = calibration.spread_of(subject("digital_share", producer), choose(scored, "share"), CUT)
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


def test_under_relative_laws_the_model_errs_as_the_method_states(scored):
    """Log-odds of the simulated share spread at each horizon as the method's own interval."""
    from dxsim.analysis.forecasts.backtest import class_prior, methods_for
    from dxsim.analysis.forecasts.choice import widened
    from dxsim.analysis.forecasts.histories import known_history
    from dxsim.analysis.forecasts.methods import Setting

    about, chosen = subject("digital_share", "nso"), choose(scored, "share")
    path = futures_of(load_scenario("nso-reference-pace"), "nso")
    moved = np.log(path.share / (1 - path.share))
    setting = Setting(class_prior("share"), settings(), {})
    for years in (1, 3, 5):
        history = known_history(about, CUT)
        forecast = methods_for("share")[chosen.method](history, [years], setting)[0]
        stated = widened(forecast, chosen.spread_factor).sd
        assert moved[:, years].std() == pytest.approx(stated, rel=0.05)


@pytest.mark.parametrize("producer", ["mic", "nso"])
def test_the_simulated_base_of_the_total_errs_as_totals_were_revised(producer, made):
    """The platform's allocation does not move the total; before, it did."""
    scenario = load_scenario(settings().scenario_errors.scenarios[producer])
    measured = number(made[producer]["measurement_sd"])
    start = np.log(futures_of(scenario, producer, measurement_sd=measured).share[:, 0])
    assert start.std() == pytest.approx(REVISED, rel=0.02)
    assert number(made[producer]["errors"]["platform"]["allocation_sd"]) == 0.3


def test_the_ministry_s_measure_is_less_certain_than_the_office_s(made):
    for name in ("persistent_sd", "yearly_sd"):
        ministry, office = (number(made[p]["errors"]["ict"][name]) for p in ("mic", "nso"))
        assert ministry > office


def test_one_part_alone_has_the_total_s_error():
    assert calibration.part_factor(np.array([3.0]), 0.3) == pytest.approx(1)
    assert calibration.part_factor(np.array([1.0, 1, 1]), 1.0) == pytest.approx(1)
    assert calibration.part_factor(np.array([1.0, 1, 1, 1]), 0.0) == pytest.approx(2)


def test_revisions_are_those_of_totals_published_twice():
    office = calibration.revisions_of("nso", CUT)
    assert (office.sd, office.years) == (pytest.approx(REVISED), 4)
    assert calibration.revisions_of("mic", CUT) is None  # a re-labelled part is no revision
    assert calibration.revisions_of("nso", "2023-12-03") is None  # nothing had been revised yet
    given = settings().scenario_errors
    assert calibration.base_revisions("mic", given, CUT) == office
    with pytest.raises(InputError, match="had been revised"):
        calibration.base_revisions("mic", given, "2023-12-03")


def test_the_provenance_says_whose_revisions_stand_for_another_s():
    stated = default_uncertainty().provenance
    assert "2.1%, over the 4 years" in stated.en and "MIC never published" in stated.en
    assert "2,1\xa0%, qua 4 năm" in stated.vi and "Bộ TT&TT chưa từng" in stated.vi


def test_the_text_reads_back_as_the_content(made, tmp_path):
    content = {"provenance": {"status": "calibrated", "en": "x", "vi": "x"}, "producers": made}
    file = tmp_path / "uncertainty.yaml"
    file.write_text(calibration.errors_text(content, "dxsim backtest --errors"), encoding="utf-8")
    assert plain(read(file))["producers"]["nso"]["errors"]["ict"] == {
        key: str(value) for key, value in made["nso"]["errors"]["ict"].items()
    }
