"""The page on a country of one's own, walked as it says: from a new folder to the first verdict."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import dxsim as dx
from dxsim.analysis import outside_view
from dxsim.cli.main import cli
from dxsim.model import share_curves
from dxsim.scenario.new_country.placeholders import placeholders

PAGE = Path(__file__).resolve().parents[2] / "docs" / "new-country.md"
FILES = re.compile(r"^```(?:yaml|text)\n# (\S+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def run(*words):
    done = CliRunner().invoke(cli, list(words))
    assert done.exit_code == 0, (words, done.output or done.exception)
    return done.output


@pytest.fixture(name="place")
def walked(tmp_path, monkeypatch):
    """Return the country's folder, each file of the page written over what `dxsim new` wrote."""
    monkeypatch.delenv("DXSIM_COUNTRY", raising=False)
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    run("new", "philippines")
    place = tmp_path / "params" / "philippines"
    for name, text in FILES.findall(PAGE.read_text("utf-8")):
        assert (place / name).is_file(), name
        (place / name).write_text(text, encoding="utf-8")
    return place


def test_the_page_leads_from_a_new_folder_to_its_verdict(place):
    (place / "data" / "uncertainty.yaml").unlink()
    assert not placeholders()
    run("check", "--country", "philippines")
    judged = {v["target"]: v for v in json.loads(run("targets", "--json"))}
    said = PAGE.read_text("utf-8")
    first, second = (judged[id]["value"] for id in ("share-2026", "share-2028"))
    assert f"The share is {first:.1%} in 2026 and {second:.1%} in 2028" in said
    assert not judged["share-2026"]["reached"] and not judged["share-2028"]["reached"]
    start = share_curves.logit(0.098)
    median, fastest = outside_view.median("broad"), outside_view.paces("broad")[-1]
    reached = [share_curves.expit(start + 3 * pace) for pace in (median, fastest)]
    at_median = f"At {median:.3f} a year, the median of the broad measures abroad, it would be"
    assert f"{at_median} {reached[0]:.1%} in 2028" in " ".join(said.split())
    assert f"{fastest:.4f} a year" in said and 0.1245 < reached[1] < 0.125
    run("compare", "philippines", "malaysia", "viet-nam")


def test_the_errors_may_be_kept_under_the_names_of_the_country(place):
    file = place / "data" / "uncertainty.yaml"
    text = file.read_text("utf-8").replace("office:", "psa:")
    text = re.sub(r"\bcore:", "ecommerce:", text)
    file.write_text(re.sub(r" *# PLACEHOLDER.*", "", text), encoding="utf-8")
    assert not placeholders()
    run("check", "--country", "philippines")
    run("ensemble", "baseline", "--draws", "64")
    assert dx.load_scenario().producer == "psa"
