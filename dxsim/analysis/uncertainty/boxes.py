"""Boxes by patient peeling (PRIM): where in the space of inputs an outcome is common.

Friedman and Fisher (1999), Statistics and Computing 9:123. A box holds one interval an input;
peeling cuts a twentieth of what is left from the side where that raises the density most.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from dxsim.data.arrays import Array, Flags

Side = tuple[int, str]
"""A limit's input, by its place, and "low" or "high"."""
PEEL = 0.05
SLACK = 0.02
"""Loss of density for which a limit is dropped."""
MOST_LIMITS = 4
SMALLEST = 0.03
"""Share of the draws below which a box is not peeled further."""


@dataclass(frozen=True)
class Box:
    """An interval an input; open ends are infinite. Shapes (inputs,)."""

    low: Array
    high: Array

    def holds(self, inputs: Array) -> Flags:
        """Return which draws lie inside; `inputs` has the shape (inputs, draws)."""
        inside = np.ones(inputs.shape[1], dtype=bool)
        for place, side in self.limits():
            values = inputs[place]
            inside &= values >= self.low[place] if side == "low" else values <= self.high[place]
        return inside

    def limits(self) -> list[Side]:
        """Return the limits set: the input's place and "low" or "high"."""
        found = [(int(i), "low") for i in np.flatnonzero(np.isfinite(self.low))]
        return found + [(int(i), "high") for i in np.flatnonzero(np.isfinite(self.high))]

    def limited(self, limit: Side, value: float) -> "Box":
        """Return the box with one limit set."""
        place, side = limit
        values = getattr(self, side).copy()
        values[place] = value
        return replace(self, **{side: values})

    def without(self, limit: Side) -> "Box":
        """Return the box with one limit dropped."""
        return self.limited(limit, -np.inf if limit[1] == "low" else np.inf)


@dataclass(frozen=True)
class Fit:
    """Quality of a box as a rule for an outcome.

    `density` is the share of the draws inside with the outcome, `coverage` the share of all
    outcomes that lie inside, `mass` the share of all draws inside.
    """

    density: float
    coverage: float
    mass: float


def everything(inputs: int) -> Box:
    """Return the box without a limit."""
    return Box(np.full(inputs, -np.inf), np.full(inputs, np.inf))


def fit(box: Box, inputs: Array, hits: Flags) -> Fit:
    """Return density, coverage and mass of a box."""
    inside = box.holds(inputs)
    caught = int((inside & hits).sum())
    density = caught / inside.sum() if inside.any() else 0.0
    return Fit(float(density), caught / max(int(hits.sum()), 1), float(inside.mean()))


def peel(inputs: Array, hits: Flags, sides: frozenset[Side] | None = None) -> Iterator[Box]:
    """Yield the boxes of a peeling, from everything to the smallest; all sides by default."""
    box = everything(len(inputs))
    values, inside = inputs, hits
    yield box
    while inside.size * (1 - PEEL) >= SMALLEST * hits.size and not inside.all():
        place, side, cut = _best_cut(values, inside, sides)
        if side == "":
            return
        box = box.limited((place, side), cut)
        keep = values[place] >= cut if side == "low" else values[place] <= cut
        values, inside = values[:, keep], inside[keep]
        yield box


def _best_cut(
    values: Array, inside: Flags, sides: frozenset[Side] | None
) -> tuple[int, str, float]:
    """Return the cut of about a twentieth that leaves the highest density, if one raises it."""
    count = inside.size
    away = max(1, int(PEEL * count))
    caught = int(inside.sum())
    best, choice = caught / count, (0, "", 0.0)
    cuts = np.partition(values, (away, count - 1 - away), axis=1)
    for place, row in enumerate(values):
        for side, cut in (("low", cuts[place, away]), ("high", cuts[place, count - 1 - away])):
            if sides is not None and (place, side) not in sides:
                continue
            out = row < cut if side == "low" else row > cut
            left = count - int(out.sum())
            if left in (0, count):
                continue
            density = (caught - int((out & inside).sum())) / left
            if density > best:
                best, choice = density, (place, side, float(cut))
    return choice


def dense_box(
    inputs: Array, hits: Flags, density: float, sides: frozenset[Side] | None = None
) -> Box:
    """Return the widest box of a peeling that is dense enough, or the densest there is.

    Limits that hardly raise the density are dropped again; `sides` are those that may be set.
    """
    steps = list(peel(inputs, hits, sides))
    fits = [fit(box, inputs, hits) for box in steps]
    dense = [k for k, found in enumerate(fits) if found.density >= density]
    best = max(range(len(fits)), key=lambda k: (fits[k].density, fits[k].coverage))
    chosen = max(dense, key=lambda k: fits[k].coverage) if dense else best
    return pruned(steps[chosen], inputs, hits, min(density, fits[chosen].density))


def pruned(box: Box, inputs: Array, hits: Flags, density: float) -> Box:
    """Return a box without the limits it can do without.

    Its density stays within `SLACK`, but for those limits that are more than a reader can hold.
    """
    while limits := box.limits():
        trials = [box.without(limit) for limit in limits]
        fits = [fit(trial, inputs, hits) for trial in trials]
        best = max(range(len(fits)), key=lambda k: fits[k].density)
        if fits[best].density < density - SLACK and len(limits) <= MOST_LIMITS:
            return box
        box = trials[best]
    return box
