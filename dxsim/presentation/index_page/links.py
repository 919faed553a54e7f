"""The files of a run as links and pictures, for the page that links everything."""

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote

from dxsim.presentation.text.messages import LANGUAGES, number, say

KINDS = {
    ".pdf": "briefings",
    ".xlsx": "workbooks",
    ".ipynb": "notebooks",
    ".csv": "tables",
    ".parquet": "tables",
}
ORDER = ("briefings", "figures", "workbooks", "notebooks", "tables", "other")

_HEAD = 2000
"""Characters of a page within which its title stands."""
_TITLE = re.compile(r"<title>(.*?)</title>", re.S)


def listing(folder: Path) -> list[Path]:
    """Return the files of a run relative to its folder, without hidden ones."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(p for p in files if not any(part.startswith(".") for part in p.parts))


def kind_of(path: Path) -> str:
    """Return under which heading a file stands."""
    if path.suffix == ".html" and path.parent.parent == Path("notebooks"):
        return "notebooks" if path.parent.name in LANGUAGES else "other"
    shallow = len(path.parts) <= 2
    for folder in ("figures", "notebooks"):
        if folder in path.parts[:-1] and len(path.parts) == 2:
            return folder
    return KINDS.get(path.suffix, "other") if shallow else "other"


def links(folder: Path, files: Iterable[Path], lang: str, main: str) -> str:
    """Return headings with links to every file, figures as pictures; all texts are escaped.

    Parameters
    ----------
    folder, files
        the folder of a run, and its files relative to it.
    lang
        the language of the texts, and of figures and notebooks' pages where they are there in it.
    main
        the language of files that have none in their name.
    """
    by_kind: dict[str, list[Path]] = {kind: [] for kind in ORDER}
    for path in in_language(files, lang, main):
        by_kind[kind_of(path)].append(path)
    parts = []
    for kind, found in by_kind.items():
        if found:
            heading = escape(say(f"index.heading_{kind}", lang))
            if kind == "figures":
                parts.append(f"<h2>{heading}</h2>{gallery(folder, found)}")
            elif kind == "notebooks":
                parts.append(f"<h2>{heading}</h2>{notebooks(folder, found, lang)}")
            elif kind == "other":
                names = "".join(f"<li>{link(path, path.as_posix())}</li>" for path in found)
                parts.append(f"<details><summary>{heading}</summary><ul>{names}</ul></details>")
            else:
                parts.append(f"<h2>{heading}</h2>{listed(folder, found, lang)}")
    return "".join(parts)


def in_language(files: Iterable[Path], lang: str, main: str) -> list[Path]:
    """Return files with each figure and notebook's page once: in a language if it is there in it.

    A figure of another language than the `main` one has it at the end of its name, a page stands
    in a folder of its language.
    """
    whole = list(files)
    stems = {path.with_suffix("") for path in whole if kind_of(path) == "figures"}

    def figure(path: Path) -> bool:
        base, _, end = path.stem.rpartition("-")
        if end in LANGUAGES and path.with_name(base) in stems:
            return end == lang
        return lang == main or path.with_name(f"{path.stem}-{lang}") not in stems

    def notebook(path: Path) -> bool:
        if path.parent.name in LANGUAGES:
            return path.parent.name == lang
        return lang == main or path.parent / lang / path.name not in whole

    chosen = {"figures": figure, "notebooks": notebook}
    return [path for path in whole if chosen.get(kind_of(path), lambda _: True)(path)]


def listed(folder: Path, files: Sequence[Path], lang: str) -> str:
    """Return files as a list of links with their sizes."""
    return f"<ul>{''.join(_item(folder, path, lang) for path in files)}</ul>"


def _item(folder: Path, path: Path, lang: str) -> str:
    size = number((folder / path).stat().st_size / 1000, lang, 0)
    note = escape(say("index.size", lang, size=size))
    return f"<li>{link(path, path.as_posix())} <small>{note}</small></li>"


def notebooks(folder: Path, files: Sequence[Path], lang: str) -> str:
    """Return notebooks as a list of links to their pages, each with the notebook itself beside."""
    pages = {path.stem: path for path in files if path.suffix == ".html"}
    items = []
    for path in files:
        if path.suffix != ".html" and path.stem in pages:
            page = pages.pop(path.stem)
            with (folder / page).open(encoding="utf-8", errors="replace") as text:
                title = _TITLE.search(text.read(_HEAD))
            named = f"{path.stem}: {unescape(title[1])}" if title else path.stem
            code = link(path, say("index.with_code", lang))
            items.append(f"<li>{link(page, named)} <small>{code}</small></li>")
        elif path.suffix != ".html":
            items.append(_item(folder, path, lang))
    items += [_item(folder, page, lang) for page in pages.values()]
    return f"<ul>{''.join(items)}</ul>"


def link(path: Path, text: str) -> str:
    """Return a link to a file beside the page."""
    return f'<a href="{quote(path.as_posix())}">{escape(text)}</a>'


def gallery(folder: Path, files: Sequence[Path]) -> str:
    """Return each figure once as a picture, with links to its formats and its numbers."""
    by_stem: dict[Path, list[Path]] = {}
    for path in files:
        by_stem.setdefault(path.with_suffix(""), []).append(path)
    return f'<div class="gallery">{"".join(_figure(folder, f) for f in by_stem.values())}</div>'


def _figure(folder: Path, files: Sequence[Path]) -> str:
    formats = {path.suffix: path for path in files}
    shown = formats.get(".svg") or formats.get(".png")
    words = formats.pop(".txt", None)
    title, _, alt = (_read(folder / words) if words else files[0].stem).partition("\n")
    named = " ".join(link(path, end.lstrip(".").upper()) for end, path in formats.items())
    picture = ""
    if shown:
        source = quote(shown.as_posix())
        text = escape(alt.strip() or title, quote=True)
        picture = f'<a href="{source}"><img src="{source}" alt="{text}" loading="lazy"></a>'
    return (
        f"<figure>{picture}<figcaption>{escape(title)} <small>{named}</small></figcaption></figure>"
    )


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
