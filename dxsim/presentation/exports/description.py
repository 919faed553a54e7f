"""Description inside an exported table: its columns, and the rules for quoting a number.

A CSV file has no room for it, so a JSON file beside it has: metadata of a table as the W3C's "CSV
on the Web" writes it, under the name that its readers look for. Parquet keeps it in the file.
"""

import errno
import json
from collections.abc import Iterable
from pathlib import Path

from dxsim import __version__
from dxsim.data.files import write_atomic
from dxsim.presentation import quoting
from dxsim.presentation.text.messages import LANGUAGES, say

SUFFIX = "-metadata.json"
"""Ending that the standard gives to the metadata of a file, after the file's whole name."""
ATTRIBUTE = "read_before_quoting"
NUMBERS = {"year": "integer", "value": "number"}
"""Columns that are no text, with their types in the standard's words."""


def write_metadata(path: Path, columns: Iterable[str]) -> Path | None:
    """Write the metadata of an exported CSV file beside it; None where its name has no room."""
    try:
        return write_atomic(path.with_name(path.name + SUFFIX), table_metadata(path.name, columns))
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return None


def table_metadata(name: str, columns: Iterable[str]) -> bytes:
    """Return the metadata of an exported CSV file as JSON, in every language of the package.

    Parameters
    ----------
    name
        the file's name.
    columns
        its columns in order, each with a text `exports.column_…`.
    """
    described = [
        {
            "name": one,
            "titles": one,
            "datatype": NUMBERS.get(one, "string"),
            "dc:description": [
                _in_words(say(f"exports.column_{one}", lang), lang) for lang in LANGUAGES
            ],
        }
        for one in columns
    ]
    rules = [_in_words(rule, lang) for lang in LANGUAGES for rule in quoting.rules(lang)]
    result = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": name,
        "dc:creator": f"dxsim {__version__}",
        "dc:title": [_in_words(quoting.heading(lang), lang) for lang in LANGUAGES],
        "dc:description": rules,
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {"columns": described},
    }
    return (json.dumps(result, ensure_ascii=False, indent=1) + "\n").encode()


def _in_words(text: str, lang: str) -> dict[str, str]:
    return {"@value": text, "@language": lang}


def attributes() -> dict[object, object]:
    """Return the rules as what a table of pandas carries, and Parquet with it."""
    return {ATTRIBUTE: {lang: quoting.rules(lang) for lang in LANGUAGES}}
