"""What must hold for any scenario, also an extreme one: relations between runs, limits, files."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.scenarios import extremes, rate_laws, scenarios, write

from dxsim.analysis.targets import load_targets
from dxsim.analysis.verdicts import verdicts
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.model.scenario import load_scenario
from dxsim.model.writing import scenario_text
from dxsim.presentation.records import projection_record

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


@FEWER
@given(scenarios())
def test_a_random_scenario_written_to_a_file_reads_back_as_itself(folder, data):
    loaded = load(data, folder)
    again = folder / "again" / "random.yaml"
    again.parent.mkdir(exist_ok=True)
    again.write_text(scenario_text(loaded), encoding="utf-8")
    origins = {"origins": ()}
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
        inner = key in ("path", "steps")
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
    ratios = ("gdp_multiple", "relative", "logistic", "gompertz")
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
    name = next((n for n in data["components"] if n != "platform"), None)
    assume(name and "platform" not in data["components"])
    whole = data["components"][name]
    assume(next(iter(whole["growth"])) not in ("logistic", "gompertz"))
    share = float(whole["base"].split("%")[0])
    cut = {
        name: {**whole, "base": f"{share * (1 - part)!r}% of gdp"},
        "platform": {**whole, "base": f"{share * part!r}% of gdp", "carved_from": name},
    }
    ours = simulate(load(data, folder))
    theirs = simulate(load({**data, "components": {**data["components"], **cut}}, folder))
    assert np.allclose(ours.share, theirs.share, rtol=1e-9, equal_nan=True)
