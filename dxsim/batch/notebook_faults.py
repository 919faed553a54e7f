"""Whether an executed notebook counts."""

from __future__ import annotations

import json
from pathlib import Path

from dxsim.batch.jobs import one_line
from dxsim.data.files import Document


def notebook_fault(notebook: Path) -> str:
    """Return why an executed notebook does not count, or an empty text if it does.

    It counts only if every code cell ran, each without an error output unless its author tagged it
    `raises-exception`: papermill itself
    calls a notebook completed after a dead kernel, a timeout or `sys.exit(0)`.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        return "no executed notebook was written"
    except (ValueError, KeyError, TypeError):
        return "the executed notebook is cut short"
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, start=1):
        for output in cell["outputs"]:
            if output["output_type"] == "error" and not _tagged(cell, "raises-exception"):
                text = f"code cell {number}: {output['ename']}: {output['evalue']}"
                return one_line(text)
        if _must_run(cell) and cell["execution_count"] is None:
            return f"code cell {number} of {len(code)} never ran"
    return ""


def _must_run(cell: Document) -> bool:
    return bool("".join(cell["source"]).strip()) and not _tagged(cell, "skip-execution")


def _tagged(cell: Document, tag: str) -> bool:
    return tag in cell.get("metadata", {}).get("tags", [])
