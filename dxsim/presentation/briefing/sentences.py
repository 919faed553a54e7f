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
from dxsim.presentation.figures.kinds.paths import history
from dxsim.presentation.text.messages import number, percent, points, say, signed
from dxsim.presentation.text.tables import in_unit, over_in_words, years_of
from dxsim.presentation.text.words import block_name, scenario_label
from dxsim.scenario.loading import Scenario


def answers(targets: Sequence[Target], facts: Sequence[Verdict], lang: str) -> list[str]:
    """Return a sentence a target: those ahead, those whose year is over, then the rest in two.

    The rest are targets on what the model does not hold, of which nothing is published either
    (named by what they measure), and averages that begin before every scenario's first year.
    """
    about = {f.target.id: f for f in facts}
    ended = [t for t in targets if t.id in about and about[t.id].over]
    unmodelled = [t for t in targets if t.metric == "unmodelled"]
    silent = [t for t in unmodelled if t not in ended or about[t.id].published is None]
    early = [t for t in targets if t not in ended and _begins_early(t, facts)]
    left = (*silent, *early)
    ahead = [t for t in targets if t not in ended and t not in left]
    said = [answer(t, facts, lang) for t in (*ahead, *(t for t in ended if t not in left))]
    if silent:
        names = dict.fromkeys((t.named or t.title.model_dump())[lang] for t in silent)
        said.append(say("briefing.unmodelled", lang, names="; ".join(names)))
    if early:
        titles = "; ".join(t.title.get(lang) for t in early)
        said.append(say("briefing.begins_early", lang, titles=titles))
    return said


def _begins_early(target: Target, facts: Sequence[Verdict]) -> bool:
    """Return whether part of a target's years lies before the first year of every scenario."""
    about = [f for f in facts if f.target.id == target.id]
    judged = any(f.reached is not None for f in about)
    return not judged and any(f.reason == "span_before_base_year" for f in about)


def answer(target: Target, facts: Sequence[Verdict], lang: str) -> str:
    """Return whether a target is reached, in one sentence: by the judge first, then beside it.

    A path that reaches the target only by shrinking the rest of the economy is counted as such.
    """
    about = [f for f in facts if f.target.id == target.id]
    if about and about[0].over:
        return _over(target, about, lang)
    order = sorted(target.producers, key=lambda p: p != target.judge)
    clauses = [_clause(target, p, [f for f in about if f.producer == p], lang) for p in order]
    said = [clause for clause in clauses if clause]
    title = target.title.get(lang)
    return say("briefing.answer", lang, title=title, clauses="; ".join(said))


def _over(target: Target, about: Sequence[Verdict], lang: str) -> str:
    """Return how a target ended whose year is over, then what the scenarios say of that year."""
    known = [f for f in about if f.published] or list(about)
    judged = next((f for f in known if f.published and f.published.judge), known[0])
    fields = {"title": target.title.get(lang), "over": over_in_words(judged, lang)}
    values = sorted(f.value for f in about if f.value is not None)
    if not values:
        return say("verdict.sentence_over", lang, **fields)
    low, high = (in_unit(value, judged.unit, lang) for value in (values[0], values[-1]))
    key = "briefing.over_one" if low == high else "briefing.over"
    return say(key, lang, low=low, high=high, **fields)


def _clause(target: Target, producer: str, about: Sequence[Verdict], lang: str) -> str:
    if not about:
        absent = {"name": style.short_name(producer, lang)}
        return say("briefing.clause_absent", lang, **absent) if producer == target.judge else ""
    name = style.short_name(producer, lang)
    who = say("briefing.by_judge" if producer == target.judge else "briefing.by", lang, name=name)
    known = [f for f in about if f.reached is not None]
    if not known:
        return say("briefing.clause_none", lang, who=who)
    return _counted(who, years_of(target), known, lang) + _ended(about, lang)


def _ended(about: Sequence[Verdict], lang: str) -> str:
    """Return how many more scenarios are exhausted by the target's year, nothing where none is."""
    ended = sum(1 for f in about if f.reason == "exhausted")
    return say("briefing.clause_exhausted", lang, count=ended) if ended else ""


def _counted(who: str, years: str, known: Sequence[Verdict], lang: str) -> str:
    """Return in how many of the scenarios that can be judged a target is reached."""
    reached = [f for f in known if f.reached]
    strained = _strained(reached)
    values, unit = sorted(f.value for f in known if f.value is not None), known[0].unit
    fields = {
        "who": who, "reached": len(reached), "count": len(known), "year": years,
        "values": _span(values, unit, lang), "strained": len(strained),
    }  # fmt: skip
    always = "_all" if len(known) > 1 and len(strained) == len(reached) else ""
    kind = f"_strained{always}" if strained else "" if reached else "_missed"
    one = "" if len(known) > 1 else "_one"
    return say(f"briefing.clause{kind}{one}", lang, **fields)


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
    scenario, digital = judged.scenario, judged.path.digital
    years, needed = target.year - scenario.base_year, fact.digital_cagr
    projected = float(compound_growth(digital[0], digital[years], years))
    return say(
        "briefing.takes", lang, title=target.title.get(lang),
        producer=style.short_name(scenario.producer, lang), needed=percent(needed, lang),
        projected=percent(projected, lang), scenario=scenario_label(scenario, lang),
        extra=signed(_points(fact.additions[ALL]), lang),
        rest=percent(fact.non_digital_cagr_at_target, lang),
        rest_projected=percent(fact.non_digital_cagr, lang),
        base=scenario.base_year, year=target.year,
    )  # fmt: skip


def _points(rate: float | None) -> float | None:
    return None if rate is None else rate * 100


def outside(fact: Verdict, title: str, lang: str) -> str:
    """Return how the speed a target needs compares with what happened abroad."""
    speed = fact.speed
    slower = round((speed.percentile or 0) * len(outside_view.paces()))
    return say(
        "briefing.outside", lang, title=title, producer=style.short_name(fact.producer, lang),
        required=number(speed.required, lang, 3), slower=slower,
        count=len(outside_view.paces()), median=number(outside_view.median(), lang, 3),
        broad=number(outside_view.median("broad"), lang, 3),
    )  # fmt: skip


def odds(scenario: Scenario, found: Any, lang: str) -> str:
    """Return which futures the probabilities count, before the probabilities themselves."""
    return say(
        "briefing.odds", lang, scenario=scenario.heading(lang),
        producer=style.short_name(scenario.producer, lang),
        draws=number(float(found.attrs["draws"]), lang, 0), seed=found.attrs["seed"],
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
