"""A discovered rule as sentences and a table in either language."""

from dxsim.analysis.uncertainty.discovery import Limit, Rule
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.messages import interval, percent, say
from dxsim.presentation.text.words import block_name

SIDES = {"low": "at_least", "high": "at_most"}


def limit_in_words(limit: Limit, lang: str) -> str:
    """Return a limit such as "sectoral grows above 21.4% a year"."""
    fields = {"input": limit_subject(limit, lang), "value": limit_value(limit, lang)}
    return say(f"discovery.{SIDES[limit.side]}", lang, **fields)


def limit_subject(limit: Limit, lang: str) -> str:
    """Name the quantity a limit is on, such as "sectoral grows"."""
    kind, block = limit.name.split(".")
    name = say("discovery.nominal_gdp", lang) if block == "gdp" else block_name(block, lang)
    return say(f"discovery.input_{kind}", lang, block=name)


def limit_value(limit: Limit, lang: str) -> str:
    """Return a limit's value with its unit."""
    unit = f"discovery.unit_{limit.name.split('.')[0]}"
    return say(unit, lang, value=percent(limit.value, lang))


def limits_in_words(limits: tuple[Limit, ...], lang: str) -> list[str]:
    """Return limits in words, those on both sides of one input as a range."""
    by_name: dict[str, list[Limit]] = {}
    for limit in limits:
        by_name.setdefault(limit.name, []).append(limit)
    texts = []
    for several in by_name.values():
        if len(several) == 1:
            texts.append(limit_in_words(several[0], lang))
            continue
        low, high = sorted(several, key=lambda limit: limit.value)
        fields = {"low": percent(low.value, lang), "high": limit_value(high, lang)}
        texts.append(say("discovery.between", lang, input=limit_subject(low, lang), **fields))
    return texts


def rule_sentences(rule: Rule, lang: str) -> list[str]:
    """Return the rule, how much it covers and how it did on fresh draws, or why there is none."""
    target, rate = rule.target.title.get(lang), percent(rule.base_rate, lang)
    if rule.reason:
        return [say(f"discovery.{rule.reason}", lang, target=target, rate=rate)]
    limits = say("discovery.and", lang).join(limits_in_words(rule.limits, lang))
    density, coverage = percent(rule.fit.density, lang, 0), percent(rule.fit.coverage, lang, 0)
    fresh = {
        "density": percent(rule.fresh.density, lang, 0),
        "coverage": percent(rule.fresh.coverage, lang, 0),
        "noise": percent(rule.noise, lang, 0),
    }
    mass = percent(rule.fit.mass, lang, 0)
    return [
        say("discovery.rule", lang, target=target, density=density, limits=limits, rate=rate),
        say("discovery.covers", lang, coverage=coverage, mass=mass),
        say("discovery.fresh", lang, **fresh),
    ]


def limit_table(rule: Rule, lang: str) -> Table:
    """Return each limit with its interval, the rule without it, and how often it comes back."""
    keys = ("limit", "interval", "density", "coverage", "again")
    header = [say(f"discovery.column_{key}", lang) for key in keys]
    rows = []
    for limit in rule.limits:
        cells = (limit.without.density, limit.without.coverage, limit.again)
        ends = interval(percent(limit.low, lang), percent(limit.high, lang))
        shown = (percent(cell, lang, 0) for cell in cells)
        rows.append([limit_in_words(limit, lang), ends, *shown])
    return header, rows
