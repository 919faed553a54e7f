"""What targets measure: each metric against its identity, and solved both ways."""

import json

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenarios import plan, scenarios, write
from support.uncertainty import with_errors

import dxsim as dx
from dxsim.analysis import metrics
from dxsim.analysis.backwards.feasibility import judged_targets
from dxsim.analysis.metrics import METRICS
from dxsim.analysis.targets import Target, load_targets, metric
from dxsim.analysis.uncertainty.ensemble import Plan, futures, study_of
from dxsim.data.yamlfile import InputError
from dxsim.model.plain_values import projection_record
from dxsim.model.projection import simulate
from dxsim.presentation.text.tables import target_in_words, verdict_table
from dxsim.scenario.writing import scenario_text

BESIDE = {
    "employment": {"base": "51.9 m", "growth": {"constant": "0.9%"}},
    "population": {"base": "101.3 m", "growth": {"path": {2025: "0.9%", 2045: "0.4%"}}},
    "exchange_rate": {"base": "25000 VND per USD", "growth": {"constant": "1.5%"}},
}
SHAPES = {
    "share": {"metric": "digital_share_of_gdp", "threshold": "25%", "year": "2030"},
    "mean_share": {"metric": "digital_share_of_gdp", "threshold": "25%", "years": "2026-2030"},
    "real_gdp": {
        "metric": "growth",
        "of": "gdp",
        "prices": "real",
        "threshold": "9%",
        "years": "2026-2030",
    },
    "growth_of_ict": {
        "metric": "growth",
        "of": "ict",
        "prices": "nominal",
        "threshold": "18%",
        "year": "2029",
    },
    "real_digital": {
        "metric": "growth",
        "of": "digital",
        "prices": "real",
        "threshold": "12%",
        "year": "2030",
    },
    "productivity": {
        "metric": "labour_productivity_growth",
        "threshold": "8.5%",
        "years": "2026-2030",
    },
    "per_head": {"metric": "gdp_per_head", "threshold": "8500 USD", "year": "2030"},
    "multiple": {
        "metric": "gdp_growth_multiple",
        "of": "digital",
        "prices": "nominal",
        "threshold": "2.2",
        "years": "2026-2030",
    },
    "part_of_digital": {
        "metric": "component_share_of_digital",
        "of": "sectoral",
        "threshold": "55%",
        "year": "2030",
    },
    "narrower_part": {
        "metric": "part_share_of_gdp",
        "of": "ict",
        "what": "industry",
        "base": {2024: "6%"},
        "growth": {"relative": {"speed": 0.02}},
        "threshold": "9%",
        "year": "2030",
    },
}


def written(shape, folder, **more):
    """Return the target of a file with one target of a shape."""
    entry = {
        "id": "one", "title": "One", "sense": "at_least", "source": "plan-dossier-2024",
        "producers": ["mic", "nso"], "judge": "nso", **shape, **more,
    }  # fmt: skip
    path = folder / "targets.yaml"
    path.write_text(yaml.safe_dump({"targets": [entry]}, sort_keys=False))
    return load_targets(path)[0]


@pytest.fixture(name="scenario")
def scenario_fixture(tmp_path):
    data = plan() | BESIDE
    for component in data["components"].values():
        component["growth"] = {"fade": {"from": "22%", "to": "9%", "half_life": 4}}
    return dx.load_scenario(write(data, tmp_path))


def by_year(scenario):
    """Return the printed levels of a scenario by name and year."""
    record = projection_record(scenario)
    series = {"gdp": record["gdp"], "digital": record["digital"], **record["components"]}
    pairs = {n: dict(zip(record["years"], v, strict=True)) for n, v in series.items()}
    growth = dict(zip(record["years"][1:], record["growth"]["gdp_real"], strict=True))
    return pairs, growth


def test_every_metric_has_a_shape_here():
    assert {shape["metric"] for shape in SHAPES.values()} == METRICS.keys() - {"unmodelled"}


def test_both_engines_measure_every_metric_alike(scenario, tmp_path):
    targets = []
    for name, shape in SHAPES.items():
        one, path = written(shape, tmp_path), simulate(scenario)
        middle = float(metric(scenario, one, path)[one.year - scenario.base_year])
        targets.append(one.model_copy(update={"id": name, "threshold": middle}))
    errors = {name: {"yearly_sd": "5%"} for name in (*scenario.components, "gdp")}
    study = study_of(with_errors(scenario, measured="5%", **errors), targets)
    ours, theirs = (futures(study, Plan(500, 1, engine=name)) for name in ("numpy", "compiled"))
    np.testing.assert_allclose(ours.probabilities, theirs.probabilities, atol=1e-12)
    assert np.all((ours.probabilities > 0) & (ours.probabilities < 1))


def test_every_metric_is_the_identity_of_printed_numbers(scenario, tmp_path):
    levels, real = by_year(scenario)
    gdp, digital, ict = levels["gdp"], levels["digital"], levels["ict"]
    part = {year: (ict[year] + levels["platform"][year]) / gdp[year] for year in (2024, 2030)}
    shares = [digital[y] / gdp[y] for y in range(2026, 2031)]
    real_rate = np.prod([1 + real[y] for y in range(2026, 2031)])
    heads = 101.3e6 * np.prod([1 + 0.009 - 0.005 * k / 20 for k in range(6)])
    price = np.prod([gdp[2030] / gdp[2029] / (1 + real[2030])])
    expected = {
        "share": digital[2030] / gdp[2030],
        "mean_share": np.mean(shares),
        "real_gdp": real_rate**0.2 - 1,
        "growth_of_ict": ict[2029] / ict[2028] - 1,
        "real_digital": digital[2030] / digital[2029] / price - 1,
        "productivity": (real_rate / 1.009**5) ** 0.2 - 1,
        "per_head": gdp[2030] * 1e12 / heads / (25000 * 1.015**6),
        "multiple": (
            ((digital[2030] / digital[2025]) ** 0.2 - 1) / ((gdp[2030] / gdp[2025]) ** 0.2 - 1)
        ),
        "part_of_digital": levels["sectoral"][2030] / digital[2030],
        "narrower_part": 0.06 * np.exp(0.02 * 6) * part[2030] / part[2024],
    }
    assert expected.keys() == SHAPES.keys()
    for name, value in expected.items():
        (verdict,) = dx.verdicts([scenario], [written(SHAPES[name], tmp_path)])
        assert verdict.value == pytest.approx(value, rel=1e-12), name
        assert verdict.gap == pytest.approx(value - verdict.target.threshold, rel=1e-9)
        assert verdict.reached == (verdict.gap >= 0)
        json.dumps(verdict.record(), allow_nan=False)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("sense", ["at_least", "at_most"])
def test_the_growth_required_just_meets_the_target(scenario, tmp_path, shape, sense):
    target = written(shape, tmp_path, sense=sense)
    (verdict,) = dx.verdicts([scenario], [target])
    solved = {k: v for k, v in verdict.additions.items() if v is not None and "cagr" not in k}
    independent = shape["metric"] in ("labour_productivity_growth", "gdp_per_head")
    assert bool(solved) != (independent or shape.get("of") == "gdp")
    for lever, addition in solved.items():
        names = scenario.components if lever == "all" else (lever,)
        extra = {
            name: np.where(np.arange(2025, 2046) <= target.year, addition, 0) for name in names
        }
        path = simulate(scenario, extra=extra)
        value = metric(scenario, target, path)[target.year - scenario.base_year]
        assert value == pytest.approx(target.threshold, rel=1e-9)
        assert dx.required_growth(scenario, target, lever).value == pytest.approx(addition)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_path_that_ends_before_its_scenario_measures_the_same_years(scenario, tmp_path, shape):
    target = written(shape, tmp_path)
    short = simulate(scenario.model_copy(update={"end_year": 2030}))
    whole = metric(scenario, target, simulate(scenario))
    np.testing.assert_array_equal(metric(scenario, target, short), whole[: len(short.years)])


@settings(max_examples=60)
@given(data=scenarios(), span=st.integers(2, 5), of=st.sampled_from(("gdp", "non_digital")))
def test_an_average_rate_is_the_rate_that_gives_the_last_level(tmp_path_factory, data, span, of):
    scenario = dx.load_scenario(write(data, tmp_path_factory.mktemp("s")))
    path = simulate(scenario)
    rates = metrics.values(scenario, metrics.Measure("growth", of, "nominal", span), path)
    level = getattr(path, of)
    np.testing.assert_allclose(level[:-span] * (1 + rates[span:]) ** span, level[span:], rtol=1e-9)
    assert np.isnan(rates[:span]).all()


def test_what_a_scenario_does_not_state_is_not_evaluable_with_the_reason(tmp_path):
    bare = dx.load_scenario(write(plan(), tmp_path))
    reasons = {
        "no_employment": SHAPES["productivity"], "no_population": SHAPES["per_head"],
        "not_modelled": {"metric": "unmodelled", "what": "TFP", "threshold": "55%", "year": "2030"},
        "outside_horizon": SHAPES["share"] | {"year": "2060"},
    }  # fmt: skip
    for reason, shape in reasons.items():
        (verdict,) = dx.verdicts([bare], [written(shape, tmp_path)])
        assert (verdict.reached, verdict.reason) == (None, reason)
        assert verdict.value is None and verdict.additions["all"] is None
        for lang in ("en", "vi"):
            verdict_table([verdict], lang)
    early = {
        "metric": "growth",
        "of": "gdp",
        "prices": "real",
        "threshold": "6%",
        "years": "2022-2026",
    }
    (verdict,) = dx.verdicts([bare], [written(early, tmp_path)])
    assert verdict.reason == "span_before_base_year"


def test_a_rate_without_its_price_basis_is_refused(tmp_path):
    shape = {"metric": "growth", "of": "gdp", "threshold": "8%", "year": "2030"}
    with pytest.raises(InputError, match="prices: found nothing, expected real or nominal"):
        written(shape, tmp_path)
    kept = written(shape | {"of": "gdp_real"}, tmp_path)
    assert (kept.of, kept.prices) == ("gdp", "real")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"threshold": "8500"}, "no currency"),
        ({"threshold": "25%", "metric": "gdp_growth_multiple"}, "plain number"),
        ({"metric": "growth", "of": "gdp", "prices": "current", "threshold": "8%"}, "real"),
        ({"metric": "digital_share_of_gdp", "prices": "real", "threshold": "20%"}, "no such key"),
        ({"metric": "digital_share_of_gdp", "threshold": "20"}, "per-cent sign"),
        ({"metric": "unmodelled", "threshold": "20%"}, "what is not modelled"),
    ],
)
def test_keys_that_do_not_belong_to_a_metric_are_refused_with_their_place(tmp_path, change, said):
    with pytest.raises(InputError) as refusal:
        written(
            {"metric": "gdp_per_head", "threshold": "8500 USD", "year": "2030"} | change, tmp_path
        )
    assert said in str(refusal.value) and "targets.yaml:" in str(refusal.value)


def test_a_carve_out_of_a_carve_out_is_put_back_wholly(tmp_path):
    data = plan()
    data["components"]["platform"]["carved_from"] = "ict"
    data["components"]["sectoral"]["carved_from"] = "platform"
    scenario = dx.load_scenario(write(data, tmp_path))
    path = simulate(scenario)
    share = {"metric": "part_share_of_gdp", "of": "ict", "threshold": "8%", "year": "2030"}
    value = metric(scenario, written(share, tmp_path), path)
    np.testing.assert_allclose(value, path.share, rtol=1e-12)


def test_two_averages_over_different_spans_are_two_numbers_in_an_ensemble(tmp_path, scenario):
    spans = ({"years": "2026-2030"}, {"years": "2029-2030"})
    shapes = [SHAPES["mean_share"] | span | {"threshold": "21%"} for span in spans]
    targets = [
        written(shape, tmp_path).model_copy(update={"id": f"t{k}"})
        for k, shape in enumerate(shapes)
    ]
    found = dx.ensemble(scenario, targets=targets, draws=400, seed=1)
    long, short = (float(found["probability"].sel(target=f"t{k}")) for k in range(2))
    assert long < short


def test_persons_and_prices_abroad_survive_a_round_trip(tmp_path, scenario):
    (tmp_path / "again").mkdir()
    again = tmp_path / "again" / f"{scenario.name}.yaml"
    again.write_text(scenario_text(scenario))
    read = dx.load_scenario(again)
    for name in BESIDE:
        assert getattr(read, name) == getattr(scenario, name)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"employment": {"base": "0 m", "growth": {"constant": "1%"}}}, "employment.base"),
        ({"population": {"base": "5 m"}}, "population.growth: found nothing"),
        ({"exchange_rate": {"base": "7 MYR per USD", "growth": {"constant": "1%"}}}, "in VND"),
        ({"employment": {"base": "5 m", "growth": {"relative": {"speed": 0.1}}}}, "law relative"),
    ],
)
def test_blocks_beside_the_levels_are_checked(tmp_path, block, said):
    with pytest.raises(InputError) as refusal:
        dx.load_scenario(write(plan() | block, tmp_path))
    assert said in str(refusal.value)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_target_has_words_with_its_basis_and_years(scenario, tmp_path, shape, lang):
    target: Target = written(shape, tmp_path)
    said = target_in_words(target, lang)
    assert str(target.year) in said and "{" not in said
    if target.years:
        assert "2026-2030" in said
    words = {
        "en": {"real": "real", "nominal": "nominal"},
        "vi": {"real": "thực", "nominal": "danh nghĩa"},
    }
    if target.metric == "growth":
        assert words[lang][target.prices] in said


def test_unasked_only_what_components_can_bear_on_is_demanded_together(scenario, tmp_path):
    growth = written(SHAPES["real_gdp"] | {"years": "2027-2030"}, tmp_path)
    share = written(SHAPES["share"], tmp_path, id="share")
    assert judged_targets(scenario, None, [growth, share]) == (share,)
    assert judged_targets(scenario, [growth, share]) == (growth, share)


def test_where_gdp_stands_still_there_is_no_multiple_of_its_growth(tmp_path):
    data = plan()
    data["gdp"] |= {"growth": {"steps": {"2025-2029": "5%", "2030": "0%", "2031-2045": "5%"}}}
    scenario = dx.load_scenario(write(data, tmp_path))
    shape = SHAPES["multiple"] | {"years": "2030-2030"}
    (verdict,) = dx.verdicts([scenario], [written(shape, tmp_path)])
    assert (verdict.value, verdict.reason) == (None, "no_gdp_growth")
    json.dumps(verdict.record(), allow_nan=False)
