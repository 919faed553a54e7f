"""A growth law as it goes on after a later base year."""

from collections.abc import Mapping

import numpy as np

from dxsim.data.quantities import parse_years
from dxsim.model import growth
from dxsim.scenario.laws import Fade, Law


def continued(law: Law, base_year: int, to: int) -> Law:
    """Return the law that gives the same growth rates when a scenario starts in a later year.

    Additions to single years are kept where the year is after `to`. A law of the share of GDP
    keeps its parameters and goes on from the share of the new base year.

    Parameters
    ----------
    law
        the law stated from `base_year` on.
    base_year, to
        the present base year and the later one.
    """
    first = to + 1
    left = {year: rate for year, rate in (law.add or {}).items() if year >= first} or None
    law = law.model_copy(update={"add": None})
    if law.path is not None:
        law = Law(path=_later_path(law, base_year, first))
    elif law.steps is not None:
        law = Law(steps=_later_steps(law.steps, first))
    elif law.fade is not None:
        start = float(growth.rates(law, base_year, np.array([float(first)]))[0])
        law = Law(fade=Fade(start=start, end=law.fade.end, half_life=law.fade.half_life))
    return law.model_copy(update={"add": left})


def _later_path(law: Law, base_year: int, first: int) -> dict[int, float]:
    assert law.path is not None
    later = {year: rate for year, rate in law.path.items() if year >= first}
    if first not in later:
        rate = float(growth.rates(law, base_year, np.array([float(first)]))[0])
        later = {first: rate} | later
    return later


def _later_steps(steps: Mapping[str, float], first: int) -> dict[str, float]:
    result = {}
    for text, rate in steps.items():
        start, end = parse_years(text)
        start = max(start, first)
        if start <= end:
            result[str(start) if start == end else f"{start}-{end}"] = rate
    return result
