"""Build the guide: a site in `outputs/docs`, and the method as one PDF beside it."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
SOURCES, SITE = ROOT / "docs", ROOT / "outputs" / "docs"
LINK = re.compile(r'\b(?:href|src)="([^"]*)"')
ANCHOR = re.compile(r'\bid="([^"]*)"')
INCLUDE = re.compile(r"^```\{include\} (\S+)\n(?::.*\n)*```$", flags=re.MULTILINE)
PAGE_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\.md\)")
MARKDOWN = "gfm+tex_math_dollars"
INSIDE = "data:"
"""How an address begins that holds what it names."""
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", flags=re.IGNORECASE)


def build_site(sources: Path = SOURCES, site: Path = SITE) -> int:
    """Build the pages of `sources` under `site`; a warning is an error. Return the exit status."""
    from sphinx.cmd.build import main as sphinx

    kept = site.with_name(f"{site.name}.doctrees")
    options = ["-q", "-W", "--keep-going", "-b", "html", "-d", str(kept)]
    return int(sphinx([*options, str(sources), str(site)]))


def broken_links(site: Path = SITE) -> Iterator[str]:
    """Yield each link of the site that leads to no file or no anchor of it; none is fetched."""
    pages = {path.resolve(): path.read_text("utf-8") for path in site.rglob("*.html")}
    anchors = {path: set(ANCHOR.findall(text)) for path, text in pages.items()}
    for page, text in pages.items():
        for link in map(unescape, LINK.findall(text)):
            target, _, anchor = unquote(link).partition("#")
            if OUTSIDE.match(target):
                continue
            target = target.partition("?")[0]
            file = (page.parent / target).resolve() if target else page
            known = anchors.get(file)
            if not file.exists() or (anchor and known is not None and anchor not in known):
                yield f"{page.relative_to(site.resolve())}: {link}"


def fetched(site: Path = SITE) -> Iterator[str]:
    """Yield each script, style or picture that a page would fetch from elsewhere."""
    for path in site.rglob("*.html"):
        for tag in re.findall(r"<(?:script|link|img)\b[^>]*>", path.read_text("utf-8")):
            found = LINK.search(tag)
            address = found[1] if found and "canonical" not in tag else INSIDE
            if OUTSIDE.match(address) and not address.startswith(INSIDE):
                yield f"{path.relative_to(site)}: {address}"


def method_text(sources: Path = SOURCES) -> str:
    """Return the pages of the method as one Markdown text, in the order of the site's contents."""
    index = (sources / "index.md").read_text("utf-8")
    method = index.partition(":caption: Method")[2].partition("```")[0]
    pages = [line for line in method.splitlines()[1:] if line and not line.startswith(":")]
    return "\n\n".join(_page(sources / f"{name}.md") for name in pages)


def _page(file: Path) -> str:
    """Return a page with what it includes, its links to other pages as their words alone."""
    text = INCLUDE.sub(
        lambda found: _deeper((file.parent / found[1]).resolve()), file.read_text("utf-8")
    )
    return PAGE_LINK.sub(r"\1", text)


def _deeper(file: Path) -> str:
    """Return a page whose headings stand one level lower."""
    return re.sub(r"^(#+ )", r"#\1", file.read_text("utf-8"), flags=re.MULTILINE)


def method_pdf(sources: Path = SOURCES) -> bytes:
    """Return the method as a tagged PDF; the same sources give the same bytes."""
    import pypandoc
    import typst
    from matplotlib import get_data_path

    from dxsim import __version__
    from dxsim.presentation.figures.drawing.lettering import FONTS

    body = pypandoc.convert_text(
        method_text(sources), "typst", format=MARKDOWN, extra_args=["--wrap=none"]
    )
    template = (sources / "guide" / "method.typ").read_text("utf-8")
    words = {"title": "dxsim: the method", "author": "the dxsim authors", "version": __version__}
    folders = [str(FONTS), str(Path(get_data_path()) / "fonts/ttf")]  # text, and code
    fonts = typst.Fonts(include_system_fonts=False, font_paths=folders)
    made = typst.compile(
        (template + body).encode(), format="pdf", font_paths=fonts, ignore_system_fonts=True,
        sys_inputs=words, timestamp=dt.datetime(2026, 11, 30, tzinfo=dt.UTC),
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def main() -> int:
    """Build site and PDF; say what is wrong in a line each. Return the exit status."""
    status = build_site()
    SITE.mkdir(parents=True, exist_ok=True)
    (SITE / "method.pdf").write_bytes(method_pdf())
    faults = [*broken_links(), *fetched()] if not status else []
    for fault in faults:
        print(f"docs: a link that leads nowhere, or out: {fault}", file=sys.stderr)
    return status or int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
