"""papermill engines: kernels with a fixed environment, started plainly or forked ready-made.

Both give a notebook a process of its own and stop it at once when the last cell has run.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from papermill.engines import NBClientEngine, papermill_engines
from traitlets.config import Config

from dxsim.batch.jupyter_kernels.host import FORKED, PLAIN
from dxsim.batch.jupyter_kernels.managers import ForkingKernelManager, SteadyKernelManager

if TYPE_CHECKING:
    from papermill.engines import NotebookExecutionManager


class PlainEngine(NBClientEngine):
    """Kernels started afresh, as papermill does, and stopped at once."""

    manager: type[SteadyKernelManager] = SteadyKernelManager

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        kernel_env: Mapping[str, str] | None = None,
        save_cells: bool = True,
        **options: object,
    ) -> object:
        """Run the notebook's cells.

        `kernel_env` is the whole environment of the kernel; without `save_cells` the notebook is
        written once, at its end, however it ends.
        """
        register()
        options.setdefault("shutdown_kernel", "immediate")
        settings = Config({cls.manager.__name__: {"kernel_env": dict(kernel_env or {})}})
        with contextlib.nullcontext() if save_cells else _unsaved(nb_man):
            return super().execute_managed_notebook(
                nb_man,
                kernel_name,
                config=settings,
                kernel_manager_class=cls.manager,
                **options,
            )


@contextlib.contextmanager
def _unsaved(nb_man: NotebookExecutionManager) -> Iterator[None]:
    """Keep papermill from writing the notebook before and after each cell."""
    path, nb_man.output_path = nb_man.output_path, None
    try:
        yield
    finally:
        nb_man.output_path = path


class ForkingEngine(PlainEngine):
    """Kernels forked from a process that has the heavy libraries loaded already. Linux only."""

    manager = ForkingKernelManager


def register() -> None:
    """Make engines and provisioner known where the package's entry points are not installed."""
    papermill_engines.register(PLAIN, PlainEngine)
    papermill_engines.register(FORKED, ForkingEngine)
    known = KernelProvisionerFactory.instance().provisioners
    known[FORKED] = EntryPoint(
        FORKED,
        "dxsim.batch.jupyter_kernels.provisioner:ForkedProvisioner",
        "jupyter_client.kernel_provisioners",
    )
