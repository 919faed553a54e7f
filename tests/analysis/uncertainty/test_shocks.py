import numpy as np
import pytest
from scipy import stats
from support.uncertainty import cumulated_sd, with_errors

from dxsim.analysis.uncertainty.samplers import sampler
from dxsim.analysis.uncertainty.shocks import (
    deviations,
    error_paths,
    error_process,
    factors,
    stationary_correlation,
    uncertainty_of,
)
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.writing import differences, scenario_text

DRAWS = 40_000
ERRORS = {
    "ict": {"persistent_sd": "2%", "yearly_sd": "5%", "ar1": "0.6", "base_sd": "10%"},
    "sectoral": {"persistent_sd": "3%", "yearly_sd": "4%", "ar1": "-0.3"},
    "gdp": {"persistent_sd": "1%", "yearly_sd": "2%", "ar1": "0"},
}
CORRELATION = {"ict": {"sectoral": 0.5, "gdp": 0.4}, "sectoral": {"gdp": -0.3}}


def drawn(freedom=None, method="random", draws=DRAWS, **errors):
    scenario = with_errors("plan-repeated", CORRELATION, freedom, **(errors or ERRORS))
    process = error_process(scenario, uncertainty_of(scenario)[0])
    source = sampler(process, draws, 7, method)
    unit = np.concatenate([source.block(i) for i in range(source.blocks)], axis=1)
    return process, error_paths(process, unit)


@pytest.mark.parametrize("freedom", [None, "8"])
@pytest.mark.parametrize("name", ["ict", "sectoral", "gdp"])
def test_the_spread_of_deviations_has_its_closed_form(name, freedom):
    process, found = drawn(freedom)
    at = process.blocks.index(name)
    for years in (1, 2, 7, 21):
        expected = cumulated_sd(
            process.persistent_sd[at], process.yearly_sd[at], process.ar1[at], years
        )
        assert np.log(found.factor[name][:, years]).std() == pytest.approx(expected, rel=0.03)
        assert found.factor[name][:, 0].tolist() == [1.0] * DRAWS


def test_yearly_shocks_are_stationary_with_their_autocorrelation_and_cross_correlation():
    only = {
        name: {k: v for k, v in e.items() if k != "persistent_sd"} for name, e in ERRORS.items()
    }
    process, found = drawn(**only)
    shocks = {name: np.diff(np.log(path), axis=1) for name, path in found.factor.items()}
    expected = stationary_correlation(process.correlation, process.ar1)
    for year in (0, 10, 20):
        for i, name in enumerate(process.blocks):
            if process.yearly_sd[i]:
                assert shocks[name][:, year].std() == pytest.approx(process.yearly_sd[i], rel=0.02)
        pair = np.corrcoef(shocks["ict"][:, year], shocks["sectoral"][:, year])[0, 1]
        i, j = process.blocks.index("ict"), process.blocks.index("sectoral")
        assert pair == pytest.approx(expected[i, j], abs=0.02)
    lagged = np.corrcoef(shocks["ict"][:, 4], shocks["ict"][:, 5])[0, 1]
    assert lagged == pytest.approx(0.6, abs=0.02)


def test_base_errors_have_their_spread_and_are_independent_of_growth():
    _, found = drawn()
    error = found.base_errors["ict"]
    assert error.std() == pytest.approx(0.10, rel=0.02)
    assert np.corrcoef(error, np.log(found.factor["ict"][:, 21]))[0, 1] == pytest.approx(
        0, abs=0.02
    )


def test_student_deviations_follow_the_student_law_at_every_horizon():
    process, found = drawn("5")
    at = process.blocks.index("ict")
    for years in (1, 21):
        sd = cumulated_sd(process.persistent_sd[at], process.yearly_sd[at], process.ar1[at], years)
        scaled = np.log(found.factor["ict"][:, years]) / sd * np.sqrt(5 / 3)
        assert stats.kstest(scaled, stats.t(5).cdf).pvalue > 0.001


@pytest.mark.parametrize("method", ["latin_hypercube", "sobol"])
def test_quasi_random_draws_follow_the_same_law(method):
    process, found = drawn("6", method, 16_384)
    at = process.blocks.index("sectoral")
    sd = cumulated_sd(process.persistent_sd[at], process.yearly_sd[at], process.ar1[at], 21)
    scaled = np.log(found.factor["sectoral"][:, 21]) / sd * np.sqrt(6 / 4)
    quantiles = np.quantile(scaled, [0.05, 0.25, 0.5, 0.75, 0.95])
    np.testing.assert_allclose(quantiles, stats.t(6).ppf([0.05, 0.25, 0.5, 0.75, 0.95]), atol=0.05)


def test_kinds_of_error_without_spread_take_no_draws():
    process, found = drawn(ict={"persistent_sd": "2%"})
    assert process.rows.total == len(process.blocks)
    assert not found.base_errors
    silent = {"ict": {}}
    process, found = drawn(draws=10, **silent)
    assert process.rows.total == 0
    assert found.factor["gdp"].tolist() == [[1.0] * 22] * 10


def test_without_yearly_shocks_a_factor_is_the_power_of_the_mean_error():
    only = {n: {k: v for k, v in e.items() if k == "persistent_sd"} for n, e in ERRORS.items()}
    scenario = with_errors("plan-repeated", CORRELATION, None, **only)
    process = error_process(scenario, uncertainty_of(scenario)[0])
    unit = sampler(process, 500, 3).block(0)
    np.testing.assert_allclose(
        factors(process, unit), np.exp(deviations(process, unit)), rtol=1e-14, atol=0
    )


@pytest.mark.parametrize("freedom", [None, "8"])
def test_a_scenario_written_keeps_its_errors_whole_and_as_differences(freedom, tmp_path):
    parent = load_scenario("plan-repeated")
    child = with_errors(parent, CORRELATION, freedom, **ERRORS).model_copy(
        update={"name": "uncertain"}
    )
    before = error_process(child, uncertainty_of(child)[0])
    for kind, text in {"whole": scenario_text(child), "less": differences(parent, child)}.items():
        file = tmp_path / kind / "uncertain.yaml"
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        again = load_scenario(file)
        assert again.uncertainty == child.uncertainty
        after = error_process(again, uncertainty_of(again)[0])
        for name in ("persistent_sd", "yearly_sd", "ar1", "base_sd", "correlation"):
            np.testing.assert_array_equal(getattr(after, name), getattr(before, name))
        assert after.degrees_of_freedom == before.degrees_of_freedom
