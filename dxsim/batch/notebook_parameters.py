"""Parameters that a notebook declares, with their kinds and defaults."""

from __future__ import annotations

import ast
import contextlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from dxsim.batch.jobs import one_line
from dxsim.batch.store import (
    BatchError,
)
from dxsim.data.files import Document

_LANGUAGE = "python"


def declared_parameters(notebook: Path) -> list[str]:
    """Return the names assigned in the notebook's cells tagged `parameters`, in order."""
    return list(declared_kinds(notebook))


def declared_kinds(notebook: Path) -> dict[str, str]:
    """Return the parameters a notebook declares, in order, each with its annotation or "".

    Raises
    ------
    BatchError: where the file is no notebook or the cell is no Python.
    """
    return dict(pair for statement in _parameter_lines(notebook) for pair in _assigned(statement))


def declared_value(notebook: Path, name: str) -> object:
    """Return the value a notebook gives a parameter of its own, None where it declares none."""
    for statement in _parameter_lines(notebook):
        value = getattr(statement, "value", None)
        if value is not None and name in dict(_assigned(statement)):
            with contextlib.suppress(ValueError, TypeError):
                return ast.literal_eval(value)
    return None


def _refuse_other_language(notebook: Path, told: Document) -> None:
    """Raise a BatchError where a notebook says that it is written in another language."""
    metadata = told.get("metadata", {})
    stated = metadata.get("kernelspec", {}).get("language") or metadata.get(
        "language_info", {}
    ).get("name", _LANGUAGE)
    if str(stated).lower() != _LANGUAGE:
        found = one_line(str(stated), 40)
        raise BatchError(f"{notebook}: found a notebook in {found}, expected one in Python")


def _parameter_lines(notebook: Path) -> list[ast.stmt]:
    try:
        told = json.loads(notebook.read_text(encoding="utf-8"))
        _refuse_other_language(notebook, told)
        cells = told["cells"]
        tagged = [c for c in cells if "parameters" in c.get("metadata", {}).get("tags", [])]
        tree = ast.parse("\n".join("".join(cell["source"]) for cell in tagged))
    except OSError as problem:
        raise BatchError(f"{notebook}: cannot be read ({problem.strerror})") from None
    except BatchError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError):
        raise BatchError(f"{notebook}: not a notebook with a readable parameters cell") from None
    return tree.body


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    targets: Sequence[ast.expr] = ()
    kind = ""
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets, kind = [statement.target], ast.unparse(statement.annotation)
    return ((target.id, kind) for target in targets if isinstance(target, ast.Name))
