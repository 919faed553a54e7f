"""Tables are read as CSV is: what parts rows and cells is what spreadsheet programs mean by it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxsim.data.tables.delimited import read_delimited
from dxsim.data.tables.tablefile import read_table, table_rows
from dxsim.data.yamlfile import InputError

COLUMNS = ("id", "value")


def cells(text):
    table = read_delimited(text, "t.csv")
    return [table.header.cells, *(row.cells for row in table.rows)]


def test_a_line_break_between_quotation_marks_belongs_to_its_cell():
    rows = table_rows('id,value\r\n"first\r\nsecond",1\r\nb,2\r\n', "t.csv", COLUMNS)
    assert [(row["id"], row.line) for row in rows] == [("first\nsecond", 2), ("b", 4)]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x0c", "\x1e"])
def test_only_cr_and_lf_end_a_row(mark):
    text = f"id,value\na{mark}b,1\n"
    if mark < " ":
        with pytest.raises(InputError, match=r"t\.csv:2: found the hidden character"):
            cells(text)
    else:
        assert cells(text)[1:] == [[f"a{mark}b", "1"]]


def test_a_next_line_mark_is_named_and_ends_no_row():
    with pytest.raises(InputError, match=r"t\.csv:3: found the hidden character U\+0085"):
        cells("id,value\na,1\nb\x85c,2\n")


@pytest.mark.parametrize(
    "text",
    [
        "id,value\na,1.5\n",
        "\n\nid,value\n\na,1.5\n",
        ",,\nid,value,\n,,\na,1.5,\n,,\n",
        "sep=;\r\nid;value\r\na;1,5\r\n",
        "SEP=,\nid,value\na,1.5\n",
        "id;value\na;1,5\n",
        "id\tvalue\na\t1,5\n",
        "id\tvalue\na\t1.5\n",
        '"id";"value"\n"a";"1,5"\n',
        "id,,value\na,,1.5\n",
    ],
)
def test_the_same_table_however_a_program_parts_it(text):
    (row,) = table_rows(text, "t.csv", COLUMNS)
    assert (row["id"], row.number("value")) == ("a", 1.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,value\na,1,5\n", "t.csv:2: found 3 cells"),
        ("id,value\na,14,\n", "t.csv:2: found 3 cells"),
        ("id,,value\na,x,1\n", "'x' in a column without a heading"),
        ("\n\nid,values\n", "t.csv:3: values"),
        ('id,value\na,"1\n\n\nb,2\n', "t.csv:2"),
        ("sep=;\nid;value\na;b;c\n", "t.csv:3: found 3 cells"),
    ],
)
def test_a_fault_is_named_with_the_line_on_which_it_begins(text, said):
    with pytest.raises(InputError) as caught:
        table_rows(text, "t.csv", COLUMNS)
    assert said in str(caught.value)


@given(st.lists(st.tuples(*[st.text("ab \n,;\t\u2028\"'", min_size=1)] * 2), min_size=1))
def test_what_a_csv_writer_wrote_reads_back(rows):
    import csv
    import io

    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([COLUMNS, *rows])
    wanted = [[cell.strip(" \t\n") for cell in row] for row in rows]
    assert cells(stream.getvalue())[1:] == [row for row in wanted if any(row)]


def test_letters_are_the_same_however_their_marks_are_stored(tmp_path):
    file = tmp_path / "t.csv"
    name = "giá trị"
    file.write_text(unicodedata.normalize("NFD", f"id,{name}\nchỉ tiêu,1\n"), encoding="utf-8")
    (row,) = read_table(file, ("id", name))
    assert row["id"] == unicodedata.normalize("NFC", "chỉ tiêu") and row[name] == "1"
