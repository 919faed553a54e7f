"""What Word files and slides have in common: bytes that repeat, templates of the right kind."""

import io
from pathlib import Path
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


def refuse_other_template(template: Path, ending: str) -> None:
    """Raise an InputError for a template that is absent or of another kind."""
    if template.suffix.lower() != ending or not template.is_file():
        expected = f"a file that ends in {ending}"
        raise InputError("--template", found=quoted(str(template)), expected=expected)
