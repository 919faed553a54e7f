"""papermill engines: kernels with a fixed environment, started plainly or forked ready-made.

Both give a notebook a process of its own and stop it at once when the last cell has run. Fixed
are the hash seed, the date that figures carry and the number of threads in linear algebra, so
that the same notebook writes the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from papermill.engines import NBClientEngine
from traitlets import Dict
from traitlets.config import Config

# 28 February 2025, the last day whose information the shipped scenarios use.
INFORMATION_CUT_OFF = "1740700800"
_FIXED = {"PYTHONHASHSEED": "0"}
_UNLESS_SET = {
    "SOURCE_DATE_EPOCH": INFORMATION_CUT_OFF,
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def kernel_environment(home: Path | None = None) -> dict[str, str]:
    """Return the environment of a kernel; `home` is the project folder it is to read."""
    environment = {**_UNLESS_SET, **os.environ, **_FIXED}
    if home is not None:
        environment["DXSIM_HOME"] = str(home)
    return environment


class SteadyKernelManager(AsyncKernelManager):
    """A kernel manager that hands every kernel the environment it was configured with."""

    kernel_env = Dict().tag(config=True)

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
        """Start the kernel; see jupyter_client."""
        options.setdefault("env", dict(self.kernel_env) or kernel_environment())
        await super().start_kernel(**options)


class PlainEngine(NBClientEngine):
    """Kernels started afresh, as papermill does, and stopped at once."""

    manager: type[SteadyKernelManager] = SteadyKernelManager

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        kernel_env: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Any:
        """Run the notebook's cells; `kernel_env` is the whole environment of its kernel."""
        options.setdefault("shutdown_kernel", "immediate")
        settings = Config({cls.manager.__name__: {"kernel_env": dict(kernel_env or {})}})
        return super().execute_managed_notebook(
            nb_man,
            kernel_name,
            config=settings,
            kernel_manager_class=cls.manager,
            **options,
        )


def register() -> None:
    """Make the engines known to papermill where the package's entry points are not installed."""
    from papermill.engines import papermill_engines

    papermill_engines.register("dxsim-plain", PlainEngine)
