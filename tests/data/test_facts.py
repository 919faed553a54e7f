"""Facts keep how they were printed: every number has its rounding unit, every document a title."""

import shutil

import pytest

from dxsim.data import locations
from dxsim.data.facts import facts
from dxsim.data.sources import source
from dxsim.data.yamlfile import InputError


def test_every_fact_names_a_document_and_a_place_in_it():
    for fact in facts().values():
        assert source(fact.document).kind == "official document"
        assert fact.pointer and fact.indicator and fact.unit


def test_a_step_is_the_last_digit_printed():
    for fact in facts().values():
        for number, step in zip(fact.numbers, fact.steps, strict=True):
            assert abs(number / step - round(number / step)) < 1e-6, fact.id
            assert 0.001 <= step <= 100_000


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",18.3,18.3,0.1,", ",18.3,18.3,,", "1 positive rounding units"),
        (",18.3,18.3,0.1,", ",18.3,18.3,0,", "1 positive rounding units"),
        (",18.3,18.3,0.1,", ",18.3,many,0.1,", "numbers separated by semicolons"),
        ("ministry-report-2024", "ministry-report-2042", "did you mean ministry-report-2024"),
    ],
)
def test_a_wrong_fact_is_one_line(tmp_path, monkeypatch, old, new, said):
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    file = tmp_path / "params" / "viet-nam" / "data" / "facts.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        facts()
    assert "facts.csv:" in str(caught.value)
