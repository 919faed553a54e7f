"""The code and the notebooks keep the form that the project has agreed on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import style_rules

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "dxsim").rglob("*.py")) + sorted((ROOT / "tools").glob("*.py"))
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(
    path for path in FOLDER.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
)


def where(path: Path) -> str:
    """Return the path as a test's name."""
    return path.relative_to(ROOT).as_posix()


def test_the_package_is_found():
    assert ROOT / "dxsim" / "__init__.py" in MODULES


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_no_function_is_long_without_a_reason(path):
    assert not list(style_rules.function_lengths(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_every_public_name_has_a_docstring(path):
    assert not list(style_rules.missing_docstrings(path.read_text(encoding="utf-8")))


@pytest.mark.skipif(not FOLDER.exists(), reason="there are no notebooks yet")
def test_the_notebooks_are_found():
    assert len(NOTEBOOKS) >= 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=where)
def test_a_notebook_keeps_its_form(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    assert not list(style_rules.notebook_faults(notebook))


def long_function(lines: int, comment: str = "") -> str:
    """Return a function of so many lines."""
    return f"def f():{comment}\n" + "    pass\n" * (lines - 1)


def test_the_rule_on_length_sees_a_long_function():
    assert list(style_rules.function_lengths(long_function(41)))
    assert not list(style_rules.function_lengths(long_function(40)))
    assert not list(style_rules.function_lengths(long_function(41, "  # long: one table")))
    assert list(style_rules.function_lengths(long_function(41, "  # long:")))
    assert list(style_rules.function_lengths(long_function(40, "  # long: one table")))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f(): pass", 1),
        ("async def f(): pass", 1),
        ("class C:\n    'a'\n    def m(self): pass", 1),
        ("class C:\n    def m(self): pass", 2),
        ("def _f(): pass\nclass _C:\n    def m(self): pass", 0),
        ("class C:\n    'a'\n    def __init__(self): pass", 0),
        ("def f():\n    'a'\n    def inner(): pass", 0),
    ],
)
def test_the_rule_on_docstrings_sees_what_is_missing(source, found):
    assert len(list(style_rules.missing_docstrings(source))) == found


def cell(source: str, kind: str = "code", **metadata) -> dict:
    """Return a stripped cell."""
    made = {"cell_type": kind, "metadata": metadata, "source": source}
    return made if kind == "markdown" else made | {"outputs": [], "execution_count": None}


def notebook(*extra: dict, title: str = "# Is 30 % reachable?") -> dict:
    """Return a notebook of 16 cells and `extra`, that keeps every rule without `extra`."""
    parameters = cell('name: str = "plan"  # the scenario', tags=["parameters"])
    pair = [cell("## What follows\n\nOne sentence.", "markdown"), cell("dx.show(result)")]
    return {"metadata": {}, "cells": [cell(title, "markdown"), parameters, *pair * 7, *extra]}


def test_a_good_notebook_has_no_fault():
    assert not list(style_rules.notebook_faults(notebook(cell('dx.show(result, "en", 2)'))))


@pytest.mark.parametrize(
    "source",
    [
        "def f(): pass",
        "class C: pass",
        "for a in b: pass",
        "while a: pass",
        "try:\n    a\nexcept B:\n    c",
        "[a for a in b]",
        "f = lambda: 1",
        "%matplotlib inline",
        "!ls",
        "sys.path.append(a)",
        'open("../params/a")',
        'pd.read_csv("a.csv")',
        "growth = 0.15",
        "year = 2030",
        'growth = "15%"',
        "\n".join(["a"] * 13),
    ],
)
def test_the_rules_on_code_see_what_does_not_belong_in_a_cell(source):
    assert list(style_rules.notebook_faults(notebook(cell(source))))


@pytest.mark.parametrize(
    "faulty",
    [
        notebook(title="# A statement"),
        notebook(title="Is it a title?"),
        notebook(*[cell("text", "markdown")] * 10),
        notebook(*[cell("a")] * 9),
        notebook(cell("b: int = 1  # twice", tags=["parameters"])),
        notebook(cell("a") | {"execution_count": 1}),
        notebook(cell("a") | {"outputs": [{}]}),
        notebook() | {"metadata": {"jupytext": {}}},
        notebook(*[cell("\n".join(["a"] * 12))] * 6),
        {"metadata": {}, "cells": notebook()["cells"][:14]},
        {"metadata": {}, "cells": [c for c in notebook()["cells"] if not c["metadata"]]},
    ],
)
def test_the_rules_on_shape_see_a_faulty_notebook(faulty):
    assert list(style_rules.notebook_faults(faulty))


@pytest.mark.parametrize(
    ("line", "good"),
    [
        ('lang: str = "vi"  # language of every text', True),
        ("years: list[int] = [2030, 2045]  # milestone years", True),
        ("draws: int | None = None  # how many draws", True),
        ('lang = "vi"  # language', False),
        ('lang: str = "vi"', False),
        ('lang: str = "vi" # language', False),
    ],
)
def test_a_parameter_has_type_default_and_help(line, good):
    cells = [cell(line, tags=["parameters"])]
    assert good is not bool(list(style_rules.parameter_faults(cells)))
