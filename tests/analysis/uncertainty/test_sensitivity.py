import numpy as np
import pytest
import xarray as xr
from SALib.analyze import sobol
from support.uncertainty import with_errors

from dxsim.analysis.uncertainty.ensemble import study_of
from dxsim.analysis.uncertainty.indices import sobol_indices
from dxsim.analysis.uncertainty.sensitivity import (
    factors_of,
    independent,
    ranking,
    saltelli_outputs,
    sensitivity,
    sensitivity_record,
)
from dxsim.data.yamlfile import InputError
from dxsim.scenario.loading import load_scenario


def ishigami(x):
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def salib_order(a, b, mixed):
    """Return the outputs in the order in which SALib expects them (without second order)."""
    return np.concatenate([a[:, None], mixed.T, b[:, None]], axis=1).ravel()


def ishigami_samples(draws):
    from dxsim.analysis.uncertainty.samplers import uniform_points

    points = uniform_points("sobol", 6, draws, np.random.SeedSequence(1)) * 2 * np.pi - np.pi
    first, second = points[:3], points[3:]
    mixed = []
    for k in range(3):
        changed = first.copy()
        changed[k] = second[k]
        mixed.append(ishigami(changed))
    return ishigami(first), ishigami(second), np.array(mixed)


def test_indices_of_the_ishigami_function_have_their_closed_form():
    a, b, mixed = ishigami_samples(16_384)
    found = sobol_indices(a[:, None], b[:, None], mixed[:, :, None], 1)
    np.testing.assert_allclose(found.first[:, 0], [0.3139, 0.4424, 0.0], atol=0.01)
    np.testing.assert_allclose(found.total[:, 0], [0.5576, 0.4424, 0.2437], atol=0.01)
    assert np.all(found.first_half > 0) and np.all(found.total_half < 0.05)


def test_indices_and_intervals_agree_with_salib():
    study = study_of(load_scenario("baseline"))
    study = type(study)(study.scenario, independent(study.process), study.targets)
    factors = factors_of(study.process)
    a, b, mixed = saltelli_outputs(study, factors, 512, 4)
    found = sobol_indices(a, b, mixed, 4, resamples=400)
    problem = {"num_vars": len(factors), "names": [f.name for f in factors], "bounds": []}
    for output in (1, 6, 21, a.shape[1] - 1):
        outputs = salib_order(a[:, output], b[:, output], mixed[:, :, output])
        known = sobol.analyze(problem, outputs, calc_second_order=False, num_resamples=400, seed=1)
        np.testing.assert_allclose(found.first[:, output], known["S1"], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.total[:, output], known["ST"], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(
            found.first_half[:, output], known["S1_conf"], rtol=0.25, atol=2e-3
        )
        np.testing.assert_allclose(
            found.total_half[:, output], known["ST_conf"], rtol=0.25, atol=2e-3
        )


def test_where_the_log_share_is_linear_the_indices_are_the_shares_of_variance():
    """One growing component over a sure GDP, small errors: variance adds up over kinds."""
    scenario = with_errors(
        "plan-repeated",
        ict={"persistent_sd": "0.1%", "yearly_sd": "0.3%", "base_sd": "0.2%"},
    )
    found = sensitivity(scenario, draws=2048, targets=[])
    years = 6
    parts = {"ict.persistent": (years * 0.001) ** 2, "ict.yearly": years * 0.003**2}
    parts["ict.base"] = 0.002**2
    whole = sum(parts.values())
    at = found.sel(year=2030)
    for name, part in parts.items():
        assert at["first"].sel(factor=name).item() == pytest.approx(part / whole, abs=0.03)
        assert at["total"].sel(factor=name).item() == pytest.approx(part / whole, abs=0.03)


def test_the_ranking_is_by_total_index_and_the_base_year_knows_only_base_errors():
    found = sensitivity(load_scenario("baseline"), draws=512)
    rows = ranking(found, 2030)
    totals = [total for _, total, _ in rows]
    assert totals == sorted(totals, reverse=True)
    base_year = ranking(found, 2024)
    assert {name for name, total, _ in base_year if total > 1e-9} == {
        "ict.base",
        "platform.base",
        "sectoral.base",
    }
    same = sensitivity(load_scenario("baseline"), draws=512)
    np.testing.assert_array_equal(found["total"], same["total"])


def test_the_record_has_every_year_and_target_and_exhausted_futures_enter_at_100_per_cent():
    record = sensitivity_record(sensitivity(load_scenario("plan-repeated"), draws=256))
    assert record["assumptions"]["errors_taken_as"] == "independent normal"
    assert record["assumptions"]["exhausted_share_taken_as"] == 1.0
    assert all(0 <= row["total"] <= 2 for row in record["share"]["2045"])
    assert "share-2030" in record["reached"]


def test_the_labels_of_the_indices_need_no_newer_xarray_than_is_asked_for(monkeypatch):
    """Coordinates know `drop_vars` only in releases after the oldest one allowed."""
    monkeypatch.delattr(xr.Coordinates, "drop_vars", raising=False)
    found = sensitivity(load_scenario("baseline"), draws=8)
    assert set(found.coords) == {"factor", "year", "target"}
    assert found["year"].values[0] == 2024 and "sectoral.persistent" in found["factor"].values


@pytest.mark.parametrize("draws", [1000, 1, 131_072])
def test_draws_that_are_no_power_of_two_are_refused(draws):
    with pytest.raises(InputError, match="power of two"):
        sensitivity(load_scenario("baseline"), draws=draws)


def test_what_does_not_vary_has_no_index():
    scenario = with_errors("baseline", ict={"persistent_sd": "1%"})
    found = sensitivity(scenario, draws=64, targets=[])
    assert np.isnan(found["total"].sel(year=2024)).all()
    assert ranking(found, 2024) == [] and len(ranking(found, 2025)) == 1


@pytest.mark.filterwarnings("error")
def test_what_hardly_varies_has_an_index_and_no_interval():
    """One success in all samples: some bootstrap samples hold none, and say so without a sound."""
    a, b = np.zeros((2, 64, 1))
    a[3] = 1
    found = sobol_indices(a, b, b[np.newaxis], seed=1)
    assert np.isfinite(found.total).all() and np.isnan(found.total_half).all()


def test_without_any_error_there_is_nothing_to_rank():
    with pytest.raises(InputError, match="no spread"):
        sensitivity(with_errors("baseline"), draws=64)
