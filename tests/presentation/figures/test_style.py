"""The house style: readable colours, texts that fit, labels that do not overlap."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxsim.data.yamlfile import InputError
from dxsim.presentation.figures import paths
from dxsim.presentation.figures.drawing import labels, lettering, saving, style
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.texts import Words

VIETNAMESE = "Tỷ trọng kinh tế số ngành, lĩnh vực trong GDP: ẦẨẪẤẬ ễởữựỵ Đđ ẶẴẰẮ Ỡợ"


def contrast(colour: str) -> float:
    """Return the contrast of a colour against white, as the accessibility guidelines define it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


@pytest.mark.parametrize("place", range(len(style.PALETTE)))
def test_every_colour_of_a_text_stands_out_from_the_paper(place):
    assert contrast(style.ink(place)) >= 4.45


def test_lines_differ_also_without_colour():
    assert len({str(dashes) for dashes in style.LINES}) == len(style.PALETTE)


def test_the_font_has_every_vietnamese_letter():
    from matplotlib.font_manager import FontProperties, findfont, get_font

    for weight in ("normal", "bold"):
        drawn_with = lettering.font_file(weight == "bold")
        found = findfont(
            FontProperties(family=lettering.FONT, weight=weight), fallback_to_default=False
        )
        assert Path(found) == drawn_with
        assert {ord(c) for c in VIETNAMESE} <= set(get_font(found).get_charmap())


def test_the_letters_held_for_known_are_in_every_weight_of_the_font():
    for bold in (False, True):
        known = set(lettering._font(bold).get_charmap())
        assert {ord(letter) for letter in lettering.LATIN} <= known


@pytest.mark.parametrize("text", ["高增长", "rocket 🚀", "a\u0e2a"])
def test_a_letter_without_a_form_is_named_before_a_figure_is_written(text, recwarn):
    scenario = load_scenario("baseline").model_copy(update={"title": Words(en=text, vi=text)})
    result = paths(scenario, lang="en")
    with pytest.raises(InputError, match=r"the letter '.' \(U\+[0-9A-F]{4,5}\) in"):
        saving.drawn(result, "png")
    assert not [w for w in recwarn if "Glyph" in str(w.message)]


def test_letters_with_a_form_and_marks_without_one_are_printed():
    lettering.refuse_unknown_letters([VIETNAMESE, "Ελλ При", "a\u200db\xa0c\n"], "x", bold=True)


def test_an_unknown_size_is_refused_with_the_nearest():
    with pytest.raises(InputError, match="page"):
        style.size_named("pgae")


@given(st.text(max_size=80), st.floats(20, 300))
def test_no_line_is_wider_than_its_room(text, room):
    lines = lettering.wrap(text, room, 8.0)
    assert all(lettering.width(line, 8.0) <= room or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == lettering.plain(text).replace(" ", "")


heights = st.lists(st.floats(1, 20), min_size=1, max_size=12)


@given(heights, st.data())
def test_labels_moved_apart_do_not_overlap_and_stay_where_there_is_room(sizes, data):
    wanted = [data.draw(st.floats(0, 400)) for _ in sizes]
    placed = labels.spread(wanted, sizes, 0, 400)
    blocks = sorted((p - h / 2, p + h / 2) for p, h in zip(placed, sizes, strict=True))
    for below, above in zip(blocks, blocks[1:], strict=False):
        assert below[1] <= above[0] + 1e-6
    assert blocks[0][0] >= -1e-6 and blocks[-1][1] <= 400 + 1e-6


@given(heights)
def test_labels_far_apart_stay_at_their_points(sizes):
    wanted = [30.0 + 50 * i for i in range(len(sizes))]
    assert labels.spread(wanted, sizes, 0, 1000) == pytest.approx(wanted)
