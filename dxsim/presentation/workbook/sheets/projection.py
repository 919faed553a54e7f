"""The projection as rows of formulas: what an economist reads, empty once the path is exhausted."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from dxsim.analysis.metrics import is_linear
from dxsim.analysis.targets import Target
from dxsim.data.country import component_names
from dxsim.presentation.workbook.names import target_name
from dxsim.presentation.workbook.rows import Row, Section
from dxsim.presentation.workbook.words import Words
from dxsim.scenario.names import GIVEN_AGGREGATES

AGGREGATES = (*GIVEN_AGGREGATES, "digital")


def sections(words: Words, targets: Sequence[Target]) -> list[Section]:
    """Return every row of the projection sheet under its heading."""
    result = [
        Section(words("section_levels"), list(_levels(words))),
        Section(words("section_shares"), list(_shares(words, "share", "gdp"))),
        Section(words("section_parts"), list(_shares(words, "part", "digital"))[1:]),
        Section(words("section_growth"), list(_growth(words))),
        Section(words("section_contribution"), list(_contributions(words))),
        Section(words("section_measures"), [_measure(words, target) for target in targets]),
        Section(words("section_met"), [_met(words, target) for target in targets]),
    ]
    return [section for section in result if section.rows]


def _shown(formula: str, c: str = "") -> str:
    condition = f"AND([alive]=1,{c}_present=1)" if c in component_names() else "[alive]=1"
    return f'IF({condition},{formula},"")'


def _level(name: str) -> str:
    if name == "digital":
        return "(" + "+".join(f"[level.{c}]" for c in component_names()) + ")"
    return {"gdp": "[gdp]", "non_digital": "[rest]"}.get(name, f"[level.{name}]")


def _levels(words: Words) -> Iterator[Row]:
    for name in (*AGGREGATES, *component_names()):
        yield words.row(f"money.{name}", _shown(_level(name), name))
    yield words.row("deflator_shown", _shown("[deflator]"), style="index")
    gap = f"{_level('gdp')}-{_level('digital')}-{_level('non_digital')}"
    identity = _shown(f"ROUND(({gap})/{_level('gdp')},12)")
    yield words.row("identity", identity, style="share")


def _shares(words: Words, stem: str, of: str) -> Iterator[Row]:
    unit = words(f"unit_of_{of}")
    for name in ("digital", *component_names()):
        formula = _shown(f"{_level(name)}/{_level(of)}", name)
        yield words.row(f"{stem}.{name}", formula, style="share", unit=unit)


def _growth(words: Words) -> Iterator[Row]:
    for name in (*AGGREGATES, *component_names()):
        formula = f'IF([money.{name}]="","",[money.{name}]/[money.{name}<]-1)'
        yield words.row(f"growth.{name}", formula, first=None, style="growth")
    for name in GIVEN_AGGREGATES:
        formula = f'IF([growth.{name}]="","",(1+[growth.{name}])/(1+[inflation.gdp])-1)'
        yield words.row(f"real_growth.{name}", formula, first=None, style="growth")


def _contributions(words: Words) -> Iterator[Row]:
    for name in ("digital", *component_names(), "non_digital"):
        money = f"[money.{name}]"
        formula = f'IF({money}="","",({money}-[money.{name}<])/[money.gdp<])'
        yield words.row(f"contribution.{name}", formula, first=None, style="growth")


def _measure(words: Words, target: Target) -> Row:
    grows = target.unit == "rate"
    style, first = ("growth", None) if grows else ("share", "same")
    label, unit = target.title.get(words.lang), words.measure_unit(target)
    formula = FORMULAS[target.metric](target)
    return Row(f"measure.{target.id}", label, unit, formula, first, style)


def has_formula(target: Target) -> bool:
    """Return whether the sheets can judge a target: levels of one year, or of two neighbours.

    Averages, multiples, what needs persons or prices abroad, growth at the prices of a component
    and any metric without an entry in `FORMULAS` have none.
    """
    if target.sense == "at_most" or not is_linear(target.measure) or target.metric not in FORMULAS:
        return False
    return target.prices != "real" or target.of in GIVEN_AGGREGATES


def _published_part(target: Target) -> str:
    of = str(target.of)
    whole = f"({'+'.join([f'[level.{of}]', *carved_chain(of)])})/[gdp]"
    return _shown(_narrower(target, whole) if target.base else whole, of)


def _yearly_growth(target: Target) -> str:
    return f"[real_growth.{target.of}]" if target.prices == "real" else f"[growth.{target.of}]"


FORMULAS: Mapping[str, Callable[[Target], str]] = {
    "digital_share_of_gdp": lambda _: "[share.digital]",
    "part_share_of_gdp": _published_part,
    "component_share_of_digital": lambda target: f"[part.{target.of}]",
    "growth": _yearly_growth,
}
"""By metric, the formula of what a target measures in a year; see `dxsim.analysis.metrics`."""


def _narrower(target: Target, whole: str) -> str:
    """Return a narrower part's share: its own in the base year, then that of the whole moves it."""
    years, shares = zip(*sorted((target.base or {}).items()), strict=True)
    own = repr(shares[-1])
    steps = list(zip(years, years[1:], shares, shares[1:], strict=False))
    for first, last, low, high in reversed(steps):
        between = f"{low!r}+({high - low!r})*(base_year-{first})/{last - first}"
        own = f"IF(base_year<{last},{between},{own})"
    if steps:
        own = f"IF(base_year<={years[0]},{shares[0]!r},{own})"
    start = re.sub(r"\[([a-z0-9_.]+)\]", r"[\1@0]", whole)
    speed = target.measure.speed
    drift = f"*EXP({speed!r}*([year]-base_year))" if speed else ""
    return f"({own})*({whole})/({start}){drift}"


def carved_chain(of: str) -> list[str]:
    """Return the components carved out of a part, at every depth, as terms of a sum."""
    others = [c for c in component_names() if c != of]
    return [f"IF({_inside(c, of, others)},[level.{c}],0)" for c in others]


def _inside(name: str, of: str, others: Sequence[str]) -> str:
    """Return the condition that a component was carved out of a part, through others or not."""
    left = [c for c in others if c != name]
    through = [f'AND({name}_carved_from="{c}",{_inside(c, of, left)})' for c in left]
    direct = f'{name}_carved_from="{of}"'
    return f"OR({','.join([direct, *through])})" if through else direct


def _met(words: Words, target: Target) -> Row:
    measure, name = f"[measure.{target.id}]", target_name(target)
    over = f"IF({measure}>{name}_threshold+target_tolerance,1,0)"
    at_least = f"IF({measure}>={name}_threshold-target_tolerance,1,0)"
    formula = f'IF({measure}="",0,IF({name}_sense="more_than",{over},{at_least}))'
    return Row(
        f"met.{target.id}",
        target.title.get(words.lang),
        words("unit_flag"),
        formula,
        "same",
        "flag",
    )
