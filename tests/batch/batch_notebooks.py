"""Small notebooks for the tests of the batch."""

from pathlib import Path

import nbformat

from dxsim.batch.jobs import Job

PARAMETERS = "value = 1\nout_dir = '.'"
WRITES = (
    "from pathlib import Path\nPath(out_dir, 'value.txt').write_text(str(value))\nprint(value * 2)"
)


def write_notebook(path: Path, *cells: str, parameters: str | None = PARAMETERS) -> Path:
    """Write a notebook with a parameters cell (unless None) and the given code cells."""
    notebook = nbformat.v4.new_notebook()
    if parameters is not None:
        cell = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
        notebook.cells.append(cell)
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in cells]
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def values(notebook: Path, count: int) -> list[Job]:
    """Return jobs v0, v1, ... of one notebook, each with its own value."""
    return [Job(f"v{number}", notebook, {"value": number}) for number in range(count)]
