"""What figures over years have in common: per-cent axes, thresholds, marked years."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dxsim.analysis.targets import Target
from dxsim.model.projection import Trajectory
from dxsim.presentation.figures import lettering, style, wording
from dxsim.presentation.messages import number, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def per_cent(axes: "Axes", lang: str, *, digits: int = 0) -> None:
    """Show the y axis in per cent, with quiet lines, and the x axis in whole years."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: number(v * 100, lang, digits)))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0f}"))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def thresholds(axes: "Axes", targets: Iterable[Target], lang: str) -> None:
    """Mark the threshold of each target in its year, with its value beside it."""
    points = axes.figure._dxsim_font  # type: ignore[union-attr]
    last: dict[int, float] = {}
    for target in sorted(targets, key=lambda t: (t.year, -t.threshold)):
        x, y = target.year, target.threshold
        axes.plot(
            [x], [y], marker="_", markersize=points * 1.6, markeredgewidth=points / 4,
            color=style.INK, linestyle="none", zorder=5,
        )  # fmt: skip
        if x in last:  # a lower target of the same year: its mark is enough
            continue
        last[x] = y
        text = wording.threshold(target, lang)
        axes.annotate(
            text, (x, y), (0, points * 0.5), textcoords="offset points", ha="center", va="bottom",
            size=points, weight="bold", color=style.INK, zorder=6,
        )  # fmt: skip


def events(axes: "Axes", path: Trajectory, lang: str) -> None:
    """Name the years in which the rest of the economy begins to shrink or is exhausted."""
    found = {
        "shrinks_real": wording.whole(path.shrinks_from_real),
        "shrinks": wording.whole(path.shrinks_from),
        "exhausted": wording.whole(path.exhausted_in),
    }
    points = axes.figure._dxsim_font * 0.9  # type: ignore[union-attr]
    rows = [(key, year) for key, year in found.items() if year is not None]
    for row, (key, year) in enumerate(rows):
        axes.axvline(year, color=style.QUIET, linewidth=0.7, linestyle=(0, (2, 2)))
        text = lettering.wrap(say(f"figures.{key}", lang, year=year), points * 14, points)
        axes.annotate(
            "\n".join(text), (year, 1 - row * 0.12), (-points * 0.3, 0),
            xycoords=("data", "axes fraction"), textcoords="offset points", ha="right", va="top",
            size=points, color=style.QUIET,
        )  # fmt: skip
