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
from dxsim.model.projection import simulate
from dxsim.scenario.loading import load_scenario


def ishigami(x):
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def salib_order(a, b, mixed):
    """Return the outputs in the order in which SALib expects them (without second order)."""
    return np.concatenate([a[:, None], mixed.T, b[:, None]], axis=1).ravel()


def ishigami_samples(draws, seed=1, replicates=8):
    from dxsim.analysis.uncertainty.engine.samplers import uniform_points

    seeds = np.random.SeedSequence(seed).spawn(replicates)
    points = [uniform_points("sobol", 6, draws // replicates, one) for one in seeds]
    points = np.concatenate(points, axis=1) * 2 * np.pi - np.pi
    first, second = points[:3], points[3:]
    mixed = []
    for k in range(3):
        changed = first.copy()
        changed[k] = second[k]
        mixed.append(ishigami(changed))
    return ishigami(first), ishigami(second), np.array(mixed)


EXACT = {"first": [0.3139, 0.4424, 0.0], "total": [0.5576, 0.4424, 0.2437]}


def test_indices_of_the_ishigami_function_have_their_closed_form():
    a, b, mixed = ishigami_samples(16_384)
    found = sobol_indices(a[:, None], b[:, None], mixed[:, :, None], 8)
    np.testing.assert_allclose(found.first[:, 0], EXACT["first"], atol=0.01)
    np.testing.assert_allclose(found.total[:, 0], EXACT["total"], atol=0.01)


def test_intervals_hold_the_exact_indices_about_as_often_as_they_say():
    """Of 95 % intervals, about 38 of 40; bootstrap intervals on Sobol points held all."""
    held, widths = 0, []
    for seed in range(40):
        a, b, mixed = ishigami_samples(1024, seed)
        found = sobol_indices(a[:, None], b[:, None], mixed[:, :, None], 8)
        misses = np.abs(found.total[:, 0] - EXACT["total"])
        held += int(np.sum(misses <= found.total_half[:, 0]))
        widths.append(found.total_half[:, 0])
    assert 0.85 * 120 <= held <= 119
    assert np.mean(widths) < 0.05


def test_indices_agree_with_salib():
    study = study_of(load_scenario("baseline"))
    study = type(study)(study.scenario, independent(study.process), study.targets)
    factors = factors_of(study.process)
    a, b, mixed = saltelli_outputs(study, factors, 512, 4)
    found = sobol_indices(a, b, mixed, 8)
    problem = {"num_vars": len(factors), "names": [f.name for f in factors], "bounds": []}
    for output in (1, 6, 21, a.shape[1] - 1):
        outputs = salib_order(a[:, output], b[:, output], mixed[:, :, output])
        known = sobol.analyze(problem, outputs, calc_second_order=False, num_resamples=10, seed=1)
        np.testing.assert_allclose(found.first[:, output], known["S1"], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.total[:, output], known["ST"], rtol=1e-9, atol=1e-12)


def test_where_the_log_share_is_linear_the_indices_are_the_shares_of_variance():
    """Small errors: variance adds up over kinds, weighed by what a component is of the total."""
    scenario = with_errors(
        "plan-repeated", measured="0.2%", ict={"persistent_sd": "0.1%", "yearly_sd": "0.3%"}
    )
    found = sensitivity(scenario, draws=16_384, targets=[])
    years, path = 6, simulate(scenario)
    weight = path.components["ict"][years] / path.digital[years]
    parts = {"ict.persistent": (years * 0.001) ** 2, "ict.yearly": years * 0.003**2}
    parts = {name: weight**2 * part for name, part in parts.items()}
    parts["digital.measurement"] = 0.002**2
    whole = sum(parts.values())
    at = found.sel(year=2030)
    for name, part in parts.items():
        assert at["first"].sel(factor=name).item() == pytest.approx(part / whole, abs=0.03)
        assert at["total"].sel(factor=name).item() == pytest.approx(part / whole, abs=0.03)


def test_the_ranking_is_by_total_index_and_the_base_year_knows_only_the_measurement_error():
    found = sensitivity(load_scenario("baseline"), draws=512)
    rows = ranking(found, 2030)
    totals = [total for _, total, _ in rows]
    assert totals == sorted(totals, reverse=True)
    base_year = ranking(found, 2024)
    assert {name for name, total, _ in base_year if total > 1e-9} == {
        "digital.measurement",
    }
    same = sensitivity(load_scenario("baseline"), draws=512)
    np.testing.assert_array_equal(found["total"], same["total"])


def test_the_record_has_every_year_and_target_and_none_where_the_path_is_exhausted():
    record = sensitivity_record(sensitivity(load_scenario("plan-repeated"), draws=256))
    assert record["assumptions"]["errors_taken_as"] == "independent normal"
    assert set(record["share"]) == {str(year) for year in range(2024, 2046)}
    assert all(0 <= row["total"] <= 2 for row in record["share"]["2030"])
    assert all(row["total"] is None for row in record["share"]["2045"])
    assert "share-2030" in record["reached"]


def test_the_labels_of_the_indices_need_no_newer_xarray_than_is_asked_for(monkeypatch):
    """Coordinates know `drop_vars` only in releases after the oldest one allowed."""
    monkeypatch.delattr(xr.Coordinates, "drop_vars", raising=False)
    found = sensitivity(load_scenario("baseline"), draws=16)
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
    """One success in all samples: most replicates hold none, and say so without a sound."""
    a, b = np.zeros((2, 64, 1))
    a[3] = 1
    found = sobol_indices(a, b, b[np.newaxis], 8)
    assert np.isfinite(found.total).all() and np.isnan(found.total_half).all()


def test_without_any_error_there_is_nothing_to_rank():
    with pytest.raises(InputError, match="no spread"):
        sensitivity(with_errors("baseline"), draws=64)
