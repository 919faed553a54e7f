"""A briefing of one's own: what an office sets is printed, what it mistypes is refused."""

import io

import docx
import pikepdf
import pytest

from dxsim.data import locations
from dxsim.data.yamlfile import InputError
from dxsim.presentation.briefing import compose, made_from
from dxsim.presentation.briefing.layout import Layout, load_layout
from dxsim.presentation.briefing.office.word import docx_bytes
from dxsim.presentation.briefing.pdf import pdf_bytes

OWN = """\
title: {en: To 2030, vi: Đến năm 2030}
office: {en: Ministry of Planning, vi: Bộ Kế hoạch}
reference: 12/BC
date: 2026-11-30
scenarios: [nso-trend]
targets: [share-2045, share-2030]
figures: [rest_of_economy]
sections: [rest, answer, reproduction]
before: {rest: {en: Read this first., vi: Đọc trước.}}
"""


def written(tmp_path, text):
    file = tmp_path / "briefing.yaml"
    file.write_text(text)
    return file


def test_what_is_set_is_printed_in_its_order(tmp_path):
    results = made_from([], layout_file=written(tmp_path, OWN), draws=100)
    english, vietnamese = (compose(results, lang) for lang in ("en", "vi"))
    assert (english.title, vietnamese.title) == ("To 2030", "Đến năm 2030")
    assert english.office == "Ministry of Planning"
    assert "12/BC" in english.issued and "30 November 2026" in english.issued
    for made, first in ((english, "Read this first."), (vietnamese, "Đọc trước.")):
        kinds = [block["kind"] for block in made.elements[:2]]
        assert kinds == ["heading", "paragraph"] and made.elements[1]["text"] == first
    file = docx.Document(io.BytesIO(docx_bytes(english)))
    at = [p.text for p in file.paragraphs].index("Read this first.")
    assert file.paragraphs[at - 1].style.name == "Heading 1"
    assert [s.name for s in results.scenarios] == ["nso-trend"]
    assert [t.id for t in results.targets] == ["share-2045", "share-2030"]
    drawn = [block for block in english.elements if block["kind"] == "figure"]
    assert len(drawn) == 1 and not [b for b in english.elements if b["kind"] == "matrix"]
    command = english.elements[-1]["rows"][2][1]
    assert "--layout" in command and "--scenarios" not in command


def test_the_shipped_layout_is_made_as_it_says():
    """Each of its keys shows in both languages: title, office, number, date, logo, text, choice."""
    file = locations.country_dir() / "briefings" / "short-note.yaml"
    layout, logo = load_layout(file)
    results = made_from([], layout_file=file, draws=100)
    assert [s.name for s in results.scenarios] == list(layout.scenarios)
    assert [t.id for t in results.targets] == list(layout.targets)
    for lang in ("en", "vi"):
        made = compose(results, lang)
        assert (made.title, made.office) == (layout.title.get(lang), layout.office.get(lang))
        assert layout.reference in made.issued and "2026" in made.issued and made.logo == logo
        assert layout.before["sure"].get(lang) in made.texts
        figures = [block for block in made.elements if block["kind"] == "figure"]
        assert len(figures) == len(layout.figures)
        with pikepdf.open(io.BytesIO(pdf_bytes(made))) as pdf:
            assert len(pdf.pages) <= 6
        word = [p.text for p in docx.Document(io.BytesIO(docx_bytes(made))).paragraphs]
        assert {layout.author.get(lang), layout.office.get(lang), made.issued} <= set(word)
    assert layout.model_fields_set == set(Layout.model_fields)  # every key is shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel: x\n", "titel"),
        ("sections: [frnt]\n", "front"),
        ("sections: [front, front]\n", "twice"),
        ("figures: [fans]\n", "fan"),
        ("sections: [sure]\nbefore: {rest: {en: x, vi: y}}\n", "printed"),
        ("figures: [composition]\nsections: [rest, matrix]\n", "printed"),
        ("logo: ../x.png\n", "logo"),
        ("logo: x.png\n", "logo"),
        ("date: soon\n", "date"),
        ("title: {en: 高, vi: x}\n", "letter"),
    ],
)
def test_what_is_mistyped_is_refused(tmp_path, text, said):
    with pytest.raises(InputError, match=said):
        load_layout(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scenarios: [nso-trent]\n", "nso-trend"),
        ("targets: [share-2031]\nscenarios: [nso-trend]\n", "share-2030"),
    ],
)
def test_names_that_do_not_exist_are_refused_with_the_nearest(tmp_path, text, said):
    with pytest.raises(InputError, match=said):
        made_from([], layout_file=written(tmp_path, text), draws=100)


def test_a_day_before_the_facts_were_known_is_refused(tmp_path):
    text = OWN.replace("2026-11-30", "2020-01-01")
    results = made_from([], layout_file=written(tmp_path, text), draws=100)
    with pytest.raises(InputError, match="up to which facts were known"):
        compose(results, "en")


def test_a_figure_that_is_named_and_has_no_target_is_refused(tmp_path):
    """As shipped it is left out: only what an office names is held to."""
    few = "scenarios: [nso-trend]\ntargets: [share-2030]\nsections: [figures, rest]\n"
    results = made_from([], layout_file=written(tmp_path, few), draws=100)
    drawn = [block for block in compose(results, "en").elements if block["kind"] == "figure"]
    assert len(drawn) == 4  # without the parts, of which no target is chosen
    named = written(tmp_path, few + "figures: [composition]\n")
    with pytest.raises(InputError, match="composition"):
        compose(made_from([], layout_file=named, draws=100), "en")
