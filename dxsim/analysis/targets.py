"""Targets: read from their file, and what each measures on a path.

A share's target says of what it is a share; a growth target says whose growth.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from dxsim.analysis import metrics
from dxsim.analysis.metrics import METRICS, Measure, MetricName, Prices
from dxsim.data import locations
from dxsim.data.arrays import Array
from dxsim.data.country import component_names
from dxsim.data.numerals import QuantityError, parse_percent
from dxsim.data.quantities import parse_amount
from dxsim.data.yamlfile import InputError, Node, nearest, quoted, read
from dxsim.model.projection import Trajectory
from dxsim.scenario.laws import Law, Rate, Record, Year
from dxsim.scenario.names import ID, BlockName
from dxsim.scenario.records import Scenario, Years
from dxsim.scenario.texts import SourceIds, Text
from dxsim.scenario.validation import input_error, plain

Money = Callable[[Scenario, Trajectory], Array]
_AMOUNT = 2
_CURRENCY = re.compile("[A-Z]{3}")
TOLERANCE = 1e-12
"""How far below the threshold a value still counts as having reached it."""


class Target(Record):
    """A threshold for what a metric measures in a year or over a span, with who may judge it.

    `of` names the part, component or aggregate for the metrics that need one; `prices` the basis
    of a growth rate or a multiple; `years` the first and last year of an average, `year` its last.
    `threshold` is a fraction, a multiple, or money a head in `currency`. `what` names what the
    model does not hold (`metric: unmodelled`), `series` the published series that holds it.
    `base` is the share of GDP by year of a narrower part, named by `what`; `growth` its own law,
    the speed relative to what it is `of`, without which both grow alike.
    `year_note` says where the year was inferred.
    """

    id: Annotated[str, Field(pattern=ID, max_length=64)]
    title: Text
    metric: MetricName
    of: BlockName | None = None
    prices: Prices | None = None
    what: Text | None = None
    series: str | None = None
    base: dict[Year, Rate] | None = Field(default=None, min_length=1)
    base_sources: SourceIds = ()
    growth: Law | None = None
    sense: Literal["at_least", "more_than", "at_most", "about"]
    threshold: float
    currency: str = ""
    year: Year
    years: Years | None = None
    year_note: Text | None = None
    source: str
    pointer: str = ""
    producers: Annotated[tuple[str, ...], Field(min_length=1)]
    judge: str

    @model_validator(mode="before")
    @classmethod
    def _in_one_form(cls, data: object) -> object:
        """Fill in what a file may leave out, and split an amount from its currency."""
        if not isinstance(data, Mapping):
            return data
        stated = dict(data)
        if stated.get("of") == "gdp_real":
            stated |= {"of": "gdp", "prices": stated.get("prices", "real")}
        amount = str(stated.get("threshold")).split()
        metric = METRICS.get(str(stated.get("metric")))
        if metric is not None and metric.unit == "money" and len(amount) == _AMOUNT:
            stated |= {"threshold": amount[0], "currency": amount[1]}
        if "years" in stated and "year" not in stated:
            stated["year"] = str(stated["years"]).replace(" ", "")[-4:]
        return stated

    @field_validator("threshold", mode="before")
    @classmethod
    def _threshold(cls, value: object, info: ValidationInfo) -> object:
        """Read a threshold in the unit of the metric."""
        if not isinstance(value, str):
            return value
        metric = METRICS.get(info.data.get("metric", ""))
        in_per_cent = metric is None or metric.unit in ("share", "rate")
        try:
            return parse_percent(value) if in_per_cent else parse_amount(value)
        except QuantityError as error:
            context = {"expected": error.expected, "hint": error.hint}
            raise PydanticCustomError("quantity", "{expected}", context) from None

    @property
    def is_share(self) -> bool:
        """Whether the target is on a share, in a year or on average."""
        return METRICS[self.metric].form == "ratio" and METRICS[self.metric].unit == "share"

    @property
    def is_digital_share(self) -> bool:
        """Whether the target is on the digital share of GDP as a whole, in a single year."""
        return self.metric == "digital_share_of_gdp" and self.span == 1

    @property
    def is_by_producer(self) -> bool:
        """Whether who measures the digital economy decides what is published of the metric."""
        return METRICS[self.metric].of_digital_total or self.of not in (None, "gdp")

    @property
    def span(self) -> int:
        """The number of years the target is on."""
        return 1 if self.years is None else self.years[1] - self.years[0] + 1

    @property
    def unit(self) -> str:
        """The unit of value and threshold: "share", "rate", "times" or a currency."""
        return self.currency or METRICS[self.metric].unit

    @property
    def in_per_cent(self) -> bool:
        """Whether value and threshold are fractions that are shown in per cent."""
        return self.unit in ("share", "rate")

    @property
    def lever(self) -> str:
        """Whose growth the target asks for: "all" components', or one's within their total."""
        return str(self.of) if METRICS[self.metric].within_digital else "all"

    @property
    def measure(self) -> Measure:
        """The measure of the target; targets with equal measures have the same values."""
        base = tuple(sorted(self.base.items())) if self.base else ()
        own = self.growth.relative if self.growth else None
        speed = own.speed if own else 0.0
        return Measure(self.metric, self.of, self.prices, self.span, self.currency, base, speed)

    @property
    def named(self) -> dict[str, str] | None:
        """The target's own name by language (key `what`), None where its metric needs none."""
        return {"en": self.what.en, "vi": self.what.vi} if self.what else None

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the threshold and of the base of a narrower part."""
        return tuple(dict.fromkeys((self.source, *self.base_sources)))

    @property
    def measured(self) -> str:
        """The measure as one word for tables of results, such as "growth:gdp:real"."""
        return ":".join(str(part) for part in (self.metric, self.of, self.prices) if part)


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


def cited(targets: Iterable[Target]) -> list[str]:
    """Return the sources of targets, each once, in order."""
    return list(dict.fromkeys(id for target in targets for id in target.sources))


def find_target(targets: Iterable[Target], target_id: str) -> Target:
    """Return the target with an id, or raise an InputError with the nearest spelling."""
    known = {target.id: target for target in targets}
    if target_id in known:
        return known[target_id]
    expected = f"one of {', '.join(known)}"
    raise InputError(
        "target", found=quoted(target_id), expected=expected, hint=nearest(target_id, known)
    )


def main_target(scenario: Scenario, target_id: str, targets: Iterable[Target]) -> Target:
    """Return the target of an id; for an empty one, the middle one of those judged.

    A target on the digital share of GDP comes before any other, one beyond the next year before
    one of that year.
    """
    if target_id:
        return find_target(targets, target_id)
    known = tuple(targets)
    later, soon = (judged(scenario, known, after=years) for years in (2, 1))
    of_share = ([t for t in some if t.is_digital_share] for some in (later, soon))
    found = middle_target(next((list(some) for some in (*of_share, later, soon) if some), []))
    if found is None:
        expected = "a target after the base year that the scenario can be judged on"
        raise InputError("target", found="none in the targets file", expected=expected)
    return found


def middle_year(targets: Iterable[Target], otherwise: int) -> int:
    """Return the target year nearest the middle of their span, of two as near the earlier.

    `otherwise` where there is no target. A target for the next year moves it no more than one more
    target of a year already there.
    """
    years = sorted({target.year for target in targets}) or [otherwise]
    middle = (years[0] + years[-1]) / 2
    return min(years, key=lambda year: (abs(year - middle), year))


def middle_target(targets: Sequence[Target]) -> Target | None:
    """Return the target a finding is stated for: of the middle year, the highest of several."""
    year = middle_year(targets, 0)
    return max((t for t in targets if t.year == year), key=lambda t: t.threshold, default=None)


def as_target(target: Target | str) -> Target:
    """Return a target; an id stands for the one of the country's `targets.yaml`."""
    return target if isinstance(target, Target) else find_target(load_targets(), target)


def metric(
    scenario: Scenario, target: Target, path: Trajectory, *, last: int | None = None
) -> Array:
    """Return a target's measure by year; see `dxsim.analysis.metrics.values`."""
    return metrics.values(scenario, target.measure, path, last=last)


def reaches(target: Target, values: Array) -> NDArray[np.bool_]:
    """Return where values meet a target; a missing value never does."""
    scale = tolerance(target)
    with np.errstate(invalid="ignore"):
        if target.sense == "at_most":
            return values <= target.threshold + scale
        if target.sense == "more_than":
            return values > target.threshold + scale
        return values >= target.threshold - scale


def tolerance(target: Target) -> float:
    """Return how far on the wrong side of its threshold a value still counts as at it."""
    return TOLERANCE * max(1.0, abs(target.threshold))


def unsuitable(scenario: Scenario, target: Target) -> str | None:
    """Return why a target cannot be judged on a scenario at all, as a message key, or None."""
    if target.metric == "unmodelled":
        return "not_modelled"
    if scenario.producer not in target.producers:
        return "no_such_part"
    if target.of not in scenario.components and target.of in component_names():
        return "no_such_part"
    missing = metrics.missing_block(scenario, target.measure)
    return None if missing is None else _MISSING[missing]


_MISSING = {
    "employment": "no_employment",
    "population": "no_population",
    "exchange_rate": "no_exchange_rate",
}


def unjudged(scenario: Scenario, target: Target, *, after: int = 0) -> str | None:
    """Return why a target is not judged on a scenario, as a message key, or None.

    Its year must be one of the scenario's, `after` years from the base year at the earliest; a
    growth rate needs the year before it, an average all of its years.
    """
    first = scenario.base_year + max(after, metrics.years_before(target.measure))
    outside = not first <= target.year <= scenario.end_year
    return unsuitable(scenario, target) or ("outside_horizon" if outside else None)


def judged(scenario: Scenario, targets: Iterable[Target], *, after: int = 0) -> tuple[Target, ...]:
    """Return the targets that a scenario is judged on, see `unjudged`."""
    return tuple(t for t in targets if unjudged(scenario, t, after=after) is None)


class Question(NamedTuple):
    """A condition in a year: money `now` of that year covers money `before` of the last.

    Both return money in every year, linear in the levels: for a share numerator less threshold
    times denominator, for a growth rate the level and `1 + threshold` times the level.
    """

    year: int
    now: Money
    before: Money | None = None


def question(target: Target) -> Question | None:
    """Return a target as money that must cover money, None where that is not linear in levels.

    For what must stay at most at its threshold the two change sides.
    """
    measure, side = target.measure, -1.0 if target.sense == "at_most" else 1.0
    if not metrics.is_linear(measure):
        return None
    if metrics.METRICS[measure.metric].form == "growth":
        return Question(
            target.year,
            lambda s, p: side * metrics.top(s, measure, p),
            lambda s, p: side * (1 + target.threshold) * metrics.top(s, measure, p),
        )

    def lacking(scenario: Scenario, path: Trajectory) -> Array:
        needed = target.threshold * metrics.bottom(scenario, measure, path)
        return side * (metrics.top(scenario, measure, path) - needed)

    return Question(target.year, lacking)
