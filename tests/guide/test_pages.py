"""The guide computes what it says, its site is whole and asks nobody, its PDF stands alone."""

import doctest
import io
import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import nbformat
import pikepdf
import pytest
from guide import formats, pages, week

import dxsim
from dxsim.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
COMPUTING = [page for page in PAGES if ">>>" in page.read_text("utf-8")]


def tool(name: str):
    """Return the module `tools/<name>.py`."""
    spec = spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", COMPUTING, ids=lambda page: page.stem)
def test_a_page_computes_what_it_says(page):
    text = page.read_text("utf-8").replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, page.stem, str(page), 0)
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test).failed == 0


def test_every_command_and_name_has_its_place():
    commands, names = pages.filled("<!-- made: commands -->"), pages.filled("<!-- made: python -->")
    assert all(f"## `dxsim {name}`" in commands for name in COMMANDS)
    assert all(f"dxsim.{name}\n" in names for name in dxsim.__all__ if name not in NO_ENTRY)


NO_ENTRY = ("figures", "__version__")


@pytest.mark.parametrize("name", formats.RECORDS)
def test_every_key_of_a_format_has_its_line(name):
    made = formats.records_page(name)
    for record in formats.RECORDS[name]:
        hidden = formats.NOT_IN_FILES.get(record.__name__, ())
        fields = record.model_fields.items()
        assert all(f"| `{f.alias or n}` |" in made for n, f in fields if n not in hidden)


def test_the_method_stands_alone_as_a_book():
    made = io.BytesIO(tool("docs").method_pdf())
    with pikepdf.open(made) as book:
        assert "/StructTreeRoot" in book.Root  # tagged
        assert len(book.pages) > 8
        assert not book.Root.get("/URI")
    assert "](" not in tool("docs").method_text()  # no link to a page that is not in it


def test_the_week_takes_thirty_lines_and_every_cell_of_its_notebook_shows_an_answer(tmp_path):
    """Run as a reader does, in a folder of one's own; the notebook is kept without outputs."""
    kept = nbformat.read(week.NOTEBOOK, as_version=4)
    code = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert sum(len(cell.source.splitlines()) for cell in code) <= 30
    assert not any(cell.outputs or cell.execution_count for cell in code)
    shown = [answer for cell, answer in week.answers(tmp_path) if cell.cell_type == "code"]
    assert not any(answer is None for answer in shown[1:])  # the first cell loads
    assert {path.name for path in (tmp_path / "friday").iterdir()} >= {"paths.pdf", "model.xlsx"}


def test_every_test_that_a_promise_names_is_there():
    """A name without a folder is one of `tests/batch`, as the page says."""
    text = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    named = set(re.findall(r"`((?:tests/)?[\w/]*test_\w+\.py)`", text))
    places = {name: name if "/" in name else f"tests/batch/{name}" for name in named}
    assert len(named) > 20
    assert [name for name, place in places.items() if not (ROOT / place).exists()] == []


@pytest.mark.soak
def test_the_site_is_built_without_a_warning_and_every_link_leads_somewhere(tmp_path):
    docs = tool("docs")
    assert docs.build_site(ROOT / "docs", tmp_path / "site") == 0
    assert not list(docs.broken_links(tmp_path / "site"))
    assert not list(docs.fetched(tmp_path / "site"))
