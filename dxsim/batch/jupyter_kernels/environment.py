"""The environment of a kernel: what makes the same notebook write the same bytes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

SERVER_VARIABLE = "DXSIM_FORK_SERVER"
RUNTIME_VARIABLE = "JUPYTER_RUNTIME_DIR"
MARK_VARIABLE = "DXSIM_KERNEL"
"""By this what a notebook starts is known as its own; empty where the kernel was not forked."""
FIXED_DAY = "1740700800"
"""28 February 2025, any day that stays: a file that a library dates has the same bytes each time.

What dxsim itself writes carries no day but that of the newest fact in it.
"""
_FIXED = {"PYTHONHASHSEED": "0", MARK_VARIABLE: ""}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""The variables by which libraries of linear algebra take one thread; read as NumPy is loaded."""
_UNLESS_SET = {"SOURCE_DATE_EPOCH": FIXED_DAY, **ONE_THREAD}


def kernel_environment(
    home: Path | None = None, variables: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the environment of a kernel: that of this process, and what is said here.

    `home` is the project folder it is to read, `variables` are those of its job.

    Fixed are the hash seed and, unless the caller's environment says otherwise, the date that
    libraries write into files and one thread in linear algebra: sums in another order differ in
    the last bit.
    """
    environment = {**_UNLESS_SET, **os.environ, **(variables or {}), **_FIXED}
    environment.pop(SERVER_VARIABLE, None)  # ours, and no business of a notebook
    if home is not None:
        environment["DXSIM_HOME"] = str(home)
    return environment
