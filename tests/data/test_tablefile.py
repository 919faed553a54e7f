"""Tables are read strictly: each fault is one line with file, line and column."""

import pytest

from dxsim.data.tables.tablefile import read_table
from dxsim.data.yamlfile import InputError

COLUMNS = ("id", "value")


def read(tmp_path, content):
    file = tmp_path / "t.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(file, COLUMNS)


def test_rows_keep_their_lines_and_lose_their_spaces(tmp_path):
    rows = read(tmp_path, "\ufeffvalue,id\n 1.5 , a\n\n2,b\n")
    assert [(row["id"], row.number("value"), row.line) for row in rows] == [
        ("a", 1.5, 2),
        ("b", 2.0, 4),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "an empty file"),
        ("id,values\na,1\n", "did you mean value"),
        ("id\na\n", "no column value"),
        ("id,value,id\na,1,b\n", "a column twice"),
        ("id,value\na\n", "t.csv:2: found 1 cells"),
        ('id,value\n"a,1\n', "t.csv:2"),
        (b"id,value\n\xff\xfe,1\n", "not UTF-8"),
    ],
)
def test_a_fault_is_one_line(tmp_path, content, said):
    with pytest.raises(InputError) as caught:
        read(tmp_path, content)
    assert said in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "1,5", "nan", "inf", "1_000", "x"])
def test_a_number_is_a_finite_decimal(tmp_path, text):
    quoted = f'"{text}"'
    (row,) = read(tmp_path, f"id,value\na,{quoted}\n")
    with pytest.raises(InputError, match="value: found"):
        row.number("value")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_table(tmp_path / "none.csv", COLUMNS)
