"""Make the guide's pictures anew in both languages: figure, explorer, a briefing's first page.

Needs Chromium and pdftoppm; `dxsim` stands beside the Python that runs this.
"""

from __future__ import annotations

import io
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "_static"
DXSIM = str(Path(sys.executable).with_name("dxsim"))
WIDTH, HEIGHT = 1280, 760
COLOURS = 128
SCENARIO = "nso-2025-class-pace"


def figure(lang: str) -> bytes:
    """Return the figure of the first hour as PNG."""
    import dxsim as dx

    with tempfile.TemporaryDirectory() as folder:
        drawn = dx.figures.paths(dx.load_scenario("baseline"), lang=lang)
        drawn.save(folder, "paths", ["png"])
        return (Path(folder) / "paths.png").read_bytes()


def first_page(lang: str) -> bytes:
    """Return the first page of a briefing as PNG."""
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "briefing.pdf"
        called = [DXSIM, "briefing", SCENARIO, "--lang", lang, "--out", str(pdf)]
        subprocess.run(called, check=True, stdout=subprocess.DEVNULL)
        shown = ["pdftoppm", "-png", "-r", "90", "-f", "1", "-l", "1", "-singlefile", str(pdf)]
        return subprocess.run(shown, check=True, stdout=subprocess.PIPE).stdout


def explorer(lang: str) -> bytes:
    """Return the explorer's page as PNG, once its picture is drawn."""
    from playwright.sync_api import sync_playwright

    called = [DXSIM, "explore", SCENARIO, "--lang", lang, "--no-browser"]
    server = subprocess.Popen(called, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        address = _address(server)
        with sync_playwright() as playwright:
            program = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(address)
            page.wait_for_selector("table tbody tr:nth-child(3)", timeout=120_000)
            page.wait_for_timeout(3000)
            return page.screenshot()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _address(server: subprocess.Popen[str]) -> str:
    """Return the address that the command prints."""
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise RuntimeError("dxsim explore ended without an address")


def small(picture: bytes, width: int) -> bytes:
    """Return a PNG of a width in pixels at the most, in few colours."""
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.thumbnail((width, 4 * width))
    kept = io.BytesIO()
    image.quantize(COLOURS).save(kept, format="PNG", optimize=True)
    return kept.getvalue()


def main() -> int:
    """Write every picture in both languages."""
    for lang in ("en", "vi"):
        for name, make, width in (
            ("paths", figure, 900),
            ("briefing", first_page, 620),
            ("explorer", explorer, 1100),
        ):
            (FOLDER / f"{name}-{lang}.png").write_bytes(small(make(lang), width))
    return 0


if __name__ == "__main__":
    sys.exit(main())
