"""An executed notebook as a web page: its texts, tables and figures, without its code.

The page holds no script and loads nothing from a network, and its browser is told to let nothing
in: whatever an output holds is shown and not run.
"""

import os
import re
import sys
from html import escape
from pathlib import Path

from dxsim import __version__
from dxsim.presentation import quoting
from dxsim.presentation.index_page.links import link
from dxsim.presentation.text.messages import say

_STYLE = Path(__file__).with_name("notebook_page.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_CELL_ID = re.compile(r' id="cell-id=[^"]*"')
_TO_ITSELF = re.compile(r'<a class="anchor-link"[^>]*>.*?</a>')
_TO_THE_PROJECT = re.compile(r'<a href="\.\./[^"]*">(.*?)</a>', re.S)
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
_TAG = re.compile(r"<[^>]*>")


def notebook_page(notebook: Path, lang: str) -> bytes:
    """Return a notebook's results as one HTML file, to stand beside a notebook of the same name.

    Parameters
    ----------
    notebook
        the executed notebook.
    lang
        the language in which it was executed.

    Returns
    -------
    bytes
        the same for the same notebook. Links into the project are text: what they lead to is not
        beside the page.
    """
    body = _body(notebook)
    for found, kept in ((_CELL_ID, ""), (_TO_ITSELF, ""), (_TO_THE_PROJECT, r"\1")):
        body = found.sub(kept, body)
    heading = _HEADING.search(body)
    title = _TAG.sub("", heading[1]) if heading else escape(notebook.stem)
    beside = link(Path(f"{notebook.stem}.ipynb"), f"{notebook.stem}.ipynb")
    about = say("index.notebook_page", lang, version=__version__)
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f'<body>\n<p class="about">{escape(about)} {beside}. {escape(quoting.pointer(lang))}</p>\n'
        f"{body}\n</body>\n</html>\n"
    ).encode()


def _body(notebook: Path) -> str:
    """Return the texts and outputs of a notebook as HTML."""
    try:
        Path.home()
    except RuntimeError:  # nbconvert looks for a user's own templates, also where there is no home
        os.environ.setdefault("JUPYTER_DATA_DIR", str(Path(sys.prefix) / "share" / "jupyter"))
    import nbformat
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="basic", exclude_input=True, exclude_output_prompt=True)
    body, _ = exporter.from_notebook_node(nbformat.read(notebook, as_version=4))
    return str(body)
