"""How the tests are shared out among processes: whole files, so that each fixture is made once.

A module's fixtures are made anew in every process that runs one of its tests, and some take a
minute. Files that share a browser go together, and those that take long go first, so
that no process is left alone with one at the end.
"""

import os

import pytest
from xdist.scheduler import LoadFileScheduling

BROWSER = "tests/explorer/test_browser.py"
TOGETHER = (
    BROWSER,
    "tests/explorer/test_another_country.py",
    "tests/explorer/test_programmes.py",
    "tests/explorer/test_sharing.py",
)
"""Files that use one browser and its servers."""
LONG = (
    "tests/explorer",
    "tests/batch/test_main_job.py",
    "tests/fuzz/test_readers.py",
    "tests/fuzz/test_terminal.py",
    "tests/batch/test_machines.py",
    "tests/batch/test_cluster",
    "tests/batch/test_faults.py",
    "tests/batch/test_output_folder.py",
    "tests/analysis/uncertainty",
    "tests/presentation/briefing",
    "tests/batch",
    "tests/fuzz",
)
"""Beginnings of the names of files that take long, the longest first."""


def cores() -> int:
    """Return how many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class WholeFiles(LoadFileScheduling):
    """Give each process whole files in the order in which they are collected."""

    def __init__(self, config, log=None):
        super().__init__(config, log)
        config.option.loadscopereorder = False  # by time, as they are collected, not by number

    def _split_scope(self, nodeid: str) -> str:
        """Return the file of a test, or the one that stands for all that share a browser."""
        file = super()._split_scope(nodeid)
        return BROWSER if file in TOGETHER else file


def longest_first(nodeid: str) -> int:
    """Return where a test stands in the order in which files are begun."""
    return next((n for n, name in enumerate(LONG) if nodeid.startswith(name)), len(LONG))


LANGUAGES = ("en", "vi")


def in_one_language(cases, *, in_both=lambda *case: False):
    """Return the parameters of a test: each case in one language, in the other in the long run.

    The languages take turns from case to case. Those for which `in_both` holds have both at once.
    """
    return [
        pytest.param(*case, lang, marks=() if even or in_both(*case) else pytest.mark.soak)
        for n, case in enumerate(cases)
        for even, lang in zip((n % 2 == 0, n % 2 == 1), LANGUAGES, strict=True)
    ]
