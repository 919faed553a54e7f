"""Helpers common to Word files and slides: repeatable bytes, templates of the right kind."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dxsim.data.yamlfile import InputError, quoted

OFFICE_FONT = "Calibri"
"""A font with every Vietnamese letter that comes with the office programs."""
_FIRST = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP file can hold; it says that none is meant."""


def fixed_times(data: bytes) -> bytes:
    """Return an Office file without the times of its parts, so that its bytes repeat."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as before, ZipFile(stream, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = ZipInfo(name, _FIRST)
            part.compress_type, part.external_attr = ZIP_DEFLATED, 0o600 << 16
            after.writestr(part, before.read(name))
    return stream.getvalue()


def opened(template: Path, ending: str, program: str, read: Callable[[str], Any]) -> Any:
    """Return a template as `read` opens it.

    Parameters
    ----------
    template
        the file.
    ending
        what its name has to end in, with the dot.
    program
        "Word" or "PowerPoint", for the refusal.
    read
        the library's own reader of such a file.

    Raises
    ------
    InputError
        for a file that is absent, of another ending, or that `read` cannot open.
    """
    if template.suffix.lower() != ending or not template.is_file():
        expected = f"a file that ends in {ending}"
        raise InputError("--template", found=quoted(str(template)), expected=expected)
    try:
        return read(str(template))
    except Exception:
        expected = f"a {program} file ({ending})"
        raise InputError("--template", found=quoted(str(template)), expected=expected) from None
