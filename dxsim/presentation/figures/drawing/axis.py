"""Axes of figures over years: per cent, thresholds, marked years."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from dxsim.analysis.targets import Target
from dxsim.model.trajectory import Trajectory
from dxsim.presentation.figures.drawing import labels, lettering, picture_settings, style, wording
from dxsim.presentation.text.messages import number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

DECIMALS = 4
CLOSE = 1e-9
CROWDED = 0.08
"""Part of the axis below which the name of a target stands beside its mark, not above."""
UPWARDS = {"above": 1, "below": -1, "beside": 0}


def ticks(side: "Axis", lang: str, scale: float = 1.0) -> None:
    """Write the numbers of an axis, times `scale`, with the decimals that its ticks need."""
    from matplotlib.ticker import FuncFormatter

    def written(value: float, _: int | None) -> str:
        places = [float(place) * scale for place in side.get_majorticklocs()]
        exact = (d for d in range(DECIMALS) if all(abs(p - round(p, d)) < CLOSE for p in places))
        return number(value * scale, lang, next(exact, DECIMALS))

    side.set_major_formatter(FuncFormatter(written))


def per_cent(axes: "Axes", lang: str) -> None:
    """Show the y axis in per cent, with quiet lines, and the x axis in whole years."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ticks(axes.yaxis, lang, 100)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0f}"))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def thresholds(axes: "Axes", targets: Iterable[Target], lang: str) -> None:
    """Mark the threshold of each target in its year, the highest named above, others below it.

    Targets of a year that ask the same are one mark with one name.
    """
    by_year: dict[int, dict[float, list[Target]]] = {}
    for target in sorted(targets, key=lambda t: (t.year, -t.threshold)):
        by_year.setdefault(target.year, {}).setdefault(target.threshold, []).append(target)
    start, edge = axes.get_xlim()
    for year, levels in by_year.items():
        crowded = any(0 < year - other < CROWDED * (edge - start) for other in by_year)
        for place, (level, several) in enumerate(levels.items()):
            side = "beside" if crowded else "below" if place else "above"
            _threshold(axes, year, level, _named(several, lang), side)


def _named(several: Sequence[Target], lang: str) -> str:
    return ", ".join(dict.fromkeys(wording.threshold(t, lang) for t in several))


def _threshold(axes: "Axes", year: int, level: float, name: str, side: str) -> None:
    """Mark one threshold in its year and name it above, below or beside the mark."""
    points = picture_settings.letter_size(axes)
    start, edge = axes.get_xlim()
    early = year - start < 0.1 * (edge - start)
    late = edge - year < 0.06 * (edge - start)
    axes.plot(
        [year], [level], marker="_", markersize=points * 1.6, markeredgewidth=points / 7,
        color=style.INK, linestyle="none", zorder=5,
    )  # fmt: skip
    beside = side == "beside" and not late
    axes.annotate(
        name, (year, level), (points * beside, points * 0.5 * UPWARDS[side] * (not beside)),
        textcoords="offset points", va={"above": "bottom", "below": "top"}.get(side, "center"),
        ha="right" if late else "left" if early or beside else "center",
        size=points, weight="bold", color=style.INK, zorder=6, path_effects=style.halo(),
        annotation_clip=False, gid=labels.POINT,
    )  # fmt: skip


def published(axes: "Axes", past: "pd.Series") -> None:
    """Draw published shares of GDP by year, each a dot on a thin line."""
    points = picture_settings.letter_size(axes)
    axes.plot(
        past.index, past.to_numpy(), color=style.INK, linewidth=points / 10, marker="o",
        markersize=points / 2.4, zorder=4,
    )  # fmt: skip


def name_below(axes: "Axes", text: str, loc: Literal["center", "right"] = "center") -> None:
    """Write what the horizontal axis shows under it, on as many lines as the sheet asks."""
    lines = lettering.wrap(
        text, picture_settings.width_in_points(axes) * 0.55, picture_settings.letter_size(axes)
    )
    axes.set_xlabel("\n".join(lines), color=style.QUIET, loc=loc)


def events(axes: "Axes", path: Trajectory) -> None:
    """Mark the years in which the rest begins to shrink, on either basis, or is exhausted."""
    strain = path.strain
    points = style.smaller(picture_settings.letter_size(axes), 0.9)
    gone = [] if strain.exhausted_in is None else [strain.exhausted_in]
    years = sorted({*_starts(strain.shrinks_in), *_starts(strain.shrinks_in_real), *gone})
    for place, year in enumerate(years):
        axes.axvline(year, color=style.WARNING, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
        near = place % 2 == 1 and year - years[place - 1] < 3
        axes.annotate(
            str(year), (year, 1), (0, points * (1.5 if near else 0.2)),
            xycoords=("data", "axes fraction"), textcoords="offset points", ha="center",
            va="bottom", size=points, color=style.WARNING, annotation_clip=False,
        )  # fmt: skip


def _starts(years: Sequence[int]) -> list[int]:
    """Return the years that no year of the list comes right before."""
    return [year for year in years if year - 1 not in years]
