"""Verdicts: the plan's own arithmetic, the three states, speeds, what reaching a target takes."""

import json
import math

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenarios import plan, scenarios, write

import dxsim as dx
from dxsim.analysis import metrics
from dxsim.analysis.backwards.solving import required_growth
from dxsim.analysis.judged import verdict
from dxsim.analysis.targets import (
    find_target,
    main_target,
    metric,
    middle_target,
    middle_year,
    reaches,
)
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.scenario.laws import RATIO_LAWS, Law


def load(data, folder):
    return dx.load_scenario(write(data, folder))


def judged(data, folder, target):
    return verdict(load(data, folder), find_target(dx.load_targets(), target))


def nso(**changes):
    data = plan(producer="nso", **changes)
    bases = {"ict": "8.16% of gdp", "platform": "1.2% of gdp", "sectoral": "3.81% of gdp"}
    for name, base in bases.items():
        data["components"][name]["base"] = base
    data["components"]["platform"]["carved_from"] = "sectoral"
    return data


def logit(share):
    return math.log(share / (1 - share))


def test_every_target_of_the_plans_on_shares_growth_and_income_is_there():
    found = {(t.metric, t.of, t.threshold, t.years or t.year) for t in dx.load_targets()}
    assert found >= {
        ("digital_share_of_gdp", None, 0.20, 2025),
        ("digital_share_of_gdp", None, 0.205, 2025),
        ("digital_share_of_gdp", None, 0.145, 2026),
        ("digital_share_of_gdp", None, 0.30, 2030),
        ("digital_share_of_gdp", None, 0.50, 2045),
        ("component_share_of_digital", "sectoral", 0.51, 2025),
        ("component_share_of_digital", "sectoral", 0.70, 2030),
        ("part_share_of_gdp", "ict", 0.08, 2030),
        ("growth", "gdp", 0.065, (2021, 2025)),
        ("growth", "gdp", 0.10, 2026),
        ("growth", "gdp", 0.10, 2027),
        ("growth", "gdp", 0.10, (2026, 2030)),
        ("labour_productivity_growth", None, 0.065, (2021, 2025)),
        ("labour_productivity_growth", None, 0.085, 2026),
        ("labour_productivity_growth", None, 0.085, (2026, 2030)),
        ("gdp_per_head", None, 4700, 2025),
        ("gdp_per_head", None, 5400, 2026),
        ("gdp_per_head", None, 8500, 2030),
    }
    growth = [t for t in dx.load_targets() if t.metric == "growth"]
    assert {t.prices for t in growth} == {"real"}
    said = " ".join(t.what.en for t in dx.load_targets() if t.metric == "unmodelled")
    for name in ("total factor productivity", "research", "exports", "manufacturing"):
        assert name in said
    judges = {t.id: t.judge for t in dx.load_targets()}
    assert {judges[name] for name in ("share-2030", "share-2045", "industry-2030")} == {"nso"}
    assert judges["sectoral-2030"] == "mic"


@pytest.mark.parametrize(("gdp", "reached"), [("13.57%", True), ("13.59%", False)])
def test_30_per_cent_in_2030_holds_while_nominal_gdp_grows_less_than_13_58(tmp_path, gdp, reached):
    assert judged(plan(gdp=gdp), tmp_path, "share-2030").reached is reached


def test_sectoral_first_reaches_70_per_cent_in_2032(tmp_path):
    found = judged(plan(), tmp_path, "sectoral-2030")
    assert (found.reached, found.first_year, found.judge) == (False, 2032, True)


def test_a_verdict_never_hides_a_shrinking_rest_of_the_economy(tmp_path):
    found = judged(plan(), tmp_path, "share-2030")
    assert found.reached is True
    assert (found.strain.shrinks_from, found.strain.shrinks_from_real) == (2032, 2030)
    assert (found.strain.exhausted_in, found.stays_reached) == (2038, False)


def test_an_exhausted_target_year_is_not_evaluable(tmp_path):
    found = judged(plan(), tmp_path, "share-2045")
    assert (found.reached, found.reason, found.value) == (None, "exhausted", None)
    assert found.speed.projected is None
    assert found.non_digital_cagr is None
    assert found.speed.required == pytest.approx(0.0712, abs=5e-5)


def test_a_split_the_producer_does_not_publish_is_not_evaluable(tmp_path):
    found = judged(nso(), tmp_path, "sectoral-2030")
    assert (found.reached, found.reason) == (None, "no_such_part")
    assert set(found.additions.values()) == {None}
    assert set(found.speed) == {None}


def test_a_year_outside_the_horizon_is_not_evaluable(tmp_path):
    found = judged(plan(end_year=2030), tmp_path, "share-2045")
    assert (found.reached, found.reason) == (None, "outside_horizon")


@pytest.mark.parametrize(
    ("data", "target", "speed"),
    [
        (plan(), "share-2030", 0.108),
        (plan(), "share-2045", 0.071),
        (nso(), "share-2030", 0.173),
        (nso(), "share-2045", 0.090),
    ],
)
def test_required_speeds_from_2024(tmp_path, data, target, speed):
    found = judged(data, tmp_path, target).speed
    assert found.required == pytest.approx(speed, abs=5e-4)
    assert 0 <= found.percentile <= 1
    assert found.percentile_broad in (0, 0.25, 0.5, 0.75, 1)


def test_a_published_part_is_judged_with_its_carve_out_put_back(tmp_path):
    scenario = load(plan(), tmp_path)
    path = simulate(scenario)
    industry = find_target(dx.load_targets(), "industry-2030")
    part = industry.model_copy(update={"base": None, "what": None, "series": None})
    assert metric(scenario, part, path)[0] == pytest.approx(0.52 * 0.183, rel=1e-12)
    other = load(nso(), tmp_path)
    assert metric(other, part, simulate(other))[0] == pytest.approx(0.0816, rel=1e-12)


def test_the_industry_stands_on_its_own_base_and_grows_as_the_part_it_is_in(tmp_path):
    """7 % of GDP in 2023 and 7.8 % in 2025: 7.4 % in 2024, whatever the ICT part is."""
    industry = find_target(dx.load_targets(), "industry-2030")
    part = industry.model_copy(update={"base": None, "what": None, "series": None})
    for data in (plan(), nso()):
        scenario = load(data, tmp_path)
        path = simulate(scenario)
        own, whole = (metric(scenario, target, path) for target in (industry, part))
        assert own[0] == pytest.approx(0.074, rel=1e-12)
        np.testing.assert_allclose(own / own[0], whole / whole[0], rtol=1e-12)
    late = industry.model_copy(update={"base": {2030: 0.05}})
    assert metric(scenario, late, path)[0] == pytest.approx(0.05, rel=1e-12)


@settings(max_examples=20)
@given(st.floats(-0.2, 0.2))
def test_a_part_with_a_law_of_its_own_parts_from_what_it_is_in(speed):
    """The log of its ratio to the ICT part rises by the speed a year, and the solver knows it."""
    law = Law.model_validate({"relative": {"speed": speed}})
    industry = find_target(dx.load_targets(), "industry-2030")
    scenario = dx.load_scenario("baseline")
    path = simulate(scenario)
    alike, own = (
        metric(scenario, industry.model_copy(update={"growth": growth}), path)
        for growth in (None, law)
    )
    np.testing.assert_allclose(np.log(own / alike), speed * np.arange(own.size), atol=1e-12)
    target = industry.model_copy(update={"growth": law, "threshold": float(own[6]) * 1.1})
    found = verdict(scenario, target)
    assert found.value == pytest.approx(own[6], rel=1e-12)
    extra = {"ict": np.where(path.years[1:] <= 2030, found.additions["ict"], 0.0)}
    reached = metric(scenario, target, simulate(scenario, extra=extra))[6]
    assert reached == pytest.approx(target.threshold, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("base: {2023: 7%}", "the name of the part"),
        ("what: industry", "a base beside it"),
        ("what: industry, base: {2023: 107%}", "shares above 0% and below 100%"),
        ("what: industry, base: {2023: 7%}, series: industry", "a series in series.csv"),
        ("series: industry_share", "no such key"),
        ("base_sources: [plan-dossier-2024]", "a base beside it"),
        ("growth: {relative: {speed: 0.1}}", "a base beside it"),
        ("what: a, base: {2023: 7%}, growth: {constant: 7%}", "relative, the speed of the ratio"),
        ("what: a, base: {2023: 7%}, base_sources: [plan-dossier-2023]", "plan-dossier-2024"),
    ],
)
def test_a_key_of_a_target_without_effect_is_refused(tmp_path, change, expected):
    file = tmp_path / "targets.yaml"
    stated = (
        "{id: a, title: A, metric: part_share_of_gdp, of: ict, sense: at_least, threshold: 8%, "
        f"year: 2030, source: plan-dossier-2024, producers: [nso], judge: nso, {change}}}"
    )
    file.write_text(f"targets: [{stated}]\n")
    with pytest.raises(InputError, match=expected):
        dx.load_targets(file)


def test_the_gap_in_money_is_the_gap_times_gdp(tmp_path):
    found = judged(plan(), tmp_path, "share-2030")
    gdp = 11511.9 * 1.1**6
    assert found.gap_pp == pytest.approx((found.value - 0.3) * 100, rel=1e-12)
    assert found.gap_money == pytest.approx((found.value - 0.3) * gdp, rel=1e-12)


def test_growth_of_the_rest_at_the_target(tmp_path):
    found = judged(plan(), tmp_path, "share-2030")
    rest = 11511.9 * 0.817
    at_target = (0.7 * 11511.9 * 1.1**6 / rest) ** (1 / 6) - 1
    assert found.non_digital_cagr_at_target == pytest.approx(at_target, rel=1e-12)
    digital = (0.3 * 1.1**6 / 0.183) ** (1 / 6) - 1
    assert found.digital_cagr == pytest.approx(digital, rel=1e-12)


def test_required_growth_has_its_closed_form_for_one_constant_rate(tmp_path):
    found = judged(plan(), tmp_path, "share-2030").additions
    others = 0.09516 * 1.15**6
    needed = ((0.3 * 1.1**6 - others) / 0.08784) ** (1 / 6) - 1.30
    assert found["sectoral"] == pytest.approx(needed, abs=1e-12)
    assert found["platform"] is None


@settings(max_examples=80)
@given(scenarios(), st.sampled_from(("share-2025", "share-2030", "industry-2030")))
def test_required_growth_put_back_meets_the_threshold(tmp_path_factory, data, name):
    scenario = load(data, tmp_path_factory.mktemp("s"))
    target = find_target(dx.load_targets(), name)
    facts = verdict(scenario, target)
    if facts.reason in ("no_such_part", "outside_horizon"):
        return
    for lever in scenario.components:
        addition = facts.additions[lever]
        kind = scenario.components[lever].growth.kind
        if addition is None or kind in RATIO_LAWS:
            continue
        path = simulate(scenario, extra={lever: addition})
        value = metric(scenario, target, path)[target.year - scenario.base_year]
        assert value == pytest.approx(target.threshold, abs=1e-10)


def test_a_ratio_law_that_receives_growth_becomes_its_realised_path(tmp_path):
    data = plan()
    data["components"]["sectoral"]["growth"] = {"logistic": {"ceiling": "30%", "speed": 0.1}}
    scenario = load(data, tmp_path)
    realised = simulate(scenario).components["sectoral"]
    growth = realised[1:] / realised[:-1] - 1
    steps = {2025 + i: f"{g * 100:.14f}%" for i, g in enumerate(growth)}
    data["components"]["sectoral"]["growth"] = {"steps": steps}
    as_growth = load(data | {"name": "plan"}, tmp_path)
    target = find_target(dx.load_targets(), "share-2030")
    first = required_growth(scenario, target, "sectoral").value
    second = required_growth(as_growth, target, "sectoral").value
    assert first == pytest.approx(second, abs=1e-10)


@settings(max_examples=60)
@given(scenarios(), st.floats(0.05, 0.9), st.floats(0.001, 0.09))
def test_a_higher_threshold_is_never_reached_earlier(tmp_path_factory, data, threshold, more):
    scenario = load(data, tmp_path_factory.mktemp("s"))
    target = find_target(dx.load_targets(), "share-2030")
    low = verdict(scenario, target.model_copy(update={"threshold": threshold}))
    high = verdict(scenario, target.model_copy(update={"threshold": threshold + more}))
    never = math.inf
    assert (high.first_year or never) >= (low.first_year or never)


def test_more_than_is_not_met_by_equality():
    target = find_target(dx.load_targets(), "share-2030")
    exact = np.array([0.3])
    assert reaches(target, exact).all()
    assert not reaches(target.model_copy(update={"sense": "more_than"}), exact).any()
    assert not reaches(target, np.array([np.nan])).any()


def test_a_growth_target_is_judged_on_growth(tmp_path):
    file = tmp_path / "targets.yaml"
    entry = {
        "id": "gdp",
        "title": "GDP growth",
        "metric": "growth",
        "of": "gdp_real",
        "sense": "at_least",
        "threshold": "8%",
        "year": 2025,
        "source": "ministry-report-2024",
        "producers": ["mic"],
        "judge": "mic",
    }
    file.write_text(yaml.safe_dump({"targets": [entry]}), encoding="utf-8")
    (target,) = dx.load_targets(file)
    scenario = load(plan(gdp="10%"), tmp_path)
    found = verdict(scenario, target)
    assert found.value == pytest.approx(1.1 / 1.0335 - 1, rel=1e-12)
    assert found.reached is False
    assert metrics.top(scenario, target.measure, simulate(scenario))[0] == 11511.9


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"threshold": 30}, "per-cent sign"),
        ({"judge": "imf"}, "one of the target's producers"),
        ({"source": "nowhere"}, "a source in sources.yaml"),
        ({"metric": "share"}, "digital_share_of_gdp"),
        ({"of": "ict"}, "no such key"),
        ({"sense": "atleast"}, "did you mean at_least?"),
    ],
)
def test_wrong_targets_are_refused_with_their_place(tmp_path, change, said):
    entry = {
        "id": "x",
        "title": "x",
        "metric": "digital_share_of_gdp",
        "sense": "at_least",
        "threshold": "30%",
        "year": 2030,
        "source": "ministry-report-2024",
        "producers": ["mic"],
        "judge": "mic",
    } | change
    file = tmp_path / "targets.yaml"
    file.write_text(yaml.safe_dump({"targets": [entry]}, sort_keys=False), encoding="utf-8")
    with pytest.raises(dx.InputError, match="targets.yaml:") as error:
        dx.load_targets(file)
    assert said in str(error.value)


def test_speed_is_the_log_odds_a_year(tmp_path):
    found = judged(plan(), tmp_path, "share-2030")
    required = (logit(0.3) - logit(0.183)) / 6
    assert found.speed.required == pytest.approx(required, rel=1e-12)
    projected = (logit(found.value) - logit(0.183)) / 6
    assert found.speed.projected == pytest.approx(projected, rel=1e-12)


@settings(max_examples=60)
@given(scenarios())
def test_a_verdict_is_always_plain_json(tmp_path_factory, data):
    found = [v.record() for v in dx.verdicts([load(data, tmp_path_factory.mktemp("s"))])]
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_single_component_has_no_log_odds_within_the_digital_economy(tmp_path):
    data = plan()
    data["components"] = {"sectoral": data["components"]["sectoral"]}
    found = judged(data, tmp_path, "sectoral-2030")
    assert found.value == 1
    assert set(found.speed) == {None}


def test_the_middle_target_is_of_the_middle_year_of_two_the_earlier():
    share = [t for t in dx.load_targets() if t.is_digital_share]
    assert middle_target(share).year == middle_year(share, 0) == 2030
    late = [t for t in share if t.year >= 2030]
    assert middle_target(late).year == 2030
    soon = [t for t in share if t.year == 2025]
    assert middle_target(soon).threshold == max(t.threshold for t in soon)
    assert middle_target([]) is None and middle_year([], 2024) == 2024
    assert main_target(dx.load_scenario("baseline"), "", share) == middle_target(late)
