"""What a fork server loads before the first notebook, and what it must not load."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import sys
from types import ModuleType
from typing import cast

# What notebooks import. A library that looks for its notebook when it is imported must not be
# here: see NEVER_LOADED.
LIBRARIES = (
    "numpy",
    "pandas",
    "xarray",
    "scipy.optimize",
    "scipy.special",
    "scipy.stats",
    "statsmodels.api",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "pyarrow.parquet",
    "pydantic",
    "yaml",
    "babel.numbers",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.display",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
)
# These register with the running notebook as they are imported; loaded too early they fall
# silent: figures vanish, widgets lose their connection.
NEVER_LOADED = ("matplotlib_inline.backend_inline", "ipywidgets", "anywidget", "plotly")
# Optional to others, and starts threads as it is imported; a notebook that wants it loads it.
HELD_BACK = ("polars",)
_OWN_LAYERS = ("data", "model", "analysis", "presentation")
_OWN_SKIPPED = ("explorer", "explore")


def preload() -> None:
    """Import what notebooks use; a library that is not installed is left out."""
    for name in HELD_BACK:
        sys.modules[name] = cast(ModuleType, None)  # an import says that there is none
    for name in LIBRARIES:
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(name)
    _preload_own()
    for name in HELD_BACK:
        del sys.modules[name]


def _preload_own() -> None:
    for layer in _OWN_LAYERS:
        package = importlib.import_module(f"dxsim.{layer}")
        names = (m.name for m in pkgutil.walk_packages(package.__path__, f"dxsim.{layer}.", _pass))
        for name in names:
            if not set(name.split(".")).intersection(_OWN_SKIPPED):
                with contextlib.suppress(Exception):  # the notebook that needs it will say
                    importlib.import_module(name)


def _pass(name: str) -> None:
    """Go on after a package that cannot be imported: the notebook that needs it will say."""
