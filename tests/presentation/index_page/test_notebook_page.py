"""Executed notebooks as web pages: what they show, and that nothing in them runs or is fetched."""

import os
import re
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dxsim.presentation.index_page.notebook_page import notebook_page, page_of
from dxsim.presentation.notebooks.languages import media_type

PICTURE = "iVBORw0KGgo="
NAMELESS = "import pwd\ndef getpwuid(uid):\n    raise KeyError(uid)\npwd.getpwuid = getpwuid\n"


@pytest.fixture
def notebook(tmp_path):
    other = {"image/png": PICTURE.replace("i", "j"), "text/plain": "another"}
    shown = {"image/png": PICTURE, "text/plain": "a figure", media_type("en"): other}
    table = {"text/html": "<table><tr><td>14,02%</td></tr></table>", "text/plain": "14,02%"}
    cells = [
        new_markdown_cell("# Share\n*Tỷ trọng <2030>*\n\nChange the cell below."),
        new_markdown_cell("Guide: [targets](../docs/targets.md).\n*Hướng dẫn.*"),
        new_code_cell(
            "secret = 1 + 1",
            outputs=[new_output("display_data", shown), new_output("execute_result", table)],
        ),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "02_scenario.ipynb")
    return tmp_path / "02_scenario.ipynb"


def test_a_page_shows_texts_tables_and_figures_and_no_code(notebook):
    page = notebook_page(notebook, "vi", "vi").decode()
    assert '<html lang="vi">' in page and "14,02%" in page
    assert f"data:image/png;base64,{PICTURE}" in page
    assert "secret" not in page and "dxsim quoting" in page
    assert re.findall(r'href="([^"]*)"', page) == ["02_scenario.ipynb", "en/02_scenario.html"]
    assert "Tỷ trọng &lt;2030&gt;" in page and "Hướng dẫn." in page
    assert "Share" not in page and "Guide" not in page
    assert "Change the cell" not in page  # there is none on the page


def test_a_screen_reader_reads_out_what_a_figure_shows(notebook):
    for lang, words in (("vi", "a figure"), ("en", "another")):
        page = notebook_page(notebook, lang, "vi").decode()
        assert re.findall(r'<img[^>]*alt="([^"]*)"', page) == [words]


def test_the_page_of_another_language_stands_in_its_folder_with_its_texts_and_outputs(notebook):
    page = notebook_page(notebook, "en", "vi").decode()
    assert '<html lang="en">' in page and "Guide: targets." in page
    assert f"base64,{PICTURE.replace('i', 'j')}" in page and f"base64,{PICTURE}" not in page
    assert "14,02%" in page  # held in one language only
    there = re.findall(r'href="([^"]*)"', page)
    assert there == ["../02_scenario.ipynb", "../02_scenario.html"]
    assert page_of(notebook, "en", "vi").parent == notebook.parent / "en"


def test_a_page_loads_and_runs_nothing(notebook):
    page = notebook_page(notebook, "en", "vi").decode()
    assert "default-src 'none'" in page
    assert not re.findall(r"<(script|link|iframe|object)|https?:", page.split("</head>")[1])


def test_the_same_notebook_gives_the_same_page_whatever_its_cells_are_called(notebook):
    first = notebook_page(notebook, "en", "en")
    named_anew = nbformat.read(notebook, as_version=4)
    for number, cell in enumerate(named_anew.cells):
        cell.id = f"another-{number}"
    nbformat.write(named_anew, notebook)
    assert notebook_page(notebook, "en", "en") == first


def test_a_user_without_a_home_gets_the_page(notebook):
    (notebook.parent / "sitecustomize.py").write_text(NAMELESS)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HOME", "XDG_", "JUPYTER_"))}
    code = (
        "import sys; from pathlib import Path; from dxsim.presentation.index_page import "
        "notebook_page as n; print(len(n.notebook_page(Path(sys.argv[1]), 'en', 'en')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(notebook)],
        env={**kept, "PYTHONPATH": str(notebook.parent)},
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(notebook_page(notebook, "en", "en"))
