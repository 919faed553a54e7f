"""Tables and sentences on a screen: no line too long, nothing lost, numbers under one another."""

import hypothesis.strategies as st
from hypothesis import given
from rich.cells import cell_len

from dxsim.presentation.terminal import folded
from dxsim.presentation.terminal.folding import fold

WORDS = st.lists(
    st.sampled_from(["tối", "thiểu", "8\u00a0%", "GDP,", "2030", "高增长", "x" * 50, "reached"]),
    min_size=1,
    max_size=12,
).map(" ".join)
NUMBERS = st.floats(-1e5, 1e5).map(lambda value: f"{value:+.1f}".replace("-", "−"))


@st.composite
def tables(draw):
    """A table of one to nine columns of texts, numbers or nothing."""
    kinds = draw(st.lists(st.sampled_from([WORDS, NUMBERS, st.just("–")]), min_size=1, max_size=9))
    rows = draw(st.lists(st.tuples(*kinds).map(list), max_size=5))
    return [draw(WORDS) for _ in kinds], rows


@given(tables(), st.integers(40, 160))
def test_no_line_of_a_table_is_wider_than_the_screen_and_nothing_is_lost(table, width):
    lines = fold(table, width)
    assert max(map(cell_len, lines)) <= width
    letters = sorted("".join(lines).replace(" ", "").replace("-", ""))
    for row in table[1]:
        for cell in row:
            left = letters.copy()
            for char in cell.replace(" ", "") if cell != "–" else "":
                left.remove(char)  # every letter of a cell is there, wherever it was broken


@given(tables())
def test_an_unfolded_table_has_a_line_a_row(table):
    assert len(fold(table, None)) == 2 + len(table[1])


def test_what_is_secondary_goes_under_its_row_and_what_is_everywhere_above():
    header = ["scenario", "target of the documents", "state", "value", "what remains to be said"]
    rows = [
        ["baseline", "at least 30% of GDP, 2030", "missed", "23.5%", "six and a half points short"],
        ["baseline", "at least 50% of GDP, 2045", "missed", "40.4%", "–"],
    ]
    assert fold((header, rows), 40) == [
        "scenario: baseline; state: missed",
        "",
        "target of the documents    value",
        "-------------------------  -----",
        "at least 30% of GDP, 2030  23.5%",
        "    what remains to be said: six and a",
        "    half points short",
        "at least 50% of GDP, 2045  40.4%",
    ]


def test_sentences_break_between_words_on_a_screen_and_keep_a_line_each_in_a_file():
    said = "- " + "eight letters each on average " * 4 + "end"
    shown = folded([said, ""], 50, sentences=True)
    assert max(map(len, shown)) <= 50
    assert all(line.startswith("  ") for line in shown[1:-1])
    assert " ".join(line.strip() for line in shown[:-1]) == said
    assert folded([said, ""], 50) == [said, ""]
