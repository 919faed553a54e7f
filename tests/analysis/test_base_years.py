"""Two base years explained: data revision, re-basing and assumptions sum to the difference."""

import itertools

import numpy as np
import pytest
from click.testing import CliRunner
from support.scenarios import plan, write

import dxsim as dx
from dxsim.analysis.base_years import OF_DATA, explain
from dxsim.analysis.rebasing import on_base_year, on_latest_data
from dxsim.cli.main import cli
from dxsim.data.observations import yearly
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate

SCENARIOS = {name: dx.load_scenario(name) for name in dx.list_scenarios()}
PAIRS = [
    pair
    for pair in itertools.permutations(SCENARIOS, 2)
    if SCENARIOS[pair[0]].base_year != SCENARIOS[pair[1]].base_year
]


def share(scenario, year=2030):
    return float(simulate(scenario).share[year - scenario.base_year])


@pytest.mark.parametrize(("one", "two"), PAIRS[::3])
def test_effects_sum_to_the_difference_whatever_the_base_years(one, two):
    first, second = SCENARIOS[one], SCENARIOS[two]
    found = explain(first, second, 2030)
    assert (found.first, found.second) == (one, two)
    assert (found.first_share, found.second_share) == pytest.approx((share(first), share(second)))
    assert sum(e.effect for e in found.effects) == pytest.approx(found.difference, abs=1e-12)
    assert [e.assumption for e in found.effects[:2]] == list(OF_DATA)


def test_the_other_way_round_every_effect_has_the_other_sign():
    pair = SCENARIOS["nso-trend"], SCENARIOS["nso-2025-own-history"]
    forth, back = explain(*pair, 2030), explain(*reversed(pair), 2030)
    assert {e.assumption: e.effect for e in forth.effects} == pytest.approx(
        {e.assumption: -e.effect for e in back.effects}, abs=1e-12
    )


def test_the_revision_is_that_of_the_published_total():
    """The office's 2024 was first 13.17, then 13.21 per cent of GDP; the split stays."""
    old = SCENARIOS["nso-trend"]
    new = on_latest_data(old)
    latest = yearly("digital_share", "nso")[2024] / 100
    assert share(old, 2024) == pytest.approx(0.1317)
    assert share(new, 2024) == pytest.approx(latest)
    parts = [simulate(s).components["ict"][0] / simulate(s).digital[0] for s in (old, new)]
    assert parts[0] == pytest.approx(parts[1], abs=2e-4)
    effect = explain(old, SCENARIOS["nso-2025-own-history"], 2030).effects[0].effect
    assert effect == pytest.approx(share(new) - share(old))


def test_a_base_that_nobody_published_is_not_revised(tmp_path):
    data = plan(producer="nso", end_year=2031)
    scenario = dx.load_scenario(write(data, tmp_path))
    assert on_latest_data(scenario).components == scenario.components


def test_without_data_re_basing_changes_nothing(tmp_path):
    """A base year of which nobody published anything: laws go on, the difference is assumed."""
    data = plan(base_year=2030, end_year=2045)
    first = dx.load_scenario(write(data, tmp_path))
    moved = on_base_year(first, 2034)
    whole = simulate(first)
    np.testing.assert_allclose(simulate(moved).share, whole.share[4:], rtol=1e-5)
    faster = plan(name="faster", base_year=2034, end_year=2045, gdp="11%")
    second = dx.load_scenario(write(faster, tmp_path))
    found = explain(first, second, 2036)
    assert [e.effect for e in found.effects[:2]] == pytest.approx([0, 0], abs=1e-6)
    assert sum(e.effect for e in found.effects) == pytest.approx(found.difference, abs=1e-12)


def test_a_year_before_the_later_base_is_refused():
    with pytest.raises(InputError, match="a year of 2025-"):
        explain(SCENARIOS["nso-trend"], SCENARIOS["nso-2025-own-history"], 2024)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_command_says_data_and_assumptions_apart(lang):
    words = ["explain", "nso-trend", "nso-2025-own-history", "--lang", lang]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0
    pair = SCENARIOS["nso-trend"], SCENARIOS["nso-2025-own-history"]
    found = explain(*pair, 2030)
    for effect in found.effects[:2]:
        text = f"{100 * effect.effect:+.2f}".replace(".", "," if lang == "vi" else ".")
        assert text.replace("-", "−") in done.output
    assert ("assumptions" if lang == "en" else "giả định") in done.output
