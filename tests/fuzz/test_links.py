"""A link that leads back to itself, or nowhere, is one line wherever a path may stand."""

import os

import pytest
from support.attack import survives

CALLS = [
    "check {}.yaml",
    "project {}.yaml",
    "explore {}.yaml --no-browser",
    "targets baseline --targets {}.yaml",
    "import {}.xlsx",
    "sweep {}.yaml",
    "verify {}",
    "run baseline --out {}",
    "run baseline --out {}/below",
    "sweep growth-grid --quiet --out {}/below",
    "export baseline --out {}/a.csv",
    "new atlantis {}",
]


@pytest.mark.parametrize("call", CALLS)
def test_a_link_that_leads_back_to_itself_is_one_line(tmp_path, monkeypatch, call):
    monkeypatch.chdir(tmp_path)
    name = next(word for word in call.split() if "{}" in word).partition("/")[0].format("round")
    os.symlink(name, name)
    assert survives(tmp_path, *call.format("round").split()).status == 2


@pytest.mark.parametrize("call", [call for call in CALLS if "--out" not in call][:7])
def test_a_link_to_what_is_gone_is_one_line(tmp_path, monkeypatch, call):
    monkeypatch.chdir(tmp_path)
    name = next(word for word in call.split() if "{}" in word).format("gone")
    os.symlink("nowhere", name)
    assert survives(tmp_path, *call.format("gone").split()).status == 2


def test_a_circle_of_several_links_is_one_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.symlink("b.yaml", "a.yaml")
    os.symlink("a.yaml", "b.yaml")
    assert survives(tmp_path, "check", "a.yaml").status == 2
