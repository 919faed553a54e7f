"""The briefing's sentences: each is made from results, in the reader's language."""

from collections.abc import Sequence
from itertools import combinations
from math import isfinite
from typing import Any

from dxsim.analysis import outside_view
from dxsim.analysis.judged import Judged
from dxsim.analysis.targets import Target
from dxsim.analysis.verdicts import ALL, Verdict
from dxsim.data.sources import unpublished_components
from dxsim.model.growth import compound_growth
from dxsim.presentation.figures.drawing import style
from dxsim.presentation.figures.scenarios.paths import history
from dxsim.presentation.text.messages import number, percent, points, say, signed
from dxsim.presentation.text.tables import in_unit
from dxsim.presentation.text.words import block_name, scenario_label
from dxsim.scenario.records import Scenario


def counted(producer: str, about: Sequence[Verdict], lang: str) -> str:
    """Return in how many scenarios of a producer a target is reached, with the cost of it.

    Marks count those reached only by shrinking the rest of the economy, and those exhausted before.
    """
    name = style.short_name(producer, lang)
    known = [f for f in about if f.reached is not None]
    if not known:
        said = say("briefing.counted_none", lang, name=name)
    else:
        reached = [f for f in known if f.reached]
        strained = len(_strained(reached))
        fields = {"name": name, "reached": len(reached), "count": len(known)}
        key = "counted_strained" if strained else "counted"
        said = say(f"briefing.{key}", lang, strained=strained, **fields)
    ended = sum(1 for f in about if f.reason == "exhausted")
    return f"{said}{say('briefing.counted_ended', lang, count=ended)}" if ended else said


def values(about: Sequence[Verdict], lang: str) -> str:
    """Return the range of a target's values in its year in words, empty where there is none."""
    known = sorted(f.value for f in about if f.value is not None)
    return _span(known, about[0].unit, lang) if known else ""


def _ended(about: Sequence[Verdict], lang: str) -> str:
    """Return how many more scenarios are exhausted by the target's year, nothing where none is."""
    ended = sum(1 for f in about if f.reason == "exhausted")
    return say("briefing.clause_exhausted", lang, count=ended) if ended else ""


def _span(values: Sequence[float], unit: str, lang: str) -> str:
    """Return the lowest to the highest of sorted values, one where they are written alike."""
    low, high = (in_unit(value, unit, lang) for value in (values[0], values[-1]))
    return low if low == high else say("briefing.values", lang, low=low, high=high)


def _strained(reached: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts reached on a path that shrinks the rest of the economy by the year."""
    return [f for f in reached if f.state == "strained"]


def headline(target: Target, facts: Sequence[Verdict], lang: str) -> str:
    """Return the first sentence of all: under how many scenarios the judge sees a target reached.

    It says how many of these shrink the rest of the economy, and how many more exhaust it.
    """
    about = [f for f in facts if f.target.id == target.id and f.judge]
    known = [f for f in about if f.reached is not None]
    reached = [f for f in known if f.reached]
    key = "some" if reached else "none" if known else "unjudged" if about else "unknown"
    one = "_one" if len(known) == 1 else ""
    return say(
        f"briefing.headline_{key}{one}", lang, judge=style.short_name(target.judge, lang),
        title=target.title.get(lang), reached=len(reached), count=len(known),
        more=_cost(reached, lang) + _ended(about, lang),
    )  # fmt: skip


def _cost(reached: Sequence[Verdict], lang: str) -> str:
    """Return on how many paths that reach a target the rest shrinks, nothing where on none."""
    strained = len(_strained(reached))
    if not strained:
        return ""
    key = "headline_strained_all" if strained == len(reached) else "headline_strained"
    return say(f"briefing.{key}", lang, strained=strained)


def takes(judged: Judged, target: Target, fact: Verdict, lang: str) -> str:
    """State in one sentence the growth required by a target on the digital share."""
    scenario, needed = judged.scenario, fact.digital_cagr
    projected = projected_growth(judged, target)
    return say(
        "briefing.takes", lang, title=target.title.get(lang),
        producer=style.short_name(scenario.producer, lang), needed=percent(needed, lang),
        projected=percent(projected, lang), scenario=scenario_label(scenario, lang),
        extra=signed(_points(fact.additions[ALL]), lang),
        rest=percent(fact.non_digital_cagr_at_target, lang),
        rest_projected=percent(fact.non_digital_cagr, lang),
        base=scenario.base_year, year=target.year,
    )  # fmt: skip


def projected_growth(judged: Judged, target: Target) -> float:
    """Return the digital economy's growth a year on a path up to the year of a target."""
    digital, years = judged.path.digital, target.year - judged.scenario.base_year
    return float(compound_growth(digital[0], digital[years], years))


def _points(rate: float | None) -> float | None:
    return None if rate is None else rate * 100


def outside(fact: Verdict, title: str, lang: str) -> str:
    """Return how the speed a target needs compares with what happened abroad."""
    return say(
        "briefing.outside", lang, title=title, producer=style.short_name(fact.producer, lang),
        required=number(fact.speed.required, lang, 3), slower=slower(fact),
        count=len(outside_view.paces()), median=number(outside_view.median(), lang, 3),
        broad=number(outside_view.median("broad"), lang, 3),
    )  # fmt: skip


def slower(fact: Verdict) -> int:
    """Return how many episodes abroad were slower than a target needs."""
    return round((fact.speed.percentile or 0) * len(outside_view.paces()))


def odds(scenario: Scenario, futures: Any, lang: str) -> str:
    """Return which futures the probabilities count, before the probabilities themselves."""
    return say(
        "briefing.odds", lang, scenario=scenario.heading(lang),
        producer=style.short_name(scenario.producer, lang),
        draws=number(float(futures.attrs["draws"]), lang, 0), seed=futures.attrs["seed"],
    )  # fmt: skip


def producers_apart(several: Sequence[Judged], year: int, lang: str) -> str:
    """Return how far the producers' shares of the newest base year they share lie apart.

    Nothing where no two producers share one.

    Beside it stands how many pairs of one producer's scenarios lie closer together in `year`.
    """
    by_year: dict[int, dict[str, float]] = {}
    for each in several:
        shares = by_year.setdefault(each.scenario.base_year, {})
        shares.setdefault(each.scenario.producer, _measured(each))
    base = max((y for y, shares in by_year.items() if len(shares) > 1), default=None)
    if base is None:
        return ""
    ordered = sorted(by_year[base].items(), key=lambda item: -item[1])
    (high, most), (low, least) = ordered[0], ordered[-1]
    apart = say(
        "briefing.apart", lang, year=base, high=style.short_name(high, lang),
        low=style.short_name(low, lang), most=percent(most, lang, 2), least=percent(least, lang, 2),
        gap=points((most - least) * 100, lang, 2), ratio=percent(most / least - 1, lang, 0),
    )  # fmt: skip
    between = _distances(several, year)
    closer = sum(1 for distance in between if distance < most - least)
    fields = {"year": year, "closer": closer, "pairs": len(between)}
    return f"{apart} {say('briefing.apart_pairs', lang, **fields)}" if between else apart


def _measured(of: Judged) -> float:
    """Return the share its producer published for the base year, else the one assumed."""
    published = history(of.scenario)
    if of.scenario.base_year in published.index:
        return float(published.loc[of.scenario.base_year])
    return float(of.path.share[0])


def _distances(several: Sequence[Judged], year: int) -> list[float]:
    """Return how far each pair of one producer's scenarios lies apart in a year both reach."""
    shares: dict[str, list[float]] = {}
    for each in several:
        path, at = each.path.share, year - each.scenario.base_year
        if 0 <= at < len(path) and isfinite(path[at]):
            shares.setdefault(each.scenario.producer, []).append(float(path[at]))
    return [abs(a - b) for known in shares.values() for a, b in combinations(known, 2)]


def unpublished_ranges(several: Sequence[Judged], lang: str) -> str:
    """Return how large each component that nobody publishes is assumed to be."""
    said = (_unpublished_range(name, several, lang) for name in unpublished_components())
    return " ".join(text for text in said if text)


def _unpublished_range(name: str, several: Sequence[Judged], lang: str) -> str:
    paths = [each.path for each in several if name in each.scenario.components]
    if not paths:
        return ""
    sizes = [float(path.components[name][0] / path.gdp[0]) for path in paths]
    low, high, part = min(sizes), max(sizes), block_name(name, lang)
    shown = {"low": percent(low, lang, 2), "high": percent(high, lang, 2), "part": part}
    key = "unpublished_one" if abs(high - low) < 5e-5 else "unpublished_range"
    return say(f"briefing.{key}", lang, **shown)
