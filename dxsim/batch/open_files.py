"""How many files a process may have open at once: seen to before a batch starts."""

from __future__ import annotations

from dxsim.batch.store import BatchError

NEEDED = 128
"""Files that a notebook's process may have open at once: libraries, sockets, figures, and room."""


def allow_open_files() -> None:
    """Raise this process's own limit of open files to what a batch needs, where it is lower.

    Workers and kernels inherit it. Systems without such limits are left alone.

    Raises
    ------
    BatchError: where the limit that only the machine's keeper can raise is too low.
    """
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= NEEDED:
        return
    if hard != resource.RLIM_INFINITY and hard < NEEDED:
        raise BatchError(
            f"at most {hard} files may be open at once, and a batch needs {NEEDED}: "
            "raise the limit (ulimit -n)"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (NEEDED, hard))
