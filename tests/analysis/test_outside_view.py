"""The reference class: paces from shares, percentiles, and nothing remembered in the headline."""

import math
import shutil
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxsim.analysis import episodes
from dxsim.analysis import outside_view as ov
from dxsim.data import locations
from dxsim.data.yamlfile import InputError
from dxsim.model import share_curves
from dxsim.scenario.loading import load_scenario

# Paces in log-odds a year, to four digits, as worked out by hand when the episodes were chosen.
BY_HAND = {
    "china-caict-2012-2023": 0.0908,
    "china-caict-2005-2023": 0.0838,
    "china-cass-2018-2020": 0.0556,
    "singapore-imda-2017-2024": 0.0607,
    "malaysia-dosm-2014-2023": 0.0450,
    "thailand-onde-2021-2022": -0.0432,
    "indonesia-prospera-2010-2021": 0.0267,
    "india-rbi-2014-2019": 0.0974,
    "china-io-2012-2018": 0.0576,
    "china-nbs-core-2020-2023": 0.0872,
    "korea-ict-2005-2011": 0.0587,
    "united-states-bea-1997-2017": 0.0084,
    "united-states-bea-2019-2021": 0.0391,
    "eu-ict-2009-2021": 0.0279,
    "united-kingdom-2021-2024": 0.0043,
    "canada-2010-2017": 0.0138,
    "australia-2011-2020": 0.0144,
    "viet-nam-nso-2020-2025": 0.0235,
    "viet-nam-ministry-2021-2024": 0.1683,
}


def test_every_pace_follows_from_its_shares():
    found = {e.id: e.pace for e in episodes.episodes()}
    assert BY_HAND.keys() <= found.keys()
    for id, pace in BY_HAND.items():
        assert found[id] == pytest.approx(pace, abs=6e-5), id


def test_twelve_count_and_four_of_them_are_broad():
    assert len(ov.paces()) == 12
    assert {e.measure.id for e in ov.reference_class("broad")} == {
        "china-caict", "singapore-imda", "malaysia-dosm", "indonesia-prospera",
    }  # fmt: skip
    assert ov.median() == pytest.approx(0.0364, abs=5e-5)
    assert ov.median("broad") == pytest.approx(0.0528, abs=1e-4)


def test_the_reference_scenario_moves_at_the_median_pace_of_the_broad_class():
    components = load_scenario("baseline").components.values()
    (speed,) = {block.growth.relative.speed for block in components}
    assert speed == pytest.approx(ov.median("broad"), abs=1e-4)


def test_nothing_remembered_counts():
    assert all(e.confidence != "remembered" for e in ov.reference_class())
    assert any(e.confidence == "remembered" for e in episodes.episodes())


@pytest.mark.parametrize(
    ("start", "target", "years", "speed", "below", "below_broad"),
    [
        (0.183, 0.30, 6, 0.108, 1.0, 1.0),
        (0.183, 0.50, 21, 0.071, 10 / 12, 3 / 4),
        (0.1317, 0.30, 6, 0.173, 1.0, 1.0),
        (0.1317, 0.50, 21, 0.090, 10 / 12, 3 / 4),
    ],
)
def test_the_targets_in_the_class(start, target, years, speed, below, below_broad):
    required = share_curves.pace(start, target, years)
    assert required == pytest.approx(speed, abs=5e-4)
    assert ov.percentile(required) == pytest.approx(below)
    assert ov.percentile(required, scope="broad") == pytest.approx(below_broad)


@given(st.floats(-1, 1))
def test_a_percentile_counts_strictly_below(speed):
    for scope in ("all", "broad"):
        counted = [e.pace for e in ov.reference_class(scope)]
        assert ov.percentile(speed, scope) == sum(p < speed for p in counted) / len(counted)
        low, high = ov.percentile_range(speed, scope)
        assert 0 <= low <= high <= 1


def test_an_episode_is_not_below_itself():
    for rank, pace in enumerate(ov.paces()):
        assert ov.percentile(pace) == rank / 12


@given(st.floats(0.001, 0.999), st.floats(-0.5, 0.5), st.floats(0.5, 30))
def test_pace_and_path_are_inverse(share, speed, years):
    reached = share_curves.expit(share_curves.logit(share) + speed * years)
    if 1e-9 < reached < 1 - 1e-9:
        assert share_curves.pace(share, reached, years) == pytest.approx(speed, abs=1e-6)


def test_leaving_one_out_moves_the_median_by_at_most_one_neighbour():
    without = ov.leave_one_out()
    assert len(without) == 12
    ordered = ov.paces()
    for value in without.values():
        assert ordered[5] <= value <= ordered[6]
    assert min(without.values()) < ov.median() < max(without.values())
    assert math.isclose(ov.leave_one_out("broad")["china-caict-2012-2023"], 0.0450, abs_tol=1e-4)


def test_a_remembered_share_may_not_be_marked(tmp_path, monkeypatch):
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    file = tmp_path / "params" / "reference" / "episodes.csv"
    text = file.read_text().replace(
        "china-caict,2005,china-caict,2023,no", "china-caict,2005,china-caict,2023,yes"
    )
    file.write_text(text)
    with pytest.raises(InputError, match=r"episodes.csv:3: in_outside_view.*only remembered"):
        episodes.episodes()


def test_the_paces_need_no_library_but_numpy():
    code = (
        "import sys, dxsim.analysis.outside_view as ov; ov.percentile(0.1);"
        "sys.exit(any(m in sys.modules for m in ('pandas', 'scipy', 'xarray')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
