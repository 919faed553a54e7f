"""The default errors give the total the spread that the back-test found, by simulation too."""

import math

import numpy as np
import pytest

from dxsim.analysis.evidence import calibration
from dxsim.analysis.evidence.choice import choose
from dxsim.analysis.evidence.histories import subject
from dxsim.analysis.evidence.settings import settings
from dxsim.data.yamlfile import read
from dxsim.model.scenario import load_scenario, plain
from dxsim.model.uncertainty import default_uncertainty

CUT = "2025-02-28"


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
            for name in ("persistent_sd", "yearly_sd"):
                assert getattr(held.errors[block], name) == pytest.approx(
                    number(errors[name]), abs=5e-4
                )


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


def test_a_simulated_path_errs_as_the_method_states(scored):
    """Persistent and yearly errors, drawn, spread as the method's own interval at each horizon."""
    from dxsim.analysis.evidence.backtest import class_prior, methods_for
    from dxsim.analysis.evidence.choice import widened
    from dxsim.analysis.evidence.histories import known_history
    from dxsim.analysis.evidence.methods import Setting

    about, chosen = subject("digital_share", "nso"), choose(scored, "share")
    spread = calibration.spread_of(about, chosen, CUT)
    draws = np.random.default_rng(11)
    mean = draws.normal(0, spread.persistent_sd, (40_000, 1))
    paths = np.cumsum(mean + draws.normal(0, spread.yearly_sd, (40_000, 5)), axis=1)
    setting = Setting(class_prior("share"), settings(), {})
    for years in (1, 3, 5):
        history = known_history(about, CUT)
        forecast = methods_for("share")[chosen.method](history, [years], setting)[0]
        stated = widened(forecast, chosen.spread_factor).sd
        assert paths[:, years - 1].std() == pytest.approx(stated, rel=0.02)


def test_the_ministry_s_measure_is_less_certain_than_the_office_s(made):
    for name in ("persistent_sd", "yearly_sd", "base_sd"):
        ministry, office = (number(made[p]["errors"]["ict"][name]) for p in ("mic", "nso"))
        assert ministry > office


def test_one_part_alone_has_the_total_s_error():
    assert calibration.part_factor(np.array([3.0]), 0.3) == pytest.approx(1)
    assert calibration.part_factor(np.array([1.0, 1, 1]), 1.0) == pytest.approx(1)
    assert calibration.part_factor(np.array([1.0, 1, 1, 1]), 0.0) == pytest.approx(2)


def test_revisions_are_those_published():
    office = [math.log(12.83 / 12.86), math.log(12.87 / 12.33)]
    assert calibration.revision_sd("nso", CUT) > max(abs(x) for x in office) / math.sqrt(20)
    assert calibration.revision_sd("nso", "2023-12-03") == 0.0  # nothing had been revised yet


def test_the_text_reads_back_as_the_content(made, tmp_path):
    content = {"provenance": {"status": "calibrated", "en": "x", "vi": "x"}, "producers": made}
    file = tmp_path / "uncertainty.yaml"
    file.write_text(calibration.errors_text(content, "dxsim backtest --errors"), encoding="utf-8")
    assert plain(read(file))["producers"]["nso"]["errors"]["ict"] == {
        key: str(value) for key, value in made["nso"]["errors"]["ict"].items()
    }
