"""Printed by each program that opens it, no word of a briefing is cut off or lies on another."""

import html
import itertools
import re
import subprocess
from typing import NamedTuple

import pytest

import dxsim as dx
from dxsim.presentation.briefing import content, made_from

pytestmark = pytest.mark.soak
PROGRAMS = {
    ".pdf": None,
    ".docx": ("lowriter", "libreoffice-writer"),
    ".pptx": ("loimpress", "libreoffice-impress"),
}
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)
WORD = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
MOST_SHARED = 0.3
"""Part of the smaller of two words that may lie on the other: rims of letters touch."""


class Word(NamedTuple):
    """A printed word and its box, in points from the upper left corner of its page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def area(self) -> float:
        """Size of the box, nothing where its sides are the wrong way round."""
        return max(self.right - self.left, 0) * max(self.bottom - self.top, 0)

    def shared_with(self, other: "Word") -> float:
        """Return which part of the smaller of two boxes lies in the other."""
        both = Word(
            max(self.left, other.left), max(self.top, other.top),
            min(self.right, other.right), min(self.bottom, other.bottom), "",
        )  # fmt: skip
        return both.area / max(min(self.area, other.area), 1e-9)


def pages_of(printed: bytes) -> list[tuple[float, float, list[Word]]]:
    """Return each page of a PDF: its width, its height and its words."""
    command = ["pdftotext", "-bbox", "-", "-"]
    read = subprocess.run(command, input=printed, capture_output=True, check=True, timeout=60)
    return [
        (float(wide), float(high), [Word(*map(float, w[:4]), html.unescape(w[4]))
                                    for w in WORD.findall(inside)])
        for wide, high, inside in PAGE.findall(read.stdout.decode())
    ]  # fmt: skip


def test_words_that_lie_on_each_other_are_seen():
    one, beside, upon = Word(0, 0, 9, 9, "a"), Word(9, 0, 18, 9, "b"), Word(3, 1, 12, 10, "c")
    assert one.shared_with(beside) == 0 and one.shared_with(upon) == pytest.approx(48 / 81)


@pytest.mark.parametrize("kind", PROGRAMS)
@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("country", ["viet-nam", "malaysia"])
def test_no_word_is_cut_off_or_lies_on_another(
    country, lang, kind, tmp_path, monkeypatch, require_program
):
    require_program("pdftotext", "poppler-utils")
    monkeypatch.setenv("DXSIM_COUNTRY", country)
    results = made_from([dx.load_scenario(name) for name in dx.list_scenarios()], draws=100)
    file = tmp_path / f"briefing{kind}"
    file.write_bytes(content(results, lang, kind))
    if program := PROGRAMS[kind]:
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [require_program(*program), profile, "--headless", "--convert-to", "pdf"]
        command += ["--outdir", str(tmp_path), str(file)]
        subprocess.run(command, check=True, timeout=200, capture_output=True)
    pages = pages_of(file.with_suffix(".pdf").read_bytes())
    assert sum(len(words) for _, _, words in pages) > 200
    for number, (wide, high, words) in enumerate(pages, 1):
        for word in words:
            assert word.left >= 0 and word.right <= wide, (number, word)
            assert word.top >= 0 and word.bottom <= high, (number, word)
        upon = [
            (one.text, other.text)
            for one, other in itertools.combinations(words, 2)
            if one.shared_with(other) > MOST_SHARED
        ]
        assert upon == [], number
