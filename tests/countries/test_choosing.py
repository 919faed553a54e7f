"""Which country is worked on, two of them side by side, and official targets elsewhere."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from dxsim.analysis import outside_view
from dxsim.analysis.evidence.official_targets import DECIDED, met_at, official_targets
from dxsim.cli.main import cli
from dxsim.data import locations
from dxsim.data.yamlfile import InputError
from dxsim.model import share_curves
from dxsim.presentation.countries.comparison import side_by_side
from dxsim.presentation.countries.promises import promises_sentence

ROOT = Path(__file__).resolve().parents[2]


def test_the_option_goes_before_the_variable_and_stands_anywhere(monkeypatch):
    monkeypatch.setenv("DXSIM_COUNTRY", "viet-nam")
    for words in (["--country", "malaysia", "project", "baseline"],
                  ["project", "baseline", "--country", "malaysia"]):  # fmt: skip
        monkeypatch.setenv("DXSIM_COUNTRY", "viet-nam")
        done = CliRunner().invoke(cli, [*words, "--json"])
        assert json.loads(done.output)["producer"] == "dosm"


def test_an_unknown_country_is_refused_with_the_nearest(monkeypatch):
    monkeypatch.setenv("DXSIM_COUNTRY", "viet-nam")
    with pytest.raises(InputError, match="--country.*did you mean malaysia"):
        CliRunner().invoke(cli, ["project", "baseline", "--country", "malaysa"],
                           catch_exceptions=False)  # fmt: skip


def test_the_projects_own_file_says_which_country_stands(tmp_path, monkeypatch):
    for name in ("aland", "borduria"):
        (tmp_path / "params" / name).mkdir(parents=True)
        (tmp_path / "params" / name / "country.yaml").touch()
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    monkeypatch.delenv("DXSIM_COUNTRY", raising=False)
    (tmp_path / "params" / "project.yaml").write_text("country: borduria\n", encoding="utf-8")
    assert locations.country() == "borduria"
    monkeypatch.setenv("DXSIM_COUNTRY", "malaysia")  # of the package, not of the project
    assert locations.country_dir().parent == locations.shipped_dir() / "params"


def test_two_countries_side_by_side_have_their_own_speeds():
    found = side_by_side(["malaysia:since-2020", "viet-nam:baseline"], "en")
    for one in found:
        first, last = one["share"][0], one["share"][-1]
        years = one["years"][-1] - one["years"][0]
        logit = share_curves.logit
        assert one["speed"][-1] == pytest.approx((logit(last) - logit(first)) / years, abs=1e-12)
    assert [one["country"] for one in found] == ["malaysia", "viet-nam"]
    assert found[0]["speed"][-1] == pytest.approx(0.011, abs=1e-9)


def test_official_targets_against_the_fastest_broad_measure():
    """14 of the 25 with a start and a year need more than any broad measure has sustained."""
    paces = [t.needed for t in official_targets() if t.needed is not None]
    fastest = outside_view.paces("broad")[-1]
    assert (len(paces), sum(pace > fastest for pace in paces)) == (25, 14)
    for target in official_targets():
        if target.needed is not None:
            years = target.year - target.start_year
            odds = [s / (1 - s) for s in (target.start_share, target.share)]
            assert target.needed == pytest.approx(math.log(odds[1] / odds[0]) / years, abs=1e-12)


def test_of_the_decided_targets_those_met_needed_least():
    decided = [t for t in official_targets() if t.status in DECIDED and t.needed is not None]
    met = [t.needed for t in decided if t.status == "reached"]
    missed = [t.needed for t in decided if t.status == "missed"]
    assert max(met) < min(missed) and (len(met), len(missed)) == (2, 4)
    assert met_at(0.0) == (6, 2) and met_at(max(met)) == (5, 1) and met_at(1.0) == (0, 0)
    assert "of 4 decided" in promises_sentence(0.1, "en") and "0 were reached" in promises_sentence(
        0.1, "en"
    )
    assert promises_sentence(None, "en") == promises_sentence(-0.1, "vi") == ""


def test_the_wheel_alone_has_parameters_and_notebooks(tmp_path):
    """Built and unpacked where no checkout is near; its own files answer, as `python -m dxsim`."""
    build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    made = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / made.stdout.split()[-1]) as wheel:
        wheel.extractall(tmp_path / "site")
    away = tmp_path / "away"
    away.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DXSIM_")}
    environment["PYTHONPATH"] = str(tmp_path / "site")

    def call(*words):
        return subprocess.run(
            [sys.executable, "-m", "dxsim", *words], cwd=away, env=environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    said = call("targets", "baseline", "--json", "--country", "malaysia")
    assert said.returncode == 0, said.stderr
    assert {v["producer"] for v in json.loads(said.stdout)} == {"dosm"}
    inside = tmp_path / "site" / "dxsim" / "shipped"
    assert len(list((inside / "notebooks").glob("*.ipynb"))) >= 8
    new = call("new", "atlantis")
    assert new.returncode == 0, new.stderr
    assert (away / "params" / "atlantis" / "country.yaml").is_file()
    own = call("project", "baseline")  # one's own folder goes over the shipped ones
    assert own.returncode == 0 and "PLACEHOLDER" in own.stdout, own.stderr
    assert call("check").returncode == 2
    assert not re.search(r"params/atlantis", str(list(inside.rglob("*"))))
