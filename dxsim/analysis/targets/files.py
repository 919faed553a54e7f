"""Targets files: reading, and refusing what does not fit together."""

import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, ValidationError

from dxsim.analysis import metrics
from dxsim.analysis.metrics import METRICS
from dxsim.analysis.targets.choice import find_target
from dxsim.analysis.targets.records import Target
from dxsim.data import locations
from dxsim.data.yamlfile import InputError, Node, nearest, quoted, read
from dxsim.scenario.laws import Record
from dxsim.scenario.validation import input_error, plain

_CURRENCY = re.compile("[A-Z]{3}")


class _TargetFile(Record):
    targets: tuple[Target, ...] = Field(min_length=1)


def load_targets(path: str | Path | None = None) -> tuple[Target, ...]:
    """Return the targets of a file, by default the country's `targets.yaml`; none without one.

    Raises
    ------
    InputError
        for anything amiss in the file, with its place.

    Examples
    --------
    >>> import dxsim as dx
    >>> target = next(t for t in dx.load_targets() if t.id == "share-2030")
    >>> target.threshold, target.year, target.judge
    (0.3, 2030, 'nso')
    """
    file = Path(path) if path is not None else locations.country_dir() / "targets.yaml"
    if path is None and not file.is_file():
        return ()
    tree = read(file)
    try:
        targets = _TargetFile.model_validate(plain(tree)).targets
    except ValidationError as error:
        raise input_error(error, tree, _TargetFile) from None
    nodes = tree.mapping("file")["targets"].sequence("targets")
    known = _known_ids()
    for index, (target, node) in enumerate(zip(targets, nodes, strict=True)):
        _check(target, node, index, known)
    _refuse_twice(targets, tree)
    return targets


class _Known(NamedTuple):
    """The ids that a target may name."""

    sources: Collection[str]
    producers: Collection[str]
    series: Collection[str]


def _known_ids() -> _Known:
    """Return the ids of the country's sources, producers and series, each file read once."""
    from dxsim.data.sources import all_series, producers, sources

    return _Known(sources(), producers(), all_series())


def _check(target: Target, node: Node, index: int, known: _Known) -> None:
    """Raise an InputError for the first thing that does not hold in a target."""
    key = f"targets.{index}"

    def refuse(name: str, found: str, expected: str, hint: str = "") -> InputError:
        place = node.mapping(key).get(name, node)
        return place.error(f"{key}.{name}", found, expected, hint)

    for key_of, ids in (("source", (target.source,)), ("base_sources", target.base_sources)):
        for id in ids:
            if id not in known.sources:
                hint = nearest(id, known.sources)
                raise refuse(key_of, quoted(id), "a source in sources.yaml", hint)
    for producer in target.producers:
        if producer not in known.producers:
            expected = f"one of {', '.join(known.producers)}"
            hint = nearest(producer, known.producers)
            raise refuse("producers", quoted(producer), expected, hint)
    if target.judge not in target.producers:
        raise refuse("judge", quoted(target.judge), "one of the target's producers")
    _check_measure(target, known, refuse)


def _check_measure(target: Target, known: _Known, refuse: Callable[..., InputError]) -> None:
    """Raise an InputError where the keys of a target do not belong to its metric."""
    metric = METRICS[target.metric]
    allowed = metrics.allowed_of(target.metric)
    if target.of not in allowed:
        expected = " or ".join(str(name) for name in allowed if name) or "no such key"
        raise refuse("of", quoted(str(target.of)) if target.of else "nothing", expected)
    if metric.priced != (target.prices is not None):
        expected = "real or nominal" if metric.priced else f"no such key for {target.metric}"
        raise refuse("prices", target.prices or "nothing", expected)
    modelled = target.metric != "unmodelled"
    _check_named(target, known, refuse, modelled=modelled)
    if metric.unit == "share" and modelled and not 0 < target.threshold < 1:
        raise refuse("threshold", "a share outside 0-100%", "a share above 0% and below 100%")
    if (metric.unit == "money") != bool(_CURRENCY.fullmatch(target.currency)):
        raise refuse("threshold", "no currency", "an amount with its currency, such as 8500 USD")
    if target.years is not None and target.years[1] != target.year:
        raise refuse("year", str(target.year), f"the last of the years, {target.years[1]}")


def _check_base(target: Target, refuse: Callable[..., InputError]) -> None:
    """Raise an InputError where the base of a narrower part, its sources or its law are amiss."""
    if target.base and target.metric != "part_share_of_gdp":
        raise refuse("base", "shares of GDP", f"no such key for {target.metric}")
    if target.base and not all(0 < share < 1 for share in target.base.values()):
        raise refuse("base", "a share outside 0-100%", "shares above 0% and below 100%")
    if target.base_sources and not target.base:
        raise refuse("base_sources", "a source", "a base beside it")
    if target.growth and not target.base:
        raise refuse("growth", target.growth.kind, "a base beside it")
    if target.growth and (target.growth.relative is None or target.growth.add):
        expected = "relative, the speed of the ratio to the part it is of"
        raise refuse("growth", target.growth.kind, expected)


def _check_named(
    target: Target, known: _Known, refuse: Callable[..., InputError], *, modelled: bool
) -> None:
    """Raise an InputError where a text, a series or a base has no effect in this place."""
    _check_base(target, refuse)
    named = not modelled or target.base is not None
    if named != (target.what is not None):
        expected = "metric: unmodelled, or a base beside it"
        if target.what is None:
            expected = "the name of the part" if modelled else "what is not modelled"
        raise refuse("what", "a text" if target.what else "nothing", expected)
    if target.series is None:
        return
    if not named:
        raise refuse("series", quoted(target.series), f"no such key for {target.metric}")
    if target.series not in known.series:
        hint = nearest(target.series, known.series)
        raise refuse("series", quoted(target.series), "a series in series.csv", hint)


def _refuse_twice(targets: Iterable[Target], tree: Node) -> None:
    seen: set[str] = set()
    for index, target in enumerate(targets):
        if target.id in seen:
            node = tree.mapping("file")["targets"].sequence("targets")[index]
            raise node.error(f"targets.{index}.id", f"{quoted(target.id)} twice", "each id once")
        seen.add(target.id)


def as_target(target: Target | str) -> Target:
    """Return a target; an id stands for the one of the country's `targets.yaml`."""
    return target if isinstance(target, Target) else find_target(load_targets(), target)
