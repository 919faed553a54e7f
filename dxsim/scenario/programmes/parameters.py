"""The numbers of programmes by path: read them all, and move any of them.

A path names a number as a programme's file does, behind the programme's name:
`programmes.retail.realisation`, `programmes.retail.coverage.path.2030`,
`programmes.retail.cost.per_unit`. Shares and rates are fractions, money is in trillions, lags are
whole years.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from dxsim.data.arrays import Array
from dxsim.data.numerals import number_text
from dxsim.data.quantities import MONEY_LOOK, POSITIVE, RATE, Base, Quantity, Search
from dxsim.data.yamlfile import InputError
from dxsim.scenario.laws import Record
from dxsim.scenario.programmes.changes import contradiction, followed
from dxsim.scenario.programmes.quantities import COUNT, LAG, PART, REACH, RISE, parse_spending
from dxsim.scenario.programmes.records import PLANS, Programme

BLOCK = "programmes"
Keys = tuple[str, ...]
_COST = ("units", "per_unit", "upkeep", "overrun", "discount")
_NUMBERS = (
    "lag", "delay", "scale", "realisation", "additionality", "displacement", "reach", "intensity",
    "intensity_rise", "productivity", "ramp", "fade", "content", "part",
)  # fmt: skip


_BY_KEY = {
    "lag": LAG, "delay": LAG, "reach": REACH, "intensity_rise": RISE, "productivity": RATE,
    "ramp": POSITIVE, "fade": POSITIVE, "units": COUNT, "overrun": RATE, "discount": RATE,
}  # fmt: skip


def programme_leaves(programmes: Sequence[Programme]) -> Iterator[tuple[Keys, float]]:
    """Yield the keys and the value of every number, in the order of the files."""
    for programme in programmes:
        own = (BLOCK, programme.name)
        for name in PLANS:
            plan = getattr(programme, name, None)
            for year, value in plan.path.items() if plan is not None else ():
                yield (*own, name, "path", str(year)), _bare(value)
        for name in _NUMBERS:
            if getattr(programme, name, None) is not None:
                yield (*own, name), _bare(getattr(programme, name))
        cost = getattr(programme, "cost", None)
        for name in _COST if cost is not None else ():
            yield (*own, "cost", name), _bare(getattr(cost, name))


def _bare(value: float | Base) -> float:
    value = value.value if isinstance(value, Base) else value
    return float(value) if isinstance(value, int) else value


def quantity_of(programmes: Sequence[Programme], keys: Keys) -> Quantity:
    """Return the quantity of the number at a sequence of keys."""
    if "spending" in keys or keys[-1] == "per_unit":
        amount = stated_at(programmes, keys)
        assert isinstance(amount, Base)
        unit = amount.unit
        return Quantity(
            "money", parse_spending, lambda value: f"{number_text(value)} {unit}", 0.0, math.inf,
            f"an amount such as 20 {unit}", MONEY_LOOK, Search(), open_high=True,
        )  # fmt: skip
    return kind_of(keys[-1])


def kind_of(key: str) -> Quantity:
    """Return the quantity of a programme's number that is not money, by its key."""
    return _BY_KEY.get(key, PART)


def stated_at(programmes: Sequence[Programme], keys: Keys) -> object:
    """Return a programme's value at a sequence of keys, with its unit if it is money."""
    return _at(_named(programmes, keys), keys[2:])


def _named(programmes: Sequence[Programme], keys: Keys) -> Programme:
    return next(programme for programme in programmes if programme.name == keys[1])


def _at(holder: object, keys: Keys) -> object:
    for key in keys:
        holder = holder[int(key)] if isinstance(holder, dict) else getattr(holder, key)
    return holder


def moved_programmes(
    programmes: Sequence[Programme], keys: Keys, value: float | Array
) -> tuple[Programme, ...]:
    """Return programmes with the number at some keys moved, and its distribution with it.

    Parameters
    ----------
    programmes
        the programmes of a scenario.
    keys
        where the number stands, as `programme_leaves` gives it.
    value
        the new number, or an array of them.
    """
    own = _named(programmes, keys)
    changed = _replaced(getattr(own, keys[2]), keys[3:], value)
    result = own.model_copy(update={keys[2]: changed})
    if not np.ndim(value):
        result = followed(own, result)
    return tuple(result if p is own else p for p in programmes)


def _replaced(holder: object, keys: Keys, value: float | Array) -> object:
    if not keys:
        if isinstance(holder, Base):
            return holder.at(value)
        return int(value) if isinstance(holder, int) and not np.ndim(value) else value
    if isinstance(holder, dict):
        year = int(keys[0])
        return {**holder, year: _replaced(holder[year], keys[1:], value)}
    assert isinstance(holder, Record)
    changed = _replaced(getattr(holder, keys[0]), keys[1:], value)
    return holder.model_copy(update={keys[0]: changed})


def refuse_contradictions(programmes: Sequence[Programme], file: str) -> None:
    """Raise an InputError, which names a file, where numbers of a programme contradict."""
    for programme in programmes:
        if (wrong := contradiction(programme)) is not None:
            key = f"{BLOCK}.{programme.name}.{wrong.key}"
            raise InputError(file, key=key, found=wrong.found, expected=wrong.expected)
