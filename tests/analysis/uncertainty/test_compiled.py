"""The compiled engine is held to the model: same draws, same numbers, and never silently."""

import itertools
import shutil
import subprocess
import sys
from pathlib import Path
from pickle import UnpicklingError

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drawn_programme import DRAWN, LAWS, RETAIL
from support.scenarios import plan, scenarios, write
from support.uncertainty import with_errors

from dxsim.analysis.targets import Target, load_targets
from dxsim.analysis.uncertainty.engine import (
    compiled,
    compiling,
    engines,
    quantiles,
    row_kernels,
)
from dxsim.analysis.uncertainty.engine.samplers import BLOCK, sampler
from dxsim.analysis.uncertainty.engine.tally import Study
from dxsim.analysis.uncertainty.ensemble import Plan, ensemble, futures, study_of
from dxsim.data.yamlfile import InputError
from dxsim.scenario.laws import SHARE_LAWS
from dxsim.scenario.loading import list_scenarios, load_scenario
from dxsim.scenario.parameters import with_parameters


@pytest.fixture(scope="module", autouse=True)
def compiled_once():
    """Compile the kernels in one of the test processes; the others load what it compiled."""
    with FileLock(Path(compiling.cache_folder()) / "compiling.lock"):
        futures(study_of(load_scenario("baseline"), []), Plan(10, engine="compiled"))


def growth_target(of, year):
    return Target.model_validate(
        {
            "id": f"growth-{of.replace('_', '-')}",
            "title": "growth",
            "metric": "growth",
            "of": of,
            **({} if of == "gdp_real" else {"prices": "nominal"}),
            "sense": "more_than",
            "threshold": "6%",
            "year": str(year),
            "source": "plan-dossier-2024",
            "producers": ["mic", "nso"],
            "judge": "nso",
        }
    )


def assert_same(study: Study, draws: int, seed: int) -> None:
    """Run both engines on the same seed and compare every share, count and shortfall.

    Where a draw leaves less than a millionth of GDP to the rest, the rest is the difference of two
    numbers alike in more digits than its growth has left: targets on it are not compared there, and
    shortfalls to as many digits as the least rest has. How far a target is missed by a component
    that an allocation left with next to nothing, and that grew tenfold, is not compared either.
    """
    slow = futures(study, Plan(draws, seed, engine="numpy"))
    fast = futures(study, Plan(draws, seed, engine="compiled"))
    assert (slow.engine.name, fast.engine.name) == ("numpy", "compiled")
    np.testing.assert_allclose(fast.sums.shares, slow.sums.shares, rtol=1e-12, atol=0)
    np.testing.assert_array_equal(fast.sums.gone, slow.sums.gone)
    thin = bool((slow.sums.shares > 1 - 1e-6).any())
    sure = [not (thin and "non_digital" in target.measured) for target in study.targets]
    np.testing.assert_array_equal(fast.sums.reached[:, sure], slow.sums.reached[:, sure])
    np.testing.assert_array_equal(fast.sums.first[sure], slow.sums.first[sure])
    if all(sure):
        np.testing.assert_array_equal(fast.sums.joint, slow.sums.joint)
    short = slow.sums.mean_shortfall()
    sized = np.array(sure, dtype=bool) & ~(short > 10)
    found = fast.sums.mean_shortfall()[sized]
    least_rest = max(1e-16, 1 - np.nanmax(slow.sums.shares))
    digits = max(1e-9, 1e-14 / least_rest)
    np.testing.assert_allclose(found, short[sized], rtol=digits, atol=1e-14)


@pytest.mark.parametrize("name", list_scenarios())
def test_shipped_scenarios_run_the_same_on_both_engines(name):
    scenario = load_scenario(name)
    growths = [growth_target(of, 2030) for of in ("gdp", "gdp_real", "non_digital", "digital")]
    assert_same(study_of(scenario, [*load_targets(), *growths]), 5_000, 3)


def every_metric(end, first_component):
    """Return targets on every form of measure, over one year and several, of every sense."""
    shapes = (
        {"metric": "digital_share_of_gdp", "threshold": "20%"},
        {"metric": "part_share_of_gdp", "of": first_component, "threshold": "8%"},
        {
            "metric": "part_share_of_gdp",
            "of": first_component,
            "threshold": "5%",
            "what": "some",
            "base": {2024: "4%"},
            "growth": {"relative": {"speed": 0.03}},
        },
        {"metric": "component_share_of_digital", "of": first_component, "threshold": "40%"},
        {"metric": "growth", "of": "gdp", "prices": "real", "threshold": "6%"},
        {"metric": "growth", "of": first_component, "prices": "nominal", "threshold": "10%"},
        {"metric": "labour_productivity_growth", "threshold": "5%"},
        {"metric": "gdp_per_head", "threshold": "6000 USD"},
        {"metric": "gdp_growth_multiple", "of": "digital", "prices": "nominal", "threshold": "1.5"},
        {"metric": "gdp_growth_multiple", "of": "non_digital", "prices": "real", "threshold": "1"},
    )
    made = []
    for number, (shape, span, sense) in enumerate(
        itertools.product(shapes, (1, 3), ("at_least", "more_than", "at_most", "about"))
    ):
        years = f"{end - span + 1}-{end}" if span > 1 else str(end)
        about = {"years" if span > 1 else "year": years, "sense": sense}
        about |= {"id": f"one-{number}", "title": "One", "source": "plan-dossier-2024"}
        about |= {"producers": ["mic", "nso"], "judge": "nso"}
        made.append(Target.model_validate(shape | about))
    return made


@pytest.mark.parametrize("name", ["nso-2025-class-pace", "rest-given", "saturating"])
def test_every_form_span_and_sense_is_counted_the_same(name):
    scenario = load_scenario(name)
    study = study_of(scenario, every_metric(2030, "ict"))
    assert_same(study, 3_000, 7)
    found = futures(study, Plan(3_000, 7, engine="compiled")).sums.reached.sum(axis=0)
    sides = {target.id: int(n) for target, n in zip(study.targets, found, strict=True)}
    below = [t for t in study.targets if t.sense == "at_most"]
    for target in below:
        same = next(
            t for t in study.targets if t.measure == target.measure and t.sense == "more_than"
        )
        assert sides[target.id] + sides[same.id] == 3_000, target.measure


@settings(max_examples=20)
@given(data=scenarios(), seed=st.integers(0, 2**62))
def test_any_scenario_runs_the_same_on_both_engines(tmp_path_factory, data, seed):
    first, *others = data["components"]
    for name in others:
        data["components"][name]["carved_from"] = first
    scenario = load_scenario(write(data, tmp_path_factory.mktemp("any")))
    names = list(scenario.components)
    errors = {
        name: {
            "persistent_sd": f"{1 + seed % 3}%",
            "yearly_sd": "4%",
            "half_life": "12",
            "ar1": f"{0.3 * i - 0.4:.1f}",
        }
        for i, name in enumerate(names)
    }
    for name, component in scenario.components.items():
        if component.growth.kind in SHARE_LAWS:
            errors[name]["ceiling_sd"] = "40%"
        if component.carved_from:
            errors[name]["allocation_sd"] = "50%"
    errors[scenario.aggregate] = {"persistent_sd": "1%", "yearly_sd": "2%"}
    correlation = {names[0]: {scenario.aggregate: 0.5}}
    breaks = {"rate": 0.1, "sd": "20%", "included": "true" if seed % 3 else "false"}
    moved = with_errors(scenario, correlation, "5" if seed % 2 else None, "6%", breaks, **errors)
    year = scenario.end_year
    targets = [growth_target(of, year) for of in ("gdp_real", "digital")]
    targets += every_metric(year, names[0])
    assert_same(study_of(moved, [*load_targets(), *targets]), 300, seed)


EVENTS = [
    {"id": "shock", "of": "sectoral", "years": "2026-2029", "probability": "30%", "size": "-20%"},
    {"id": "slump", "of": "gdp", "years": "2027", "probability": "50%", "size": "-8%"},
]
"""Shocks to a component and to the given aggregate."""


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("closure", ["gdp_given", "non_digital_given"])
def test_drawn_programmes_and_events_run_the_same_under_every_law(tmp_path, law, closure):
    data = plan() | {"programmes": [RETAIL | {"uncertainty": DRAWN}]}
    data["components"]["sectoral"]["growth"] = LAWS[law]
    of = "gdp"
    if closure == "non_digital_given":
        of = "non_digital"
        data |= {"closure": closure, of: {"growth": data["gdp"].pop("growth")}}
    events = [EVENTS[0], EVENTS[1] | {"of": of}]
    data["uncertainty"] = {"events": events, "errors": {"ict": {"persistent_sd": "2%"}}}
    study = study_of(
        load_scenario(write(data, tmp_path)), [*load_targets(), *every_metric(2030, "ict")]
    )
    assert study.process.programme_numbers == len(DRAWN) and study.process.events
    assert_same(study, 3_000, 5)


def test_draws_whose_programmes_leave_nothing_of_the_rest_are_counted_the_same(tmp_path):
    """Exhausted in some draws alone: those blocks are counted as NumPy counts them."""
    large = {"reach": "90% of gdp", "coverage": {"path": {2025: "0%", 2030: "100%"}}, "lag": 0}
    spread = {"intensity_rise": {"uniform": [0, 12]}}
    raised = RETAIL | large | {"intensity_rise": 0.5, "uncertainty": spread}
    data = plan() | {"end_year": 2032, "programmes": [raised]}
    study = study_of(load_scenario(write(data, tmp_path)))
    assert_same(study, 3_000, 5)
    assert 0 < futures(study, Plan(3_000, 5, engine="compiled")).exhausted < 3_000


def test_streaming_counts_are_the_same_bins(monkeypatch):
    from dxsim.analysis.uncertainty import ensemble as module

    monkeypatch.setattr(module, "EXACT_DRAWS", 0)
    study = study_of(load_scenario("plan-repeated"))
    slow = futures(study, Plan(9_000, 1, engine="numpy"))
    fast = futures(study, Plan(9_000, 1, engine="compiled", threads=2))
    assert np.abs(fast.sums.counts - slow.sums.counts).sum() <= 2, "at most one draw on an edge"
    np.testing.assert_allclose(fast.quantiles, slow.quantiles, atol=1e-6)


def test_many_draws_take_the_compiled_engine_and_say_so():
    scenario = load_scenario("baseline")
    found = ensemble(scenario, draws=engines.COMPILED_FROM, targets=[])
    assert (found.attrs["engine"], found.attrs["engine_reason"]) == ("compiled", "engine_many")
    few = ensemble(scenario, draws=10, targets=[])
    assert (few.attrs["engine"], few.attrs["engine_reason"]) == ("numpy", "engine_few_draws")


def test_without_numba_the_same_numbers_come_slower_and_it_is_said(monkeypatch):
    scenario = load_scenario("baseline")
    fast = ensemble(scenario, draws=engines.COMPILED_FROM)
    monkeypatch.setattr(compiling, "obstacle", lambda: "engine_no_numba")
    slow = ensemble(scenario, draws=engines.COMPILED_FROM)
    assert (slow.attrs["engine"], slow.attrs["engine_reason"]) == ("numpy", "engine_no_numba")
    np.testing.assert_allclose(slow["share"], fast["share"], rtol=1e-12)
    np.testing.assert_array_equal(slow["probability"], fast["probability"])
    with pytest.raises(InputError, match="compiled"):
        ensemble(scenario, draws=10, engine="compiled")


def test_a_scenario_of_arrays_is_left_to_numpy_with_the_reason():
    rates = np.linspace(0.08, 0.12, 50)
    scenario = with_parameters(load_scenario("plan-repeated"), {"gdp.growth.constant": rates})
    study = study_of(scenario, [])
    assert engines.choose(study, 10**6).reason == "engine_parameters"


def test_importing_the_ensemble_loads_no_compiler():
    code = "import sys, dxsim.analysis.uncertainty.ensemble; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_damaged_cache_is_deleted_and_made_again(monkeypatch, tmp_path):
    for name in ("kernels.close_rows-1.nbi", "kernels.close_rows-1.nbc", "other.nbc"):
        (tmp_path / name).write_bytes(b"cut sho")
    monkeypatch.setattr(compiling, "cache_folder", lambda: str(tmp_path))
    calls = []

    def start(study):
        calls.append(sorted(file.name for file in tmp_path.iterdir()))
        if len(calls) == 1:
            raise UnpicklingError("pickle data was truncated")
        return "started"

    monkeypatch.setattr(compiled, "compiled_tally", start)
    study = study_of(load_scenario("baseline"), [])
    assert engines.choose(study, 10**6).start == "started"
    assert len(calls[0]) == 3 and calls[1] == ["other.nbc"]


def test_a_cache_that_cannot_be_written_is_done_without(monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(blocked / "cache"))
    assert compiling.cache_folder.__wrapped__() is None
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    folder = Path(compiling.cache_folder.__wrapped__())
    assert folder.parent == tmp_path / "cache"


def test_a_change_in_any_kernel_file_gets_a_cache_of_its_own(monkeypatch, tmp_path):
    """numba itself sees changes in the file of the kernel called, not in those it calls."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    home = Path(compiling.__file__).parent
    for file in home.glob(compiling.KERNELS):
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(compiling, "__file__", str(tmp_path / "compiling.py"))
    before = compiling.cache_folder.__wrapped__()
    with (tmp_path / "kernels.py").open("a") as changed:
        changed.write("# another equation\n")
    assert compiling.cache_folder.__wrapped__() != before


def test_the_compiled_exponential_is_the_library_s_to_the_last_digits():
    from dxsim.analysis.uncertainty.engine.row_kernels import exponentiate

    x = np.concatenate(
        [np.linspace(-700, 700, 20_001), np.random.default_rng(4).normal(0, 2, 9_999)]
    )
    found = np.empty((2, 15_000))
    exponentiate(found, x.reshape(2, -1))
    np.testing.assert_allclose(found.ravel(), np.exp(x), rtol=5e-16)
    exponentiate(found, np.full((2, 15_000), 900.0))
    assert np.isfinite(found).all()


@pytest.mark.parametrize("seed", [0, 1, 2025])
def test_normals_of_the_kernels_are_those_of_numpy_to_the_last_bit(seed):
    """Half a million normals, so that the rare tail of the algorithm is among them."""
    process = study_of(load_scenario("plan-fading"), []).process
    source = sampler(process, 5 * BLOCK, seed)
    compiled_source = source.drawn_by(row_kernels.draw_normals)
    np.testing.assert_array_equal(compiled_source.whole(), source.whole())
    assert np.abs(source.whole()).max() > 3.7


@pytest.mark.parametrize("degree", [2, 5, 10])
def test_the_compiled_root_is_the_library_s_power_to_the_last_digits(degree):
    """Growth over several years, and what has no logarithm."""
    grown = np.exp(np.linspace(-7, 7, 30_001))
    found = grown.copy()
    row_kernels.take_root(found, degree)
    np.testing.assert_allclose(found, grown ** (1 / degree), rtol=4e-15)
    odd = np.array([0.0, np.inf, np.nan, -1.0, 1.0, 5e-324])
    with np.errstate(invalid="ignore"):
        expected = odd ** (1 / degree)
    row_kernels.take_root(odd, degree)
    np.testing.assert_allclose(odd, expected, rtol=1e-12)


def test_other_bases_are_run_by_the_engine_of_the_study_itself(monkeypatch):
    """So that a large ensemble, which has compiled kernels at hand, does not wait for NumPy."""
    from dxsim.analysis.uncertainty import ensemble as module

    study, names = study_of(load_scenario("plan-fading")), []
    choose = module.choose
    monkeypatch.setattr(module, "choose", lambda *of: names.append(choose(*of).name) or choose(*of))
    many = module.probabilities_by_basis(study, Plan(engines.COMPILED_FROM), 3_000)
    assert set(names) == {"compiled"} and len(names) == len(many) + 1
    few = module.probabilities_by_basis(study, Plan(3_000), 3_000)
    assert names[-1] == "numpy"
    for name, odds in many.items():
        np.testing.assert_array_equal(odds, few[name])


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32), draws=st.integers(1, 3_000), kind=st.integers(0, 4))
def test_compiled_order_statistics_are_those_of_sorted_rows(seed, draws, kind):
    """Rows with ties, far outliers, missing numbers, one number alone, and numbers all alike."""
    generator = np.random.default_rng(seed)
    rows = generator.beta(2, 6, size=(3, draws))
    if kind == 1:
        rows = rows.round(2)
    elif kind == 2:
        rows[0, 0], rows[-1, -1] = 1e300, -1e-300
    elif kind == 3:
        rows[1, generator.integers(draws)] = np.nan
    elif kind == 4:
        rows[:] = rows[:, :1]
    ranks = np.unique(generator.integers(draws, size=9))
    found = compiled.order_statistics(rows, ranks)
    np.testing.assert_array_equal(found, quantiles.order_statistics(rows, ranks))
