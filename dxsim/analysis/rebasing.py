"""A scenario on a later base year: published values where there are any, its own path where not.

The laws are kept and go on from the new base; each number that nobody published is named as an
assumption.
"""

from collections.abc import Mapping
from typing import NamedTuple

from dxsim.analysis.evidence.base_vintage import GDP, HALF_A_DIGIT, SHARE, known_since_base
from dxsim.analysis.metrics import beside_levels
from dxsim.analysis.restatement import checked
from dxsim.data.files import Document
from dxsim.data.observations import observations, outturns
from dxsim.data.quantities import Base
from dxsim.data.records import OUTTURNS, Date
from dxsim.data.sources import all_series, producers
from dxsim.data.yamlfile import InputError
from dxsim.model.later_base import continued
from dxsim.model.projection import simulate
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.citations import of_other_parts
from dxsim.scenario.laws import Law
from dxsim.scenario.names import BESIDE
from dxsim.scenario.records import Block, Scenario
from dxsim.scenario.texts import Words

_DIGITS = 6


class Remark(NamedTuple):
    """A note on a number taken, kept or assumed: a message key of `rebasing` and its fields."""

    key: str
    fields: Document
    assumed: bool


class Rebased(NamedTuple):
    """A scenario on its new base year, and what that rests on."""

    scenario: Scenario
    remarks: tuple[Remark, ...]


class _Value(NamedTuple):
    value: float
    source: str
    producer: str


def rebase(scenario: Scenario, to: int, name: str = "", as_of: Date | None = None) -> Rebased:
    """Return a scenario with a later base year.

    Parameters
    ----------
    scenario
        the assumptions, plain numbers; programmes count from the new base year on.
    to
        the new base year, after the old one and before the end.
    name
        of the new scenario, by default the old name with the year.
    as_of
        the day of knowledge; None is all there is.

    Returns
    -------
    Rebased
        GDP, the digital share and its parts, employment, population and the exchange rate are the
        latest published vintages of `to`; what nobody (of shares: its producer) published comes
        from the scenario's own path. Growth laws go on: a path, steps and a fade from where they
        had come, ratio laws from the new share.

    Raises
    ------
    InputError
        for a year outside the scenario, one by which its path is exhausted, or one of which
        neither GDP nor the share is published.
    """
    at = to - scenario.base_year
    if not 0 < at < scenario.horizon:
        first, last = scenario.base_year + 1, scenario.end_year - 1
        expected = f"a year from {first} to {last}"
        raise InputError(scenario.name, key="--to", found=str(to), expected=expected)
    path = simulate(scenario.without_programmes())
    if path.exhausted[at]:
        found = f"{to}, by which the rest of GDP is exhausted"
        raise InputError(scenario.name, key="--to", found=found, expected="an earlier year")
    gdp = _gdp(scenario, to, as_of)
    parts, said = _parts(scenario, path, at, as_of)
    if gdp is None and all(one.assumed for one in said):
        expected = f"a year of which GDP or the share by {scenario.producer} is published"
        raise InputError(scenario.name, key="--to", found=str(to), expected=expected)
    level = gdp.value if gdp else float(path.gdp[at])
    beside, of_beside = _beside(scenario, to, as_of)
    kept = Remark("laws_kept", {"base": to}, True)
    said = [_of_gdp(gdp, level, scenario, to), *said, *of_beside, kept]
    moved = _moved(scenario, to, level, gdp.source if gdp else "", parts)
    words = {"base": to, "old": scenario.base_year}
    update: dict[str, object] = beside | {
        "name": name or f"{scenario.name}-{to}",
        "title": _titled(scenario, words),
        "origins": (),
        "short": None,
    }
    return Rebased(checked(moved.model_copy(update=update)), tuple(said))


def on_base_year(scenario: Scenario, to: int) -> Scenario:
    """Return a scenario on a later base year: on what was published of it, or on its own path.

    As `rebase`, but where neither GDP nor the share is published the levels of its own path are
    kept, so that it goes on as it was.
    """
    if to == scenario.base_year:
        return scenario
    if _gdp(scenario, to, None) or _published(SHARE, scenario, to, None):
        return rebase(scenario, to).scenario
    path, at = simulate(scenario.without_programmes()), to - scenario.base_year
    if path.exhausted[at]:
        found = f"{to}, by which the rest of GDP is exhausted"
        raise InputError(scenario.name, key="base_year", found=found, expected="an earlier year")
    shares = {str(n): float(level[at] / path.gdp[at]) for n, level in path.components.items()}
    parts = {name: _Value(share, "", "") for name, share in shares.items()}
    return _moved(scenario, to, float(path.gdp[at]), "", parts)


def on_latest_data(scenario: Scenario) -> Scenario:
    """Return a scenario with its base-year numbers replaced by their newest vintages.

    A number that is no published vintage, or the newest, stays as it is.
    """
    replaced = {one.series: one for one in known_since_base(scenario).revised}
    update: dict[str, object] = {}
    if GDP in replaced:
        base = Base(replaced[GDP].latest, scenario.unit)
        update["gdp"] = scenario.gdp.model_copy(update={"base": base})
    if SHARE in replaced:
        path = simulate(scenario.without_programmes())
        parts, _ = _parts(scenario, path, 0, None)
        update["components"] = {
            name: component.model_copy(update={"base": Base(parts[name].value, "gdp")})
            for name, component in scenario.components.items()
        }
    return scenario.model_copy(update=update)


def _titled(scenario: Scenario, words: Mapping[str, int]) -> Words:
    """Return the title with the new base year behind it, in both languages."""
    return Words(
        en=f"{scenario.heading('en')}, base {words['base']}",
        vi=f"{scenario.heading('vi')}, gốc {words['base']}",
    )


def _gdp(scenario: Scenario, year: int, as_of: Date | None) -> _Value | None:
    """Return GDP of a year in its latest vintage, whoever published it last."""
    return _latest(GDP, scenario.unit, year, as_of)


def _latest(series: str, unit: str, year: int, as_of: Date | None) -> _Value | None:
    """Return a year's number of a series in its latest vintage, None where it has another unit."""
    if series not in all_series() or all_series()[series].unit != unit:
        return None
    table = observations(series, None, as_of)
    rows = table[
        (table["period"] == str(year)) & table["kind"].isin(OUTTURNS) & (table["variant"] == "")
    ].sort_values("known_since")
    if rows.empty:
        return None
    last = rows.iloc[-1]
    return _Value(float(last["value"]), str(last["source"]), str(last["producer"]))


def _of_gdp(gdp: _Value | None, level: float, scenario: Scenario, year: int) -> Remark:
    fields = {"year": year, "level": level, "unit": scenario.unit}
    if gdp is None:
        return Remark("gdp_projected", fields, True)
    return Remark("gdp_published", fields | {"producer": gdp.producer}, False)


def _parts(
    scenario: Scenario, path: Trajectory, at: int, as_of: Date | None
) -> tuple[dict[str, _Value], list[Remark]]:
    """Return each component's share of GDP in the new base year, and what it rests on."""
    year = scenario.base_year + at
    projected = {str(n): float(v[at] / path.gdp[at]) for n, v in path.components.items()}
    total = _published(SHARE, scenario, year, as_of)
    if total is None:
        share = float(path.share[at])
        shares = {name: _Value(value, "", "") for name, value in projected.items()}
        return shares, [Remark("share_projected", {"year": year, "share": share}, True)]
    said = [Remark("share_published", {"year": year, "share": total.value}, False)]
    known = _published_parts(scenario, year, as_of)
    if not known:
        scale = total.value / sum(projected.values())
        said.append(Remark("split_projected", {"year": year}, True))
        return {n: _Value(v * scale, total.source, "") for n, v in projected.items()}, said
    return _carved(scenario, path, _summing_to(total, known), said), said


def _summing_to(total: _Value, known: Mapping[str, _Value]) -> Mapping[str, _Value]:
    """Return published parts in proportion to the published total, where that is a newer vintage.

    Parts that differ from it by the rounding of their last digit stay as they are.
    """
    whole = sum(part.value for part in known.values())
    if abs(total.value - whole) <= HALF_A_DIGIT / 100 * len(known):
        return known
    return {n: part._replace(value=part.value * total.value / whole) for n, part in known.items()}


def _published(series: str, scenario: Scenario, year: int, as_of: Date | None) -> _Value | None:
    if series not in all_series() or scenario.producer not in producers():
        return None
    table = outturns(series, scenario.producer, as_of)
    rows = table[table["year"] == year]
    if rows.empty:
        return None
    row = rows.iloc[0]
    return _Value(float(row["value"]) / 100, str(row["source"]), scenario.producer)


def _published_parts(scenario: Scenario, year: int, as_of: Date | None) -> dict[str, _Value]:
    """Return the published part of each component that has one; empty where any is missing."""
    parts: dict[str, _Value] = {}
    for series, component in producers()[scenario.producer].parts.items():
        value = _published(series, scenario, year, as_of)
        if value is None or component not in scenario.components:
            return {}
        parts[component] = value
    uncarved = {str(n) for n, c in scenario.components.items() if c.carved_from is None}
    return parts if uncarved == set(parts) else {}


def _carved(
    scenario: Scenario, path: Trajectory, known: Mapping[str, _Value], said: list[Remark]
) -> dict[str, _Value]:
    """Return the published parts net of what is carved out of them, each by its old fraction."""
    parts: dict[str, _Value] = {**known}
    for name, component in scenario.components.items():
        if component.carved_from is None:
            continue
        part = component.carved_from
        whole = path.components[part][0] + path.components[name][0]
        fraction = float(path.components[name][0] / whole)
        parts[name] = parts[part]._replace(value=fraction * known[part].value, source="")
        parts[part] = parts[part]._replace(value=parts[part].value - parts[name].value)
        said.append(Remark("carved", {"name": name, "part": part, "fraction": fraction}, True))
    return parts


def _beside(
    scenario: Scenario, to: int, as_of: Date | None
) -> tuple[dict[str, object], list[Remark]]:
    """Return employment, population and the exchange rate in the new base year, where stated."""
    update: dict[str, object] = {}
    said: list[Remark] = []
    for name in BESIDE:
        block = getattr(scenario, name)
        if block is None:
            continue
        persons = block.base.unit == "persons"
        unit, scale = ("m persons", 1e6) if persons else (block.base.unit, 1.0)
        known = _latest(name, unit, to, as_of)
        own = float(beside_levels(scenario, name)[to - scenario.base_year])
        base = own if known is None else known.value * scale
        sources = _resourced(block, known.source if known else "")
        moved = Base(round(base, 0 if persons else _DIGITS), block.base.unit)
        law = continued(block.growth, scenario.base_year, to)
        update[name] = block.model_copy(update={"base": moved, "growth": law, "sources": sources})
        fields = {"block": name, "year": to, "size": moved.value, "size_unit": moved.unit}
        fields |= {"producer": known.producer} if known else {}
        said.append(
            Remark(f"beside_{'published' if known else 'projected'}", fields, known is None)
        )
    return update, said


def _resourced(block: Block, source: str) -> dict[str, tuple[str, ...]]:
    """Return a block's sources with that of its new base, none where that is an assumption."""
    kept = of_other_parts(block.sources, ["base"])
    return {**kept, **({"base": (source,)} if source else {})}


def _moved(
    scenario: Scenario, to: int, level: float, source: str, parts: Mapping[str, _Value]
) -> Scenario:
    base_year = scenario.base_year

    def laws(block: Block) -> dict[str, Law | None]:
        return {
            key: None if law is None else continued(law, base_year, to)
            for key, law in (("growth", block.growth), ("deflator", block.deflator))
        }

    components = {
        name: component.model_copy(
            update=laws(component)
            | {
                "base": Base(round(parts[name].value, _DIGITS), "gdp"),
                "sources": _resourced(component, parts[name].source),
            }
        )
        for name, component in scenario.components.items()
    }
    base = Base(round(level, _DIGITS), scenario.unit)
    update: dict[str, object] = {
        "base_year": to,
        "gdp": scenario.gdp.model_copy(
            update=laws(scenario.gdp) | {"base": base, "sources": _resourced(scenario.gdp, source)}
        ),
        "components": components,
        "bounds": tuple(b for b in scenario.bounds if b.years[0] > to),
    }
    if scenario.non_digital is not None:
        rest = scenario.non_digital
        update["non_digital"] = rest.model_copy(update=laws(rest))
    return scenario.model_copy(update=update)
