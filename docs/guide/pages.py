"""Parts of pages that the package states itself, put where `<!-- made: NAME -->` stands."""

import re
from collections.abc import Callable, Mapping

from sphinx.application import Sphinx

from dxsim.presentation import quoting
from guide import answers, commands, formats, python_names, readers, week


def _quoting(lang: str) -> str:
    return "\n".join(f"1. {rule}" for rule in quoting.rules(lang))


MAKERS: Mapping[str, Callable[[], str]] = {
    "commands": commands.page,
    "python": python_names.page,
    "data files": readers.readers_page,
    "week": week.page,
    **{f"quoting {lang}": lambda lang=lang: _quoting(lang) for lang in answers.LANGUAGES},
    **{f"format {name}": lambda name=name: formats.records_page(name) for name in formats.RECORDS},
    **{f"answers {lang}": lambda lang=lang: answers.page(lang) for lang in answers.LANGUAGES},
}
PLACE = re.compile(r"^<!-- made: ([a-z ]+) -->$", re.MULTILINE)


def filled(text: str) -> str:
    """Return the text of a page with the parts made that it asks for."""
    return PLACE.sub(lambda found: MAKERS[found[1]](), text)


def _read(_app: Sphinx, _name: str, source: list[str]) -> None:
    source[0] = filled(source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Fill in pages as they are read."""
    app.connect("source-read", _read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
