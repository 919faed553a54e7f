"""The longest tests of a run as a page, so that it shows which of them a slow suite waits for."""

import datetime as dt
import os
import platform

KEPT = 25


def page(reports, wall, day):
    """Return the page on a run's tests.

    `reports` are those of pytest, each a phase of one test; `wall` are the seconds of the run.
    """
    ran = [report for report in reports if getattr(report, "duration", 0) > 0]
    longest = sorted(ran, key=lambda report: -report.duration)[:KEPT]
    tests = len({report.nodeid for report in ran})
    return "\n".join([
        "# The longest tests",
        "",
        f"{tests} tests in {wall / 60:.0f} minutes on {day.day} {day:%B %Y}, "
        f"{os.cpu_count()} processors ({platform.machine()}), Python "
        f"{platform.python_version()}. Written by a run with "
        "`DXSIM_DURATIONS` set to this file, as in `.ci/run`.",
        "",
        "| seconds | phase | test |",
        "|---:|---|---|",
        *(f"| {one.duration:.1f} | {one.when} | `{one.nodeid}` |" for one in longest),
        "",
    ])  # fmt: skip


def write(terminal, wall, place):
    """Write the page on the run that a terminal reporter has seen, of `wall` seconds."""
    reports = [one for several in terminal.stats.values() for one in several]
    place.write_text(page(reports, wall, dt.date.today()), encoding="utf-8")
