"""A component's growth from what makes it up: closed forms, two roads, refusals."""

import numpy as np
import pytest
from support.scenarios import plan, write

from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.scenario.loading import load_scenario

DOMESTIC = {
    "revenue": {"base": "700 trn VND", "growth": {"constant": "12%"}},
    "ratio": {"path": {2024: "70%"}},
}
FOREIGN = {
    "revenue": {"base": "3300 trn VND", "growth": {"path": {2025: "10%", 2045: "5%"}}},
    "ratio": {"path": {2024: "10%", 2034: "15%"}},
}


def load(folder, identity, **changes):
    data = plan() | changes
    data["components"]["ict"]["growth"] = {"identity": identity}
    return load_scenario(write(data, folder))


def ict(scenario):
    return simulate(scenario).components["ict"][:10]


def test_one_part_grows_by_its_factors_together(tmp_path):
    """10 % more firms that each make 5 % more: 15.5 %; the ratio of levels is one of values."""
    many = {
        "firms": {"base": "74 k", "growth": {"constant": "10%"}},
        "per_firm": {"base": "29.4 bn VND", "growth": {"constant": "5%"}},
    }
    level = ict(load(tmp_path, {"all": many}))
    assert np.allclose(level[1:] / level[:-1], 1.10 * 1.05, rtol=1e-12)


def test_parts_sum_and_the_base_stays_the_published_one(tmp_path):
    """Two roads: the package, and levels of both parts written out."""
    scenario = load(tmp_path, {"domestic": DOMESTIC, "foreign": FOREIGN})
    years = np.arange(11)
    paces = [1.10 - 0.05 * (t - 1) / 20 for t in years[1:]]
    foreign = 3300 * np.cumprod([1, *paces]) * np.interp(years, [0, 10], [0.10, 0.15])
    value = 700 * 1.12**years * 0.7 + foreign
    level = ict(scenario)
    published = simulate(load_scenario(write(plan(), tmp_path))).components["ict"][0]
    assert level[0] == published
    assert np.allclose(level / level[0], (value / value[0])[:10], rtol=1e-12)


def test_new_small_firms_bring_far_less_than_the_mean(tmp_path):
    """As many new firms as there are giants, at a hundredth of the value, hardly count."""
    giants = {
        "firms": {"base": "500", "growth": {"constant": "0%"}},
        "per_firm": {"base": "1500 bn VND", "growth": {"constant": "0%"}},
    }
    small = {
        "firms": {"base": "27 k", "growth": {"constant": "20%"}},
        "per_firm": {"base": "2 bn VND", "growth": {"constant": "0%"}},
    }
    apart = ict(load(tmp_path, {"giants": giants, "small": small}))
    assert apart[1] / apart[0] - 1 == pytest.approx(0.2 * 54 / (750 + 54), rel=1e-12)


def test_the_law_is_written_as_the_path_it_makes(tmp_path):
    from dxsim.scenario.writing import scenario_text

    scenario = load(tmp_path, {"domestic": DOMESTIC, "foreign": FOREIGN})
    again = tmp_path / "again" / "plan.yaml"
    again.parent.mkdir()
    again.write_text(scenario_text(scenario), encoding="utf-8")
    assert np.array_equal(ict(load_scenario(again)), ict(scenario))


def test_the_shipped_identity_gives_growth_between_that_of_its_parts():
    level = ict(load_scenario("nso-trend+ict-identity"))
    growth = level[1:] / level[:-1] - 1
    assert ((growth > 0.07) & (growth < 0.15)).all()


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"revenue": DOMESTIC["revenue"]}, "a ratio beside revenue"),
        ({"ratio": DOMESTIC["ratio"]}, "revenue, or firms and per_firm"),
        (DOMESTIC | {"firms": {"base": "5", "growth": {"constant": "1%"}}}, "revenue, or firms"),
        (DOMESTIC | {"revenu": 5}, "did you mean revenue"),
        (
            DOMESTIC | {"revenue": {"base": "70%", "growth": {"constant": "1%"}}},
            "amount|money|trn",
        ),
        (
            DOMESTIC | {"revenue": {"base": "7 trn VND", "growth": {"fade": {"from": "1%"}}}},
            "unknown key 'fade'",
        ),
        (DOMESTIC | {"ratio": {"path": {2024: "0%"}}}, "parts that always add some"),
    ],
)
def test_an_identity_that_says_too_little_or_too_much_is_refused(tmp_path, part, said):
    with pytest.raises(InputError, match=said) as refused:
        load(tmp_path, {"domestic": part})
    assert "plan.yaml:" in str(refused.value) and "\n" not in str(refused.value)


def test_two_currencies_constant_prices_and_a_second_law_are_refused(tmp_path):
    dollars = DOMESTIC | {"revenue": {"base": "40 bn USD", "growth": {"constant": "1%"}}}
    with pytest.raises(InputError, match="one currency, trn VND"):
        load(tmp_path, {"domestic": DOMESTIC, "foreign": dollars})
    with pytest.raises(InputError, match="prices: current"):
        load(tmp_path, {"domestic": DOMESTIC}, prices="constant")
    data = plan()
    data["components"]["ict"]["growth"] = {
        "identity": {"domestic": DOMESTIC},
        "constant": "3%",
    }
    with pytest.raises(InputError, match="an identity beside another law"):
        load_scenario(write(data, tmp_path))
