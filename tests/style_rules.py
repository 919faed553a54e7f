"""The rules of form that ruff does not know: each function returns what breaks them, in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

LONGEST_FUNCTION = 40
LONG = re.compile(r"#\s*long:\s*\S")
CELLS = range(15, 26)
LEAST_PROSE = 0.4
MOST_CODE = 70
MOST_CODE_IN_A_CELL = 12
LARGEST_INTEGER = 10  # larger ones and all fractions are assumptions: they belong to parameters
PARAMETER = re.compile(r"^[a-z]\w*: [\w\[\], |.\"']+ = .+?  # \S.*$")
PATH_TEXT = re.compile(r"/|\\|\.(?:csv|ipynb|json|parquet|pdf|svg|png|txt|xlsx|ya?ml)$")
RATE_TEXT = re.compile(r"\d\s*%")
LOGIC = (
    ast.AsyncFor,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.DictComp,
    ast.For,
    ast.FunctionDef,
    ast.GeneratorExp,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.Try,
    ast.While,
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def function_lengths(source: str) -> Iterator[str]:
    """Say which functions are too long without a reason, or give a reason they do not need.

    A docstring does not count: what explains a function should not be cut to make room for it.
    """
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function):
            length = node.end_lineno - node.lineno + 1 - docstring_length(node)
            reason = LONG.search(lines[node.lineno - 1])
            if length > LONGEST_FUNCTION and not reason:
                yield f"line {node.lineno}: {node.name} has {length} lines"
            if length <= LONGEST_FUNCTION and reason:
                yield f"line {node.lineno}: {node.name} is short, it needs no reason"


def docstring_length(node: Function) -> int:
    """Return how many lines the docstring of a function takes, zero for none."""
    if ast.get_docstring(node, clean=False) is None:
        return 0
    text = node.body[0]
    return text.end_lineno - text.lineno + 1


def missing_docstrings(source: str) -> Iterator[str]:
    """Say which public functions, classes and methods have no docstring."""
    return undocumented(ast.parse(source))


def undocumented(parent: ast.Module | ast.ClassDef) -> Iterator[str]:
    """Say which public names directly in `parent`, or in its public classes, lack a docstring."""
    for node in parent.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node) and not is_overload(node):
                yield f"line {node.lineno}: {node.name}"
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node)


def is_overload(node: ast.AST) -> bool:
    """Return whether the function only declares one more signature or sets a property."""
    names = [ast.unparse(one).rsplit(".", 1)[-1] for one in node.decorator_list]
    return "overload" in names or "setter" in names


def code_lines(text: str) -> list[str]:
    """Return the lines of a cell that hold code."""
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def is_parameters(cell: dict) -> bool:
    """Return whether papermill takes this cell for the parameters."""
    return "parameters" in cell.get("metadata", {}).get("tags", [])


def notebook_faults(notebook: dict) -> Iterator[str]:
    """Say what in a notebook (nbformat 4, as a dict) breaks the rules for notebooks."""
    yield from leftovers(notebook)
    yield from shape_faults(notebook["cells"])
    yield from parameter_faults(notebook["cells"])
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code" and not is_parameters(cell):
            yield from (f"cell {number}: {fault}" for fault in code_faults(cell["source"]))


def leftovers(notebook: dict) -> Iterator[str]:
    """Say which outputs, counts and foreign metadata the notebook still carries."""
    if "jupytext" in notebook["metadata"]:
        yield "paired with a text file"
    for number, cell in enumerate(notebook["cells"]):
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield f"cell {number}: not stripped"


def shape_faults(cells: list[dict]) -> Iterator[str]:
    """Say what is wrong with the title, the number of cells and the mix of prose and code."""
    first = cells[0]["source"].splitlines() if cells else [""]
    if not re.match(r"^# .+\?\s*$", first[0]):
        yield f"the title is not a question: {first[0]!r}"
    if len(cells) not in CELLS:
        yield f"{len(cells)} cells, not {CELLS.start} to {CELLS.stop - 1}"
    prose = sum(cell["cell_type"] == "markdown" for cell in cells)
    if prose < LEAST_PROSE * len(cells):
        yield f"{prose} of {len(cells)} cells are prose, under {LEAST_PROSE:.0%}"
    lengths = [len(code_lines(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    if sum(lengths) > MOST_CODE:
        yield f"{sum(lengths)} lines of code, over {MOST_CODE}"
    if max(lengths, default=0) > MOST_CODE_IN_A_CELL:
        yield f"a cell with {max(lengths)} lines of code, over {MOST_CODE_IN_A_CELL}"


def parameter_faults(cells: list[dict]) -> Iterator[str]:
    """Say what is wrong with the one cell of parameters."""
    found = [cell for cell in cells if is_parameters(cell)]
    if len(found) != 1:
        yield f"{len(found)} cells tagged parameters, not one"
    for cell in found:
        for line in code_lines(cell["source"]):
            if not PARAMETER.match(line):
                yield f"parameters: not `name: type = default  # help`: {line!r}"


def code_faults(source: str) -> Iterator[str]:
    """Say which logic, paths and assumptions stand in a code cell."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        yield "not plain Python (a magic or a shell command?)"
        return
    for node in ast.walk(tree):
        if isinstance(node, LOGIC):
            yield f"line {node.lineno}: logic ({type(node).__name__})"
        elif isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.path":
            yield f"line {node.lineno}: sys.path"
        elif isinstance(node, ast.Constant):
            yield from constant_faults(node)


def constant_faults(node: ast.Constant) -> Iterator[str]:
    """Say whether a constant is a path or an assumption that belongs among the parameters."""
    value = node.value
    if isinstance(value, str) and PATH_TEXT.search(value):
        yield f"line {node.lineno}: a path: {value!r}"
    if isinstance(value, str) and RATE_TEXT.search(value):
        yield f"line {node.lineno}: an assumption: {value!r}"
    if isinstance(value, float) or (type(value) is int and abs(value) > LARGEST_INTEGER):
        yield f"line {node.lineno}: an assumption: {value!r}"
