"""Optional imports of other libraries, skipped where they only take time."""

import contextlib
import sys
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import cast

ADDRESS_GRAMMARS = ("rfc3987_syntax",)
"""Compiled whenever jsonschema is imported, as all of Jupyter does, for a second and more.

They check addresses with letters beyond ASCII, a format that no schema of a notebook or of a
server's events has; without them jsonschema leaves that format unchecked.
"""


@contextlib.contextmanager
def without_libraries(names: Iterable[str]) -> Iterator[None]:
    """Let an import of one of these libraries fail, as if there were none.

    Examples
    --------
    >>> with without_libraries(["rfc3987_syntax"]):
    ...     import jsonschema
    """
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = cast(ModuleType, None)
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
