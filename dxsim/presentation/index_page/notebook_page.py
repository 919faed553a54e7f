"""An executed notebook as a web page of each language: texts, tables and figures, without code.

The page holds no script and loads nothing from a network, and its browser is told to let nothing
in: whatever an output holds is shown and not run.
"""

import os
import re
import sys
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dxsim import __version__
from dxsim.data.skipped_imports import ADDRESS_GRAMMARS, without_libraries
from dxsim.presentation import quoting
from dxsim.presentation.index_page.links import link
from dxsim.presentation.index_page.notebook_languages import in_language
from dxsim.presentation.text.messages import LANGUAGES, say

if TYPE_CHECKING:
    from nbconvert.exporters.templateexporter import TemplateExporter
    from nbformat import NotebookNode

_STYLE = Path(__file__).with_name("notebook_page.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_PICTURE = "image/png"
_NO_TAG = re.compile(r"<(?![A-Za-z/!?])")
_NUMBERED = re.compile(r"&#([1-9]\d{2,5});")
"""A letter beyond ASCII by its number, as headings are written."""
_CELL_ID = re.compile(r' id="cell-id=[^"]*"')
_TO_ITSELF = re.compile(r'<a class="anchor-link"[^>]*>.*?</a>')
_TO_THE_PROJECT = re.compile(r'<a href="\.\./[^"]*">(.*?)</a>', re.S)
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
_TAG = re.compile(r"<[^>]*>")


def page_of(notebook: Path, lang: str, main: str) -> Path:
    """Return the place of a notebook's page: beside it in the main language, else in a folder."""
    folder = notebook.parent if lang == main else notebook.parent / lang
    return folder / f"{notebook.stem}.html"


def notebook_page(notebook: Path, lang: str, main: str, *, name: str = "") -> bytes:
    """Return a notebook's results as one HTML file, to stand where `page_of` says.

    Parameters
    ----------
    notebook
        the executed notebook.
    lang
        the language of the page.
    main
        the language in which the notebook was executed; an output that it holds in no other
        language is shown in this one.
    name
        what the notebook is called beside its page, by default what its file is called.

    Returns
    -------
    bytes
        the same for the same notebook. Links into the project are text: what they lead to is not
        beside the page. What follows the title in its cell is left out: it tells how to change
        the code.
    """
    body, place = _body(notebook, lang), Path(f"{name or notebook.stem}.ipynb")
    for found, kept in (
        (_NO_TAG, "&lt;"), (_CELL_ID, ""), (_TO_ITSELF, ""), (_TO_THE_PROJECT, r"\1"),
    ):  # fmt: skip
        body = found.sub(kept, body)
    heading = _HEADING.search(body)
    title = _TAG.sub("", heading[1]) if heading else escape(place.stem)
    up = Path() if lang == main else Path("..")
    beside = link(up / place, place.name)
    others = "".join(
        f' · <a href="{quote((up / page_of(place, each, main)).as_posix())}"'
        f' lang="{each}">{escape(say(f"index.language_{each}", each))}</a>'
        for each in LANGUAGES
        if each != lang
    )
    about = say("index.notebook_page", lang, version=__version__)
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f'<body>\n<p class="about">{escape(about)} {beside}{others}. '
        f"{escape(quoting.pointer(lang))}</p>\n{body}\n</body>\n</html>\n"
    ).encode()


def _body(notebook: Path, lang: str) -> str:
    """Return the texts and outputs of a notebook in a language as HTML."""
    exporter = _exporter()
    import nbformat

    read = in_language(nbformat.read(notebook, as_version=4), lang)
    for cell in read.cells[:1]:
        cell.source = cell.source.split("\n\n")[0]
    for output in (output for cell in read.cells for output in cell.get("outputs", [])):
        _describe_picture(output)
    body, _ = exporter.from_notebook_node(read)
    return _NUMBERED.sub(lambda found: chr(int(found[1])), str(body))


def _describe_picture(output: "NotebookNode") -> None:
    """Give a picture of an output its words as the text that a screen reader reads out."""
    data = output.get("data", {})
    if _PICTURE in data and "text/plain" in data:
        output.metadata.setdefault(_PICTURE, {})["alt"] = data["text/plain"]


@cache
def _exporter() -> "TemplateExporter":
    """Return what turns notebooks into HTML, with its templates compiled once for all of them."""
    try:
        Path.home()
    except RuntimeError:  # nbconvert looks for a user's own templates, also where there is no home
        os.environ.setdefault("JUPYTER_DATA_DIR", str(Path(sys.prefix) / "share" / "jupyter"))
    with without_libraries(ADDRESS_GRAMMARS):
        from nbconvert import HTMLExporter
        from nbconvert.exporters.templateexporter import TemplateExporter

    class Pages(HTMLExporter):
        """The exporter without its second reading of the whole page.

        It parses what it has written to mark pictures without a description, for longer than the
        writing takes where a page has large tables; here every picture has one. The notebook is
        held to its form once and not after every step.
        """

        def from_notebook_node(self, nb: Any, resources: Any = None, **more: Any) -> Any:
            given = self._init_resources(resources)
            return TemplateExporter.from_notebook_node(self, nb, given, **more)

    exporter = Pages(template_name="basic", exclude_input=True, exclude_output_prompt=True)
    exporter.optimistic_validation = True
    exporter.register_filter("highlight_code", escape)  # no code is shown
    return exporter
