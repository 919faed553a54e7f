"""Each kind of error has its stated size, its own mixing variable, and a closed form."""

import numpy as np
import pytest
from scipy import stats
from support.uncertainty import cumulated_sd, with_errors

from dxsim.analysis.uncertainty.engine.deviations import deviations, deviations_of, jumps
from dxsim.analysis.uncertainty.engine.process import process_of, stationary_correlation
from dxsim.analysis.uncertainty.engine.samplers import sampler
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.writing import differences, scenario_text

DRAWS = 40_000
ERRORS = {
    "ict": {"persistent_sd": "2%", "half_life": "8", "yearly_sd": "5%", "ar1": "0.6"},
    "sectoral": {"persistent_sd": "3%", "yearly_sd": "4%", "ar1": "-0.3"},
    "gdp": {"persistent_sd": "1%", "yearly_sd": "2%", "ar1": "0"},
}
CORRELATION = {"ict": {"sectoral": 0.5, "gdp": 0.4}, "sectoral": {"gdp": -0.3}}
KINDS = ("persistent_sd", "fade", "yearly_sd", "ar1", "allocation_sd", "ceiling_sd", "correlation")


def drawn(freedom=None, method="random", draws=DRAWS, common=None, **errors):
    """Return a process and its deviations by block, shape (draws, years)."""
    stated = {"measured": "0%"} | (common or {})
    scenario = with_errors("plan-repeated", CORRELATION, freedom, **stated, **(errors or ERRORS))
    process = process_of(scenario)
    unit = sampler(process, draws, 7, method).whole()
    moved = deviations(process, unit)
    return process, {name: moved[:, i].T for i, name in enumerate(process.blocks)}


def expected_sd(name, years):
    spreads = {k: float(v.rstrip("%")) / (100 if "%" in v else 1) for k, v in ERRORS[name].items()}
    life = spreads.get("half_life", np.inf)
    return cumulated_sd(spreads["persistent_sd"], spreads["yearly_sd"], spreads["ar1"], years, life)


@pytest.mark.parametrize("freedom", [None, "8"])
@pytest.mark.parametrize("name", ["ict", "sectoral", "gdp"])
def test_the_spread_of_deviations_has_its_closed_form(name, freedom):
    """A persistent error fades by its half-life, shocks add up with their autocorrelation."""
    _, found = drawn(freedom)
    for years in (1, 2, 7, 21):
        assert found[name][:, years].std() == pytest.approx(expected_sd(name, years), rel=0.03)
    assert not found[name][:, 0].any()


def test_yearly_shocks_are_stationary_with_their_autocorrelation_and_cross_correlation():
    none = ("persistent_sd", "half_life")
    only = {name: {k: v for k, v in e.items() if k not in none} for name, e in ERRORS.items()}
    process, found = drawn(**only)
    shocks = {name: np.diff(path, axis=1) for name, path in found.items()}
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


def test_the_measurement_error_is_common_to_the_parts_and_spares_gdp():
    _, found = drawn(common={"measured": "5%"}, gdp={"persistent_sd": "1%"})
    assert found["ict"][:, 0].std() == pytest.approx(0.05, rel=0.02)
    for name in ("platform", "sectoral"):
        np.testing.assert_array_equal(found[name], found["ict"])
    assert not found["gdp"][:, 0].any()
    assert np.corrcoef(found["ict"][:, 0], found["gdp"][:, 21])[0, 1] == pytest.approx(0, abs=0.02)


def test_breaks_come_as_often_and_are_as_large_as_stated():
    """A compound Poisson: variance `rate sd^2` a year, kurtosis of a sum `3 + 3/(rate years)`."""
    breaks = {"rate": 0.3, "sd": "20%", "included": "true"}
    process, found = drawn(common={"breaks": breaks}, ict={})
    assert found["ict"][:, 21].std() == pytest.approx(0.2 * np.sqrt(0.3 * 21), rel=0.02)
    assert not found["gdp"].any()
    steps = jumps(process, sampler(process, DRAWS, 7).whole())
    assert (steps == 0).mean() == pytest.approx(np.exp(-0.3), abs=0.005)
    assert stats.kurtosis(found["ict"][:, 21]) == pytest.approx(3 / (0.3 * 21), rel=0.2)


def test_breaks_that_are_not_included_move_nothing():
    process, found = drawn(common={"breaks": {"rate": 0.3, "sd": "20%"}}, ict={})
    assert process.rows.total == 0 and not found["ict"].any()


@pytest.mark.parametrize("kind", ["persistent_sd", "yearly_sd"])
def test_one_error_alone_follows_the_student_law(kind):
    _, found = drawn("5", ict={kind: "4%"})
    scaled = found["ict"][:, 1] / 0.04 * np.sqrt(5 / 3)
    assert stats.kstest(scaled, stats.t(5).cdf).pvalue > 0.001


def test_sums_over_kinds_and_years_become_more_normal():
    """Each kind has its own mixing variable, yearly shocks one a year; a common one would not."""
    _, one = drawn("5", ict={"persistent_sd": "4%"})
    _, several = drawn("5", ict={"yearly_sd": "4%"})
    assert stats.kurtosis(several["ict"][:, 21]) < stats.kurtosis(one["ict"][:, 21]) / 4
    both, _ = drawn("8", common={"measured": "3%"}, ict={"persistent_sd": "4%"})
    unit = sampler(both, DRAWS, 7).whole()
    squares = unit[both.rows.persistent][0] ** 2, unit[both.rows.measurement][0] ** 2
    assert np.corrcoef(*squares)[0, 1] == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("method", ["latin_hypercube", "sobol"])
def test_quasi_random_draws_follow_the_same_law(method):
    _, found = drawn("6", method, 16_384, sectoral={"persistent_sd": "3%"})
    scaled = found["sectoral"][:, 21] / (21 * 0.03) * np.sqrt(6 / 4)
    quantiles = np.quantile(scaled, [0.05, 0.25, 0.5, 0.75, 0.95])
    np.testing.assert_allclose(quantiles, stats.t(6).ppf([0.05, 0.25, 0.5, 0.75, 0.95]), atol=0.05)


def test_kinds_of_error_without_spread_take_no_draws():
    process, found = drawn(ict={"persistent_sd": "2%"})
    assert process.rows.total == len(process.blocks)
    process, found = drawn(draws=10, ict={})
    assert process.rows.total == 0
    by = deviations_of(process, np.empty((0, 10)))
    assert by.factor["gdp"].tolist() == [[1.0] * 22] * 10 and not by.ceiling and not by.allocation


@pytest.mark.parametrize("freedom", [None, "8"])
def test_a_scenario_written_keeps_its_errors_whole_and_as_differences(freedom, tmp_path):
    parent = load_scenario("plan-repeated")
    errors = ERRORS | {"platform": {"allocation_sd": "30%"}}
    breaks = {"rate": 0.08, "sd": "20%", "included": "true"}
    child = with_errors(parent, CORRELATION, freedom, "3%", breaks, **errors).model_copy(
        update={"name": "uncertain"}
    )
    before = process_of(child)
    assert before.carved == ("platform",) and before.breaks is not None
    for kind, text in {"whole": scenario_text(child), "less": differences(parent, child)}.items():
        file = tmp_path / kind / "uncertain.yaml"
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        again = load_scenario(file)
        assert again.uncertainty == child.uncertainty
        after = process_of(again)
        for name in KINDS:
            np.testing.assert_array_equal(getattr(after, name), getattr(before, name))
        assert after.degrees_of_freedom == before.degrees_of_freedom
        assert (after.measurement_sd, after.breaks) == (before.measurement_sd, before.breaks)
