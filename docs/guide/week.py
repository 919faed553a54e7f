"""The notebook of the guide, executed, as a page: its words, its lines and what they give."""

import ast
import contextlib
import os
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "week.ipynb"
WIDE = 100
"""Columns that a table takes before it is folded."""


def answers(folder: Path) -> Iterator[tuple[Any, Any]]:
    """Yield each cell with the value of its last line; `folder` takes what the lines write."""
    import pandas as pd

    names: dict[str, Any] = {}
    own = mock.patch.dict(os.environ, {"DXSIM_HOME": str(ROOT)})
    with own, contextlib.chdir(folder), pd.option_context("display.width", WIDE):
        for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
            yield cell, _value(cell.source, names) if cell.cell_type == "code" else None


def _value(code: str, names: dict[str, Any]) -> Any:
    """Run the lines of a cell; return the value of the last where it is an expression."""
    lines = ast.parse(code).body
    last = lines.pop() if isinstance(lines[-1], ast.Expr) else None
    exec(compile(ast.Module(lines, []), str(NOTEBOOK), "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), names)


def page() -> str:
    """Return the executed notebook as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        return "\n\n".join(_shown(cell, value) for cell, value in answers(Path(folder)))


def _shown(cell: Any, value: Any) -> str:
    from IPython.lib.pretty import pretty

    from dxsim.presentation.figures.drawing.saving import Figure, drawn

    if cell.cell_type == "markdown":
        return str(cell.source)
    code = f"```python\n{cell.source}\n```"
    if isinstance(value, Figure):
        picture = b64encode(drawn(value, "png")).decode()
        return f"{code}\n\n![{value.alt}](data:image/png;base64,{picture})"
    return code if value is None else f"{code}\n\n```text\n{pretty(value)}\n```"
