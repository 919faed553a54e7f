"""Briefings of given blocks, and their printed pages as texts and as shades of grey."""

import datetime as dt
import io
import subprocess

import numpy as np

from dxsim.presentation.briefing import Briefing

DOTS = 20
"""Dots to an inch at which pages are looked at."""
EMPTY = 0.36
"""Greatest part of a page's height that may be empty at its foot."""


def empty(page: np.ndarray) -> float:
    """Return which part of the height between margins is empty above the footer."""
    high = len(page)
    body = page[int(0.06 * high) : int(0.935 * high)]
    written = np.flatnonzero((body < 200).any(axis=1))
    return float(1 - (written[-1] + 1) / len(body)) if written.size else 1.0


def grey_pages(data: bytes) -> list[np.ndarray]:
    """Return the pages of a PDF as shades of grey."""
    command = ["pdftoppm", "-r", str(DOTS), "-gray", "-"]
    read = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    found, rest = [], io.BytesIO(read.stdout)
    while rest.readline():
        wide, high = map(int, rest.readline().split())
        rest.readline()
        found.append(np.frombuffer(rest.read(wide * high), np.uint8).reshape(high, wide))
    return found


def text_pages(data: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True, timeout=60
    )
    return read.stdout.decode().split("\f")


def briefing(blocks) -> Briefing:
    """Return an English briefing of some blocks."""
    return Briefing(
        lang="en", title="A title", subtitle="", author="an office", office="", issued="",
        logo=None, footer="", date=dt.date(2026, 1, 1), elements=tuple(blocks),
    )  # fmt: skip
