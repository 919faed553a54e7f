"""Modules that a fork server loads before the first notebook, and those it must not load."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from dxsim.data.skipped_imports import without_libraries

if TYPE_CHECKING:
    from pydantic import BaseModel

# What a kernel itself needs, with what it would load as its first cells run.
KERNEL = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.display",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "faulthandler",
    "psutil",
    "runpy",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)
# What notebooks import, by the word that stands in one that does, so that a library that dxsim
# uses seldom is loaded for those alone that name it. A library that looks for its notebook when it
# is imported must not be here: see NEVER_LOADED.
LIBRARIES = {
    "numpy": ("numpy",),
    "pandas": ("pandas", "pandas.io.formats.csvs", "pandas.io.formats.style"),
    "xarray": ("xarray", "dask.array", "pint"),  # it looks for both with its first data set
    "scipy": ("scipy.optimize", "scipy.special"),
    "scipy.stats": ("scipy.stats",),
    "statsmodels": ("statsmodels.api",),
    "numba": ("numba",),
    "matplotlib": ("matplotlib.pyplot", "matplotlib.backends.backend_agg", "PIL.PngImagePlugin"),
    "pdf": ("matplotlib.backends.backend_pdf", "pikepdf"),
    "svg": ("matplotlib.backends.backend_svg",),
    "parquet": ("pyarrow.parquet", "pyarrow.pandas_compat"),
    "pydantic": ("pydantic",),
    "yaml": ("yaml",),
    "babel": ("babel.numbers",),
}
OWN = "dxsim"
SELDOM_USED = ("scipy.stats", "statsmodels", "numba")
"""Words of libraries that dxsim itself loads for few of its answers."""
# These register with the running notebook as they are imported; loaded too early they fall
# silent: figures vanish, widgets lose their connection.
NEVER_LOADED = ("matplotlib_inline.backend_inline", "ipywidgets", "anywidget", "plotly")
# Optional to others, and starts threads as it is imported; a notebook that wants it loads it.
HELD_BACK = ("polars",)
_OWN_LAYERS = ("data", "model", "analysis", "presentation")
_OWN_SKIPPED = ("explorer", "explore", "workbook")
_COMPILED = "kernels"  # loading one of these loads numba


def mentioned(notebooks: Iterable[Path]) -> list[str]:
    """Return the words of LIBRARIES, and OWN, that stand in one of the notebooks."""
    texts = [path.read_bytes() for path in notebooks]
    return [word for word in (*LIBRARIES, OWN) if any(word.encode() in text for text in texts)]


def preload(words: Collection[str] = (OWN,)) -> None:
    """Import what notebooks that hold these words use; of what dxsim uses, what it uses often.

    A library that is not installed is left out.
    """
    used = set(LIBRARIES).difference(SELDOM_USED) if OWN in words else set()
    names = [name for word in LIBRARIES if word in used.union(words) for name in LIBRARIES[word]]
    with without_libraries(HELD_BACK):
        for name in (*KERNEL, *names):
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(name)
        if OWN in words:
            _preload_own()
            draw_once()


def _preload_own() -> None:
    for layer in _OWN_LAYERS:
        package = importlib.import_module(f"dxsim.{layer}")
        names = (m.name for m in pkgutil.walk_packages(package.__path__, f"dxsim.{layer}.", _pass))
        for name in names:
            left_out = set(name.split(".")).intersection(_OWN_SKIPPED) or name.endswith(_COMPILED)
            if not left_out:
                with contextlib.suppress(Exception):  # the notebook that needs it will say
                    importlib.import_module(name)
    _build_checks(importlib.import_module("dxsim.scenario.laws").Record)


def draw_once() -> None:
    """Judge and draw the country's first scenario, in each language and format, for nobody.

    The parameter files read, the fonts cut to the letters of a language and the widths of these
    letters are kept: each kernel would make them anew. What is kept of a file is kept by its text,
    so that a kernel that finds the file changed reads it again; which country it works on, it
    looks up itself.
    """
    from dxsim.data.country import load_country
    from dxsim.data.locations import look_anew
    from dxsim.presentation.figures import paths
    from dxsim.presentation.figures.drawing.saving import FORMATS, drawn
    from dxsim.presentation.text.messages import LANGUAGES
    from dxsim.scenario.loading import load_scenario

    with contextlib.suppress(Exception):  # the notebook that meets what is wrong will say it
        scenario = load_scenario(load_country().default_scenario)
        for lang in LANGUAGES:
            picture = paths(scenario, lang=lang)
            for kind in FORMATS:
                drawn(picture, kind)
    look_anew()


def _build_checks(kind: type[BaseModel]) -> None:
    """Build what checks records of a kind and of those derived, which each kernel would build."""
    kind.model_rebuild()
    for derived in kind.__subclasses__():
        _build_checks(derived)


def _pass(name: str) -> None:
    """Go on after a package that cannot be imported: the notebook that needs it will say."""
