"""The page of Python names: every public name of the package, grouped by the layer it lives in."""

import inspect
from collections.abc import Iterator

import dxsim
from dxsim.presentation import figures

GROUPS = {
    "scenario": "Scenarios and programmes",
    "model": "Projection",
    "analysis": "Questions",
    "cases": "Evidence of a country",
    "data": "Data and errors",
    "presentation": "Workbook, figures and explorer",
}


def page() -> str:
    """Return autodoc directives for every public name."""
    homes = {name: home for name, home in dxsim._HOMES.items() if name != "figures"}
    lines = []
    for layer, title in GROUPS.items():
        names = [name for name, home in sorted(homes.items()) if home.split(".")[1] == layer]
        lines += [f"## {title}", "", *(line for name in names for line in _entry("dxsim", name))]
    lines += [
        "## Figures: `dx.figures`",
        "",
        "```{eval-rst}",
        ".. automodule:: " + figures.__name__,
    ]
    lines += ["```", ""]
    for name in figures.__all__:
        lines += _entry(figures.__name__, name)
    return "\n".join(lines)


def _entry(module: str, name: str) -> Iterator[str]:
    value = getattr(__import__(module, fromlist=[name]), name)
    kind = "autoclass" if inspect.isclass(value) else "autofunction"
    yield from ("```{eval-rst}", f".. {kind}:: {module}.{name}")
    yield from (["   :members:"] if kind == "autoclass" and not _is_record(value) else [])
    yield from ("```", "")


def _is_record(value: type) -> bool:
    """Return whether a class is a pydantic record, whose keys the pages of files describe."""
    return hasattr(value, "model_fields")
