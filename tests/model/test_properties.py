"""What must hold for any scenario, also an extreme one: relations between runs, limits, files."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.reference import added
from support.scenarios import BASE, extremes, rate_laws, scenarios, write

from dxsim.analysis.judged import verdicts
from dxsim.analysis.targets import load_targets
from dxsim.analysis.uncertainty.ensemble import Plan, draw, futures, study_of
from dxsim.data.yamlfile import InputError
from dxsim.model.plain_values import projection_record
from dxsim.model.projection import simulate
from dxsim.scenario.laws import LAWS, RATIO_LAWS, SHARE_LAWS
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.writing import scenario_text

FEWER = settings(max_examples=40)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("properties")


def load(data, folder):
    return load_scenario(write(data, folder))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=80)
@given(extremes())
def test_an_extreme_scenario_is_finite_or_refused_with_a_reason(folder, data):
    targets = load_targets()
    try:
        loaded = load(data, folder)
        record = projection_record(loaded)
        judged = verdicts([loaded], targets)
    except InputError as refusal:
        assert refusal.found and refusal.expected
        return
    numbers = list(_numbers(record)) + list(_numbers(judged))
    assert all(math.isfinite(number) for number in numbers)
    shares = [share for share in record["share"] if share is not None]
    assert shares and all(0 < share < 1 + 1e-12 for share in shares)
    missing = [share is None for share in record["share"]]
    assert missing == sorted(missing) and any(missing) == (record["exhausted_in"] is not None)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_extreme_scenarios_are_mostly_computed_and_use_every_law(folder):
    """What is drawn is legal: the test above is not passed by refusals alone."""
    done, laws = [], set()

    @settings(max_examples=150, database=None)
    @given(extremes())
    def drawn(data):
        laws.update(next(iter(block["growth"])) for block in data["components"].values())
        try:
            done.append(projection_record(load(data, folder))["exhausted_in"])
        except InputError as refusal:
            assert _is_explained(refusal, data["components"]), refusal

    drawn()
    assert laws == set(LAWS) and len(done) > 75


def _is_explained(refusal, components):
    """Whether numbers leave the range, or a multiple of falling GDP leaves nothing to grow."""
    if refusal.expected == "growth above -100% in every year":
        *_, name, term = refusal.key.split(".")
        return term == "growth" and "gdp_multiple" in components[name]["growth"]
    return "beyond what can be computed" in str(refusal)


def _numbers(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, int | float):
        yield value


@FEWER
@given(scenarios())
def test_the_share_lies_between_0_and_1_wherever_there_is_one(folder, data):
    path = simulate(load(data, folder))
    alive = ~path.exhausted
    assert (path.share[alive] > 0).all() and (path.share[alive] < 1).all()
    assert np.isnan(path.share[~alive]).all()


@settings(max_examples=100)
@given(scenarios())
def test_either_closure_fed_the_others_path_gives_it_back(folder, data):
    """Multiples of GDP's growth are left out: under the other closure it is not given."""
    assume(not any("gdp_multiple" in c["growth"] for c in data["components"].values()))
    path = simulate(load(data, folder))
    fed = "non_digital" if data["closure"] == "gdp_given" else "gdp"
    levels = path.gdp if fed == "gdp" else path.non_digital
    assume(not path.exhausted.any() and (levels > 1e-3 * path.gdp).all())
    growth = levels[1:] / levels[:-1]
    if data["prices"] == "constant":
        growth = growth / (path.deflator[1:] / path.deflator[:-1])
    assume((growth < 10).all() and (growth > 0.02).all())
    law = {"steps": {BASE + 1 + i: f"{(g - 1) * 100!r}%" for i, g in enumerate(growth.tolist())}}
    gdp = {key: value for key, value in data["gdp"].items() if key != "growth"}
    other = {key: value for key, value in data.items() if key != "non_digital"}
    other |= {"closure": f"{fed}_given", "gdp": gdp}
    other[fed] = {**other.get(fed, {}), "growth": law, "deflator": gdp["deflator"]}
    again = simulate(load(other, folder))
    np.testing.assert_allclose(again.gdp, path.gdp, rtol=1e-7)
    np.testing.assert_allclose(again.share, path.share, rtol=1e-7)


@settings(max_examples=100)
@given(scenarios(), st.integers(1, 25))
def test_a_path_goes_on_the_same_when_begun_again_from_any_year(folder, data, after):
    """What the levels of a year are, and no way to them, decides what follows."""
    whole = simulate(load(data, folder))
    assume(after < data["end_year"] - BASE and not whole.exhausted.any())
    year = BASE + after
    later = {**_from(data, year), "base_year": year}
    later["gdp"]["base"] = f"{float(whole.gdp[after])!r} trn VND"
    for name, level in whole.components.items():
        share = float(level[after] / whole.gdp[after])
        later["components"][name]["base"] = f"{share * 100!r}% of gdp"
    rest = simulate(load(later, folder))
    np.testing.assert_allclose(rest.gdp, whole.gdp[after:], rtol=1e-7)
    np.testing.assert_allclose(rest.share, whole.share[after:], rtol=1e-7)


def _from(value, year):
    """Return a scenario's mapping with every law as it goes on after a year."""
    if not isinstance(value, dict):
        return value
    if "add" in value:
        left = {t: f"{100 * points!r}%" for t, points in added(value).items() if t > year}
        law = _from({key: part for key, part in value.items() if key != "add"}, year)
        return law | ({"add": left} if left else {})
    if "path" in value:
        knots = {int(k): float(v[:-1]) for k, v in sorted(value["path"].items())}
        years = range(year + 1, max([year + 1, *knots]) + 1)
        rates = np.interp(years, list(knots), list(knots.values())).tolist()
        return {"path": {y: f"{rate!r}%" for y, rate in zip(years, rates, strict=True)}}
    if "steps" in value:
        spans = {tuple(map(int, str(k).split("-"))): v for k, v in value["steps"].items()}
        left = {(max(span[0], year + 1), span[-1]): v for span, v in spans.items()}
        return {"steps": {f"{a}-{b}" if a < b else a: v for (a, b), v in left.items() if a <= b}}
    if "fade" in value:
        start, end = (float(value["fade"][key][:-1]) for key in ("from", "to"))
        gap = (start - end) * 0.5 ** ((year - BASE) / value["fade"]["half_life"])
        return {"fade": {**value["fade"], "from": f"{end + gap!r}%"}}
    return {key: _from(inner, year) for key, inner in value.items()}


@FEWER
@given(scenarios(closures=("non_digital_given",)), st.floats(-10, 30), st.floats(0.01, 20))
def test_more_sectoral_growth_never_lowers_the_share_where_the_rest_is_given(
    folder, data, rate, more
):
    base = {"base": "4% of gdp", "deflator": data["gdp"]["deflator"]}
    shares = []
    for growth in (rate, rate + more):
        sectoral = {**base, "growth": {"constant": f"{growth!r}%"}}
        if data["prices"] == "current":
            del sectoral["deflator"]
        components = {**data["components"], "sectoral": sectoral}
        path = simulate(load({**data, "components": components}, folder))
        shares.append(np.where(path.exhausted, 1.0, path.share))
    assert (shares[1][1:] > shares[0][1:]).sum() + (shares[0][1:] == 1).sum() == len(shares[0]) - 1


@FEWER
@given(scenarios(), st.integers(0, 2**62), st.sampled_from(("random", "sobol")))
def test_a_draw_run_alone_is_that_draw_of_many(folder, data, seed, method):
    study = study_of(load(data, folder), [])
    plan = Plan(draws=64, seed=seed, method=method, engine="numpy")
    shares = futures(study, plan).sums.shares
    for index in (0, 31, 63):
        alone = draw(study, index, plan).share
        np.testing.assert_allclose(alone, shares[:, index], rtol=1e-12, equal_nan=True)


@FEWER
@given(scenarios())
def test_a_random_scenario_written_to_a_file_reads_back_as_itself(folder, data):
    loaded = load(data, folder)
    again = folder / "again" / "random.yaml"
    again.parent.mkdir(exist_ok=True)
    again.write_text(scenario_text(loaded), encoding="utf-8")
    origins = {"origins": (), "programme_files": ()}
    assert load_scenario(again).model_copy(update=origins) == loaded.model_copy(update=origins)


@FEWER
@given(scenarios(), st.sampled_from(("11511900 bn VND", "1 trn USD", "0.001 m VND")))
def test_shares_know_no_unit_of_money(folder, data, amount):
    ours = simulate(load(data, folder))
    theirs = simulate(load({**data, "gdp": {**data["gdp"], "base": amount}}, folder))
    assert np.allclose(ours.share, theirs.share, rtol=1e-9, equal_nan=True)
    assert (ours.exhausted == theirs.exhausted).all()


@FEWER
@given(scenarios(), st.sampled_from((-100, -1, 7, 300)))
def test_the_calendar_can_be_moved(folder, data, years):
    ours = simulate(load(data, folder))
    theirs = simulate(load(_moved(data, years), folder))
    assert np.allclose(ours.share, theirs.share, rtol=1e-12, equal_nan=True)
    assert (ours.years + years == theirs.years).all()


def _moved(value, years, key=""):
    """Return a scenario's mapping with every calendar year moved."""
    if isinstance(value, dict):
        inner = key in ("path", "steps", "add")
        return {_year(k, years) if inner else k: _moved(v, years, k) for k, v in value.items()}
    return value + years if key in ("base_year", "end_year") else value


def _year(text, years):
    return "-".join(str(int(part) + years) for part in str(text).split("-"))


@FEWER
@given(scenarios(prices=("current",)), st.data())
def test_inflation_alone_moves_no_share_of_a_current_price_scenario(folder, data, more):
    real = [c for c in data["components"].values() if "gdp_multiple" in c["growth"]]
    assume(all(c["growth"]["gdp_multiple"]["of"] == "nominal" for c in real))
    other = more.draw(rate_laws(data["end_year"], -3.0, 12.0))
    ours = simulate(load(data, folder))
    theirs = simulate(load({**data, "gdp": {**data["gdp"], "deflator": other}}, folder))
    assert np.array_equal(ours.share, theirs.share, equal_nan=True)


@FEWER
@given(
    scenarios(closures=("gdp_given",), prices=("current",)),
    st.floats(0.5, 15).map(lambda points: f"{points:.3f}%"),
)
def test_more_gdp_growth_lowers_the_share_of_components_that_grow_on_their_own(folder, data, more):
    ratios = ("gdp_multiple", *RATIO_LAWS)
    own = {n: c for n, c in data["components"].items() if next(iter(c["growth"])) not in ratios}
    assume(own)
    data = {**data, "components": own, "gdp": {**data["gdp"], "growth": {"constant": "4%"}}}
    slow = simulate(load(data, folder))
    fast = simulate(
        load(
            {**data, "gdp": {**data["gdp"], "growth": {"constant": f"{4 + float(more[:-1])}%"}}},
            folder,
        )
    )
    both = ~slow.exhausted & ~fast.exhausted
    assert (fast.share[both][1:] < slow.share[both][1:]).all()
    assert not (fast.exhausted & ~slow.exhausted).any()


@FEWER
@given(scenarios(), st.floats(0.1, 0.9))
def test_a_component_cut_in_two_that_grow_alike_leaves_the_total(folder, data, part):
    own = data["components"]
    parts = {n: c for n, c in own.items() if n != "platform"} or {"ict": own["platform"]}
    name, whole = next(iter(parts.items()))
    if next(iter(whole["growth"])) in SHARE_LAWS:
        whole = {**whole, "growth": {"relative": {"speed": 0.05}}}
    data = {**data, "components": {**parts, name: whole}}
    share = float(whole["base"].split("%")[0])
    cut = {
        name: {**whole, "base": f"{share * (1 - part)!r}% of gdp"},
        "platform": {**whole, "base": f"{share * part!r}% of gdp", "carved_from": name},
    }
    ours = simulate(load(data, folder))
    theirs = simulate(load({**data, "components": {**data["components"], **cut}}, folder))
    assert np.allclose(ours.share, theirs.share, rtol=1e-9, equal_nan=True)
