"""Programmes move a path by exactly what their equations say, under every law and closure."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support import programmes as reference
from support.reference import project
from support.scenarios import BASE, plan, scenarios, write

from dxsim.data.yamlfile import InputError
from dxsim.model.cohorts import over_cohorts, ramp_up, ramped_coverage
from dxsim.model.programmes import within_reach
from dxsim.model.projection import simulate
from dxsim.scenario.loading import load_scenario

RETAIL = {
    "name": "retail",
    "kind": "adoption",
    "component": "sectoral",
    "reach": "9.5% of gdp",
    "coverage": {"path": {2025: "0%", 2030: "50%"}},
    "intensity": "5.5%",
    "intensity_rise": 0.6,
    "productivity": "3%",
    "ramp": 2,
    "fade": 5,
    "lag": 1,
    "realisation": "35%",
    "additionality": "60%",
    "displacement": "30%",
}
BUYING = {
    "name": "buying",
    "kind": "demand",
    "component": "ict",
    "spending": {"path": {2024: "20 trn VND", 2026: "60 trn VND", 2030: "100 trn VND"}},
    "content": "21%",
    "realisation": "70%",
    "displacement": "25%",
}
LOCAL = {
    "name": "local",
    "kind": "domestic_value",
    "component": "ict",
    "ratio": {"path": {2024: "31.8%", 2030: "50%"}},
    "part": "74%",
    "realisation": "40%",
}
EVERY = (RETAIL, BUYING, LOCAL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("programmes")


def load(folder, *programmes, pace="11%"):
    """Load the plan year kept, sectoral at the pace of the others so that the rest lasts."""
    data = plan() | {"programmes": list(programmes)}
    for component in data["components"].values():
        component["growth"] = {"constant": pace}
    return load_scenario(write(data, folder))


def share_in(scenario, year):
    path = simulate(scenario)
    return float(path.share[year - scenario.base_year])


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=60)
@given(st.data())
def test_levels_are_those_put_together_by_hand(folder, data):
    """Two roads: the package, and plain numbers from the same files."""
    scenario = data.draw(scenarios())
    names = st.sampled_from(sorted(scenario["components"]))
    count = data.draw(st.integers(1, 3))
    chosen = [data.draw(reference.programmes(data.draw(names), f"p{i}")) for i in range(count)]
    bare = project(scenario)
    last = (bare["exhausted_in"] or scenario["end_year"] + 1) - 1
    try:
        path = simulate(load_scenario(write(scenario | {"programmes": chosen}, folder)))
    except InputError as refusal:
        assume("programmes" not in str(refusal))
        raise
    levels = bare["components"]
    added = reference.effects(
        chosen, BASE, last, bare["gdp"], {n: levels[n] for n in scenario["components"]}
    )
    for t in range(BASE, last + 1):
        digital = {n: levels[n][t] for n in levels}
        gdp, rest = bare["gdp"][t], bare["non_digital"][t]
        for programme in chosen:
            more, more_gdp = added[programme["name"]][t]
            digital[programme["component"]] += more
            gdp, rest = gdp + more_gdp, rest + more_gdp - more
        at = t - BASE
        assert path.gdp[at] == pytest.approx(gdp, rel=1e-10)
        assert path.non_digital[at] == pytest.approx(rest, rel=1e-9, abs=1e-9 * gdp)
        for name, level in digital.items():
            assert path.components[name][at] == pytest.approx(level, rel=1e-10, abs=1e-12 * gdp)
        total = sum(path.components.values())[at]
        assert path.digital[at] == pytest.approx(total, rel=1e-12)
        assert path.gdp[at] == pytest.approx(path.non_digital[at] + total, rel=1e-12)


def test_one_year_of_spending_has_a_closed_form(folder):
    """Half of what is spent in addition, at 21 % content, and no other GDP."""
    buying = BUYING | {"realisation": "50%", "displacement": "100%"}
    with_it, without = load(folder, buying), load(folder)
    more = simulate(with_it).components["ict"] - simulate(without).components["ict"]
    assert more[2] == pytest.approx(0.5 * 0.21 * 40, rel=1e-12)
    assert np.allclose(simulate(with_it).gdp, simulate(without).gdp, rtol=1e-15)


def test_units_covered_for_ever_reach_the_full_effect(folder):
    """After a long time a unit's gain and rise of intensity are whole: the limit in closed form."""
    programme = RETAIL | {"coverage": {"path": {2024: "0%", 2025: "50%"}}, "ramp": 0.5, "lag": 0}
    del programme["fade"]
    grown = load(folder, programme)
    bare = load(folder)
    share = (
        simulate(grown).components["sectoral"] - simulate(bare).components["sectoral"]
    ) / simulate(bare).gdp
    full = 0.6 * 0.095 * 0.35 * 0.5 * (0.7 * 0.055 * (math.exp(0.03) - 1) + 0.6 * 0.055)
    assert share[15] == pytest.approx(full, rel=1e-9)


@pytest.mark.parametrize("programme", EVERY, ids=lambda p: p["kind"])
@pytest.mark.parametrize("key", ["realisation", "additionality"])
def test_a_programme_that_is_not_carried_out_or_not_additional_adds_nothing(folder, programme, key):
    same, bare = simulate(load(folder, programme | {key: "0%"})), simulate(load(folder))
    assert np.array_equal(same.share, bare.share)
    assert np.array_equal(same.gdp, bare.gdp)


def test_coverage_that_stays_where_it_is_adds_nothing(folder):
    still = RETAIL | {"coverage": {"path": {2020: "50%", 2030: "50%"}}}
    assert np.array_equal(simulate(load(folder, still)).share, simulate(load(folder)).share)


@pytest.mark.parametrize("programme", EVERY, ids=lambda p: p["kind"])
@pytest.mark.parametrize("key", ["realisation", "additionality"])
def test_more_of_a_programme_adds_more(folder, programme, key):
    values = [share_in(load(folder, programme | {key: f"{n}%"}), 2030) for n in (0, 20, 60, 100)]
    assert values == sorted(values) and values[0] < values[-1]


@pytest.mark.parametrize("programme", EVERY, ids=lambda p: p["kind"])
def test_a_delay_shifts_the_effect_by_as_many_years(folder, programme):
    """As a share of GDP for adoption, in money for demand, as a share of the component else."""
    changes = {"name": programme["name"], "delay": 2}
    programmes_file = write({**programme}, folder)
    assert programmes_file.stem == programme["name"]
    bare, late = load(folder), load(folder, changes)
    now = load(folder, programme["name"])
    more_now = simulate(now).components[programme["component"]]
    more_late = simulate(late).components[programme["component"]]
    base = simulate(bare)
    level, gdp = base.components[programme["component"]], base.gdp
    unit = {"adoption": gdp, "demand": np.ones_like(gdp), "domestic_value": level}
    scale = unit[programme["kind"]]
    assert np.allclose(
        ((more_late - level) / scale)[2:], ((more_now - level) / scale)[:-2], rtol=1e-9, atol=1e-12
    )


def test_effects_of_several_add_up(folder):
    bare = simulate(load(folder))
    apart = [simulate(load(folder, p)).digital - bare.digital for p in EVERY]
    assert np.allclose(
        simulate(load(folder, *EVERY)).digital - bare.digital, sum(apart), rtol=1e-9, atol=1e-9
    )


def test_programmes_of_a_group_never_cover_more_than_the_largest_reach():
    covered = within_reach([0.1, 0.05], [np.array([0.0, 0.5, 0.9]), np.array([0.0, 0.6, 1.0])])
    together = 0.1 * covered[0] + 0.05 * covered[1]
    assert together == pytest.approx([0.0, 0.08, 0.1])
    assert covered[0][2] / covered[1][2] == pytest.approx(0.9)


def test_required_growth_meets_a_target_on_top_of_programmes(folder):
    from dxsim.analysis.judged import verdict
    from dxsim.analysis.targets import load_targets

    target = next(t for t in load_targets() if t.is_digital_share and t.year == 2045)
    with_them = load(folder, *EVERY)
    needed = verdict(with_them, target).additions
    assert needed["all"] is not None
    moved = simulate(with_them, extra=dict.fromkeys(with_them.components, needed["all"]))
    assert moved.share[-1] == pytest.approx(target.threshold, abs=1e-9)


def test_a_component_lifted_past_its_ceiling_is_refused(folder):
    bent = plan()
    bent["components"]["ict"] = {
        "base": "8.316% of gdp",
        "growth": {"logistic": {"ceiling": "9%", "speed": 0.2}},
    }
    bold = LOCAL | {"realisation": "100%"}
    with pytest.raises(InputError, match="ict at its ceiling or above it in 20.. with local"):
        simulate(load_scenario(write(bent | {"programmes": [bold]}, folder)))


def test_a_rest_of_gdp_that_programmes_use_up_is_refused(folder):
    huge = BUYING | {"spending": {"path": {2024: "0 trn VND", 2026: "90000 trn VND"}}}
    huge |= {"content": "100%", "displacement": "100%"}
    with pytest.raises(InputError, match="nothing left of the rest of GDP in 20.. with buying"):
        simulate(load(folder, huge))


def test_a_path_that_is_exhausted_without_programmes_stays_so(folder):
    """Programmes that add to the rest of GDP bring no year back."""
    without = simulate(load_scenario(write(plan(), folder)))
    assert without.exhausted_in == 2038
    productive = RETAIL | {"productivity": "90%", "intensity_rise": 0, "realisation": "100%"}
    with_it = load_scenario(write(plan() | {"programmes": [productive]}, folder))
    assert simulate(with_it).exhausted_in == 2038


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"coverage": {"path": {2025: "30%", 2030: "20%"}}}, "coverage that never falls"),
        ({"coverage": {"path": {2025: "30%", 2030: "120%"}}}, "a share from 0% to 100%"),
        ({"content": "20%"}, "the unknown key 'content'"),
        ({"reach": "9.5%"}, "did you mean|% of gdp"),
        ({"reach": "900 trn VND"}, "a share of GDP such as"),
        ({"realisation": "0.35"}, "did you mean 35% or 0.35%"),
        ({"realisation": "135%"}, "a share from 0% to 100%"),
        ({"intensity_rise": "60%"}, "without a per-cent sign"),
        ({"intensity_rise": 20}, "at most 100%"),
        ({"lag": 1.5}, "whole years"),
        ({"component": "sektoral"}, "did you mean sectoral"),
        ({"kind": "adaption"}, "did you mean adoption"),
        ({"sources": ["nowhere"]}, "a source of"),
        ({"uncertainty": {"realisation": {"normal": {"mean": "3%", "sd": "1%"}}}}, "beta, uniform"),
        ({"uncertainty": {"realization": {"uniform": ["1%", "2%"]}}}, "did you mean realisation"),
        ({"uncertainty": {"fade": {"uniform": [8, 2]}}}, "the lower value first"),
    ],
)
def test_a_wrong_programme_is_refused_in_one_line(folder, changes, said):
    with pytest.raises(InputError, match=said) as refused:
        load(folder, RETAIL | changes)
    assert "\n" not in str(refused.value) and "plan.yaml:" in str(refused.value)


def test_an_unknown_programme_is_refused_with_the_nearest(folder):
    write(RETAIL, folder)
    with pytest.raises(InputError, match=r"plan\.yaml:\d+: programmes.*did you mean retail\?"):
        load(folder, "retial")


def test_what_is_changed_in_place_moves_its_distribution_too(folder):
    draws = {"realisation": {"beta": {"mean": "35%", "weight": 4}}, "fade": {"uniform": [2, 8]}}
    write(RETAIL | {"uncertainty": draws}, folder)
    changed = load(folder, {"name": "retail", "realisation": "20%", "fade": 10}).programmes[0]
    assert changed.realisation == 0.2 and changed.uncertainty.realisation.beta.mean == 0.2
    assert changed.uncertainty.realisation.beta.weight == 4
    assert changed.uncertainty.fade.uniform == (4, 16)
    with pytest.raises(InputError, match="the unknown key 'component'"):
        load(folder, {"name": "retail", "component": "ict"})


def test_a_scenario_with_programmes_is_written_whole(folder):
    from dxsim.scenario.writing import scenario_text

    costly = RETAIL | {
        "cost": {"units": "0.8 m", "per_unit": "90 m VND", "upkeep": "15%", "discount": "6%"},
        "uncertainty": {
            "realisation": {"beta": {"mean": "35%", "weight": 4}},
            "productivity": {"normal": {"mean": "3%", "sd": "3%"}},
            "fade": {"uniform": [2, 8]},
            "reach": {"uniform": ["5% of gdp", "10% of gdp"]},
            "lag": {"uniform": [0, 2]},
        },
    }
    loaded = load(folder, costly, BUYING, LOCAL)
    again = folder / "again" / "plan.yaml"
    again.parent.mkdir(exist_ok=True)
    again.write_text(scenario_text(loaded), encoding="utf-8")
    assert load_scenario(again).programmes == loaded.programmes


@given(
    newly=st.lists(st.floats(0, 0.3), min_size=1, max_size=22),
    ramps=st.lists(st.floats(0.05, 20), min_size=1, max_size=4),
)
def test_coverage_at_its_effect_is_the_sum_over_cohorts_of_the_ramp(newly, ramps):
    """The closed form without a loop over cohorts, for one ramp and for draws of it."""
    newly, age = np.array(newly), np.arange(len(newly), dtype=float)
    one = over_cohorts(newly, ramp_up(age, ramps[0]))
    np.testing.assert_allclose(ramped_coverage(newly, ramps[0]), one, rtol=1e-12, atol=1e-13)
    draws, covered = np.array(ramps), np.outer(np.linspace(0.5, 1, len(ramps)), newly)
    many = over_cohorts(covered, ramp_up(age, draws))
    found = ramped_coverage(covered, draws)
    assert found.shape == many.shape == (len(ramps), len(newly))
    np.testing.assert_allclose(found, many, rtol=1e-12, atol=1e-13)
