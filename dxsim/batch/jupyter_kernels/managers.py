"""Kernels as the engines start them: managers with a fixed environment, and a prompt client."""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from pathlib import Path
from queue import Empty

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict, Type, default

from dxsim.batch.jupyter_kernels.environment import RUNTIME_VARIABLE, kernel_environment
from dxsim.batch.jupyter_kernels.host import FORKED


class NeverStarted(RuntimeError):
    """A kernel died before it answered: its ports were taken by another, or memory was short."""


class SteadyKernelManager(AsyncKernelManager):
    """A kernel manager that hands every kernel the environment it was configured with.

    The file with the kernel's key lies in the batch's folder for such files, if it has one, and
    goes with it also where this process is killed.
    """

    kernel_env = Dict().tag(config=True)

    @default("connection_file")
    def _connection_file_default(self) -> str:
        folder = os.environ.get(RUNTIME_VARIABLE)
        return str(Path(folder) / f"kernel-{uuid.uuid4()}.json") if folder else ""

    async def start_kernel(self, **options: object) -> None:  # type: ignore[override]
        """Start the kernel; see jupyter_client."""
        options.setdefault("env", dict(self.kernel_env) or kernel_environment())
        await super().start_kernel(**options)


class PromptKernelClient(AsyncKernelClient):
    """A client of a kernel that listens already: it waits for answers, not for time to pass."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask until the kernel has answered on both channels, each time a little later."""
        deadline = time.monotonic() + (timeout or float("inf"))
        patience = 0.2
        while time.monotonic() < deadline:
            with contextlib.suppress(Empty):
                await self._until_idle(self.kernel_info(), patience)
                reply = await self.shell_channel.get_msg(timeout=patience)
                self._handle_kernel_info_reply(reply)
                return
            if not await self._async_is_alive():
                raise NeverStarted("the kernel died before it answered")
            patience = min(2 * patience, 5.0)
        raise RuntimeError(f"the kernel did not answer in {timeout:g} s")

    async def _until_idle(self, request: str, patience: float) -> None:
        """Return when the kernel reports that it is idle after the request, Empty if it is mute."""
        while True:
            message = await self.iopub_channel.get_msg(timeout=patience)
            asked = message["parent_header"].get("msg_id") == request
            if asked and message["content"].get("execution_state") == "idle":
                return


class ForkingKernelManager(SteadyKernelManager):
    """A kernel manager whose kernels are forked from a process with the libraries loaded."""

    client_factory = Type(default_value=PromptKernelClient, klass=AsyncKernelClient)

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return the kernel's specification, with the forking provisioner in it."""
        spec = super().kernel_spec
        assert spec is not None
        metadata = {**spec.metadata, "kernel_provisioner": {"provisioner_name": FORKED}}
        return KernelSpec(**{**spec.to_dict(), "metadata": metadata})
