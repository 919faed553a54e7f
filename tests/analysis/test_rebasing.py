"""A scenario on a later base year: published values, the same laws, assumptions named."""

import numpy as np
import pytest
from click.testing import CliRunner

import dxsim as dx
from dxsim.analysis.rebasing import rebase
from dxsim.cli.main import cli
from dxsim.data.observations import yearly
from dxsim.data.yamlfile import InputError
from dxsim.model import growth
from dxsim.model.later_base import continued
from dxsim.model.projection import simulate
from dxsim.scenario.laws import Law

LAWS = [
    {"constant": "12%"},
    {"path": {2025: "30%", 2030: "20%", 2045: "8%"}},
    {"path": {2025: "9%"}},
    {"steps": {"2025-2029": "30%", "2030": "20%", "2031-2045": "12%"}},
    {"steps": {"2025": "30%", "2026-2045": "12%"}},
    {"fade": {"from": "30%", "to": "8%", "half_life": "4"}},
]


@pytest.mark.parametrize("stated", LAWS, ids=lambda law: str(next(iter(law))))
@pytest.mark.parametrize("to", [2025, 2027, 2036])
def test_a_law_goes_on_at_the_rates_it_had(stated, to):
    """The rates of every year after the new base are those of the old law."""
    law = Law.model_validate(stated)
    years = np.arange(to + 1, 2046, dtype=float)
    moved = growth.rates(continued(law, 2024, to), to, years)
    assert moved == pytest.approx(growth.rates(law, 2024, years), abs=1e-15)


def test_the_office_s_scenario_starts_from_what_was_published():
    found = rebase(dx.load_scenario("nso-reference-pace"), 2025)
    path = simulate(found.scenario)
    assert float(path.share[0]) == pytest.approx(yearly("digital_share", "nso")[2025] / 100)
    assert float(path.gdp[0]) == pytest.approx(yearly("gdp_nominal", "nso")[2025])
    assert float(path.components["ict"][0] / path.gdp[0]) == pytest.approx(0.0842, abs=1e-6)
    fraction = 1.2 / 5.01  # of the digitised part, as in the base of 2024
    carved = float(path.components["platform"][0] / path.gdp[0])
    assert carved == pytest.approx(fraction * 0.056, abs=1e-6)
    assert [r.key for r in found.remarks if r.assumed] == ["carved", "laws_kept"]


def test_what_the_ministry_no_longer_publishes_is_assumed_and_said():
    baseline = dx.load_scenario("baseline")
    found = rebase(baseline, 2025)
    assert {r.key for r in found.remarks if r.assumed} == {"share_projected", "laws_kept"}
    before, after = simulate(baseline), simulate(found.scenario)
    assert after.share == pytest.approx(before.share[1:], abs=1e-6)  # a ratio law goes on as it was


def test_a_day_before_the_release_knows_nothing_of_it():
    with pytest.raises(InputError, match="a year of which GDP or the share"):
        rebase(dx.load_scenario("nso-trend"), 2025, as_of="2025-12-31")


@pytest.mark.parametrize("year", [2024, 2023, 2045, 2050])
def test_a_year_outside_the_scenario_is_refused(year):
    with pytest.raises(InputError, match="a year from 2025 to 2044"):
        rebase(dx.load_scenario("nso-trend"), year)


def test_a_year_nobody_published_is_refused():
    with pytest.raises(InputError, match="2031"):
        rebase(dx.load_scenario("nso-trend"), 2031)


@pytest.mark.parametrize("name", ["plan-fading", "high-growth", "rest-given", "saturating"])
def test_the_command_writes_a_scenario_that_reads_back(tmp_path, name):
    file = tmp_path / f"{name}-later.yaml"
    done = CliRunner().invoke(cli, ["rebase", name, "--to", "2025", "--out", str(file)])
    assert done.exit_code == 0, done.output
    assert "Assumption:" in done.output
    again = dx.load_scenario(file)
    assert again.base_year == 2025 and again.name == file.stem
    assert dx.verdicts([again])


def test_persons_and_prices_abroad_are_moved_to_their_published_values(tmp_path):
    """A base without a published value goes on as the scenario had it, and cites no source."""
    file = tmp_path / "own.yaml"
    file.write_text(
        "name: own\nextends: baseline\n"
        "employment: {base: 51.9 m, growth: {fade: {from: 2%, to: 1%, half_life: 3}}}\n"
        "population: {base: 101.344 m, growth: {constant: 0.9%}, sources: nso-tables-2026}\n"
        "exchange_rate: {base: 24164.89 VND per USD, growth: {constant: 1.5%}}\n"
    )
    before = dx.load_scenario(file)
    found = rebase(before, 2025)
    after = found.scenario
    assert after.employment.base.value == 52.4e6
    assert after.employment.sources == {"base": ("dai-doan-ket-labour-2026",)}
    assert after.exchange_rate.base.value == 24978
    assert after.population.base.value == 102.345e6
    early = rebase(before, 2025, as_of="2026-01-20").scenario  # the tables came out in October
    assert early.population.base.value == pytest.approx(101.344e6 * 1.009, abs=1)
    assert "base" not in early.population.sources
    assert {r.key for r in found.remarks} >= {"beside_published"}


def test_a_new_base_cites_the_source_that_holds_it_or_none():
    old = dx.load_scenario("baseline")
    after = rebase(old, 2025).scenario
    assert old.gdp.sources["base"] == ("vtv-gdp-2025",)
    assert after.gdp.sources["base"] == ("nso-tables-2026",)
    assert "base" not in after.components["ict"].sources  # the ministry published no 2025
