"""Every text in either language writes numbers, days and terms in the one form of the house."""

import csv
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from support.typography import slips

from dxsim.presentation.text import messages

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ("en", "vi")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def files(pattern: str) -> list[Path]:
    found = sorted(ROOT.glob(pattern))
    assert found
    return found


def in_both(node: object) -> Iterator[tuple[str, str]]:
    """Yield (language, text) of every mapping of a YAML file that has texts in both."""
    if isinstance(node, dict):
        if {"en", "vi"} <= set(node):
            yield from ((lang, str(node[lang])) for lang in LANGUAGES)
        for each in node.values():
            yield from in_both(each)
    elif isinstance(node, list):
        for each in node:
            yield from in_both(each)


def by_language(text: str) -> Iterator[tuple[str, str]]:
    """Yield (language, paragraph); Vietnamese is what has its letters."""
    for part in re.split(r"\n\s*\n|\n(?=[-*|])", CODE.sub("", text)):
        yield ("vi" if re.search("[ạảấầẩậắặẹẻẽếềểệịọốồổộớờởợụủứừửựỳỷđ]", part) else "en"), part


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_catalogues(lang):
    said = {key: slips(text, lang) for key, text in messages.catalogue(lang).items()}
    assert {key: found for key, found in said.items() if found} == {}


def test_the_refusals_in_vietnamese():
    known = yaml.safe_load((ROOT / "dxsim/locales/refusals-vi.yaml").read_text(encoding="utf-8"))
    found = [slip for text in known.values() for slip in slips(str(text), "vi")]
    written = re.compile("point for a decimal|hyphen for a minus|day as a file")  # quoted
    assert [slip for slip in found if not written.match(slip)] == []


@pytest.mark.parametrize("pattern", ["params/**/*.yaml", "dxsim/scenario/new_country/**/*.yaml"])
def test_titles_and_notes_of_the_parameter_files(pattern):
    for file in files(pattern):
        tree = yaml.safe_load(file.read_text(encoding="utf-8"))
        found = [slip for lang, text in in_both(tree) for slip in slips(text, lang)]
        assert (str(file), found) == (str(file), [])


def test_labels_of_the_tables():
    for file in files("params/**/*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        found = [s for c in cells for lang, text in by_language(c) for s in slips(text, lang)]
        days = re.compile("day as a file states it")  # a table of data holds days as files do
        assert (str(file), [s for s in found if not days.match(s)]) == (str(file), [])


@pytest.mark.parametrize("pattern", ["docs/**/*.md", "README.md", "dxsim/model/README.md"])
def test_the_guide(pattern):
    for file in files(pattern):
        text = file.read_text(encoding="utf-8")
        found = [slip for lang, part in by_language(text) for slip in slips(part, lang)]
        assert (str(file), found) == (str(file), [])


def test_the_short_answers_of_the_guide():
    for file in files("docs/how/*.yaml"):
        tree = yaml.safe_load(file.read_text(encoding="utf-8"))
        found = [s for lang, text in in_both(tree) for s in slips(CODE.sub("", text), lang)]
        assert (str(file), found) == (str(file), [])


def test_the_words_of_the_notebooks():
    for file in files("notebooks/*.ipynb"):
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        words = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        words = words.replace("\n", "\n\n")  # each language has lines of its own
        found = [slip for lang, part in by_language(words) for slip in slips(part, lang)]
        assert (str(file), found) == (str(file), [])


def test_days_in_short_and_in_words():
    day = dt.date(2025, 1, 6)
    assert messages.day(day, "en") == "6 Jan 2025" and messages.day(day, "vi") == "06/01/2025"
    assert messages.date_in_words(day, "vi") == "ngày 6 tháng 1 năm 2025"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "15 % of GDP"), ("vi", "15\u00a0% GDP"), ("vi", "công bố đến ngày 2025-01-06"),
        ("vi", "điều chỉnh 13.2% mỗi năm"), ("en", "growth in money"), ("en", "odds 65%"),
        ("en", "odds {odds}"), ("vi", "Bộ: kế hoạch giảm dần"), ("vi", "số hoá"), ("vi", "Huỷ"),
        ("en", "a change of -0.3% a year"), ("vi", "hoa\u0301"),
    ],
)  # fmt: skip
def test_the_rules_find_what_they_are_for(lang, text):
    assert slips(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "log-odds of the share, 13.2% in 2025-2030"), ("vi", "từ 13,2-14,0% đến 06/01/2025"),
        ("vi", "quý II, kinh tế số ngành toàn quốc"), ("en", "1,234.5% or −0.3%"),
    ],
)  # fmt: skip
def test_the_rules_leave_good_texts_alone(lang, text):
    assert slips(text, lang) == []
