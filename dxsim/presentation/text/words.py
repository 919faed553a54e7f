"""Assumptions in words: growth laws, blocks and the keys of a scenario, in both languages."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dxsim.data.country import load_country
from dxsim.data.numerals import QuantityError
from dxsim.data.quantities import Base, parse_base, parse_exchange_rate, parse_persons
from dxsim.data.sources import producer, producers, source, sources
from dxsim.presentation.text.messages import in_money_unit, money, number, percent, say, signed
from dxsim.scenario.laws import SHARE_LAWS, Law
from dxsim.scenario.new_country.placeholders import of_scenario
from dxsim.scenario.parameters import number_sources
from dxsim.scenario.records import Bound, Scenario

_BASES = ("real", "nominal")
ROUNDING = 1e-9
"""Difference below which a rounded number is the number itself."""


def scenario_label(scenario: Scenario, lang: str) -> str:
    """Return the label of a scenario in figures and tables: who measures, and its short title."""
    who = abbreviation(scenario.producer, lang)
    return say("words.scenario_label", lang, producer=who, title=scenario.short_title(lang))


def scenario_labels(scenarios: Iterable[Scenario], lang: str) -> str:
    """Return the labels of several scenarios as one, each producer named once."""
    titles: dict[str, list[str]] = {}
    for scenario in scenarios:
        titles.setdefault(scenario.producer, []).append(scenario.short_title(lang))
    named = {abbreviation(who, lang): ", ".join(each) for who, each in titles.items()}
    return "; ".join(
        say("words.scenario_label", lang, producer=who, title=what) for who, what in named.items()
    )


def abbreviation(producer: str, lang: str) -> str:
    """Return how labels name a producer."""
    known = producers()
    return known[producer].label[lang] if producer in known else producer


def law_in_words(law: Law | None, lang: str) -> str:
    """Return a growth law as a reader would say it, such as "15% every year"."""
    if law is None:
        return say("words.no_law", lang)
    text = _WORDS[law.kind](law, lang)
    if law.add is None:
        return text
    added = (f"{year}: {signed(100 * value, lang, 2)}" for year, value in sorted(law.add.items()))
    return say("laws.stated_added", lang, law=text, additions=", ".join(added))


def block_name(block: str, lang: str) -> str:
    """Return the name of a block: GDP, the rest of GDP, a component, the digital economy."""
    if block in (parts := load_country().components):
        return parts[block].label[lang]
    return say(f"words.block_{block}", lang)


def measured_name(measured: str, lang: str) -> str:
    """Name the subject of a target with its price basis: "GDP, real" for `growth:gdp:real`."""
    _, *parts = measured.split(":")
    names = [say(f"words.basis_{p}", lang) if p in _BASES else block_name(p, lang) for p in parts]
    return ", ".join(names)


def key_in_words(key: str, lang: str) -> str:
    """Return a scenario's key in words: `components.ict.growth` is "ICT, growth"."""
    parts = key.removeprefix("components.").split(".")
    if len(parts) == 1:
        return say(f"words.key_{parts[0]}", lang)
    what = "_".join(parts[1:])
    return f"{block_name(parts[0], lang)}, {say(f'words.key_{what}', lang)}"


def value_in_words(key: str, value: object, lang: str) -> str:
    """Put the value a file states for a key into words."""
    if value is None:
        return say("words.nothing", lang)
    written = _VALUES.get(key.rsplit(".", maxsplit=1)[-1])
    return written(value, lang) if written else str(value)


def programmes_in_words(entries: Iterable[object], lang: str) -> str:
    """Return the programmes that a scenario names, with what it changes of each in place."""
    return "; ".join(_entry_in_words(entry, lang) for entry in entries)


def _entry_in_words(entry: object, lang: str) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    changes = [f"{key} {value}" for key, value in entry.items() if key not in ("name", "kind")]
    if "kind" in entry or not changes:
        return str(entry["name"])
    return say("words.programme_changed", lang, name=entry["name"], changes=", ".join(changes))


def base_in_words(text: str, lang: str) -> str:
    """Return a base-year level in the reader's form: a share of GDP or money."""
    for parse in (parse_persons, parse_exchange_rate):
        try:
            beside = parse(text)
        except QuantityError:
            continue
        return _beside_in_words(beside, lang)
    base = parse_base(text)
    if base.unit == "gdp":
        return f"{shortest_percent(base.value, lang)} {say('verdict.of_gdp', lang)}"
    return money(base.value, base.unit, lang, _digits(in_money_unit(base.value, base.unit) or 0.0))


def _beside_in_words(base: Base, lang: str) -> str:
    """Return a number of persons, or a price of foreign money, in the reader's form."""
    if base.unit == "persons":
        return say("words.million_persons", lang, value=number(base.value / 1e6, lang, 2))
    own, foreign = base.unit.split(" per ")
    value = number(base.value, lang, _digits(base.value))
    return say("words.price_abroad", lang, value=value, own=own, foreign=foreign)


def shortest_percent(value: float, lang: str) -> str:
    """Return a share with as many decimals as it states, at most six."""
    return percent(value, lang, _digits(value * 100))


def _digits(value: float, most: int = 6) -> int:
    return next((d for d in range(most) if abs(round(value, d) - value) < ROUNDING), most)


def bound_in_words(bound: Bound, lang: str) -> str:
    """Return a limit on growth in words."""
    years = "-".join(str(year) for year in dict.fromkeys(bound.years))
    limits = [
        say(f"words.bound_{name}", lang, rate=percent(rate, lang, 2))
        for name, rate in (("min", bound.min), ("max", bound.max))
        if rate is not None
    ]
    name = block_name(bound.of, lang)
    return say("words.bound", lang, block=name, limits=", ".join(limits), years=years)


def basis_line(scenario: Scenario, lang: str) -> str:
    """Return who measured, on which price basis and from which sources, in one line."""
    return say(
        "verdict.basis_line",
        lang,
        producer=producer(scenario.producer).names[lang],
        basis=say(f"verdict.basis_{scenario.prices}", lang),
        sources=sources_line([scenario], lang),
    )


def sources_line(scenarios: Sequence[Scenario], lang: str, more: Iterable[str] = ()) -> str:
    """Return the sources that numbers of scenarios rest on, and that the others are assumptions.

    `more` are further sources by id, as those of targets that are shown beside.
    """
    ids = [id for scenario in scenarios for id in scenario.sources]
    cited = ", ".join(dict.fromkeys(cite(id, lang) for id in (*ids, *more)))
    assumed = any(not s for one in scenarios for s in number_sources(one).values())
    key = "sources_and_assumed" if assumed else "sources"
    said = say(f"verdict.{key if cited else 'sources_none'}", lang, sources=cited)
    unfilled = any(of_scenario(scenario) for scenario in scenarios)
    return f"{say('verdict.placeholders', lang)} {said}" if unfilled else said


def source_of_number(ids: Sequence[str], lang: str) -> str:
    """Return where one number comes from, in full, or that it is an assumption."""
    if not ids:
        return say("verdict.assumption", lang)
    said = (f"{one.publisher[lang]}: {one.title[lang]} ({one.year})" for one in map(source, ids))
    return say("verdict.sources", lang, sources="; ".join(said))


def cite(source: str, lang: str) -> str:
    """Return a source as it is cited under a figure: who published it, and when."""
    known = sources().get(source)
    if known is None:
        return source
    return known.cited[lang] if known.cited else f"{known.publisher[lang]} {known.year}"


def rate(value: float, lang: str) -> str:
    """Return a rate with as many decimals as it needs, at most two."""
    return percent(value, lang, _digits(value * 100, most=2))


def _constant(law: Law, lang: str) -> str:
    assert law.constant is not None
    return say("laws.stated_constant", lang, rate=rate(law.constant, lang))


def _path(law: Law, lang: str) -> str:
    knots = ", ".join(
        f"{year}: {rate(value, lang)}" for year, value in sorted((law.path or {}).items())
    )
    return say("laws.stated_path", lang, knots=knots)


def _steps(law: Law, lang: str) -> str:
    steps = ", ".join(f"{years}: {rate(value, lang)}" for years, value in (law.steps or {}).items())
    return say("laws.stated_steps", lang, steps=steps)


def _fade(law: Law, lang: str) -> str:
    assert law.fade is not None
    digits = 0 if float(law.fade.half_life).is_integer() else 1
    return say(
        "laws.stated_fade",
        lang,
        start=rate(law.fade.start, lang),
        end=rate(law.fade.end, lang),
        half_life=number(law.fade.half_life, lang, digits),
    )


def _multiple(law: Law, lang: str) -> str:
    assert law.gdp_multiple is not None
    of = say(f"words.of_{law.gdp_multiple.of}", lang)
    return say(
        "laws.stated_gdp_multiple", lang, times=number(law.gdp_multiple.times, lang, 2), of=of
    )


def _relative(law: Law, lang: str) -> str:
    assert law.relative is not None
    return say("laws.stated_relative", lang, speed=number(law.relative.speed, lang, 4))


def _curve(law: Law, lang: str) -> str:
    assert law.curve is not None
    fields = {
        key: number(value, lang, 3) if key != "ceiling" else rate(value, lang)
        for key, value in law.curve
    }
    return say(f"laws.stated_{law.kind}", lang, **fields)


_WORDS = {
    "constant": _constant,
    "path": _path,
    "steps": _steps,
    "fade": _fade,
    "gdp_multiple": _multiple,
    "relative": _relative,
    **dict.fromkeys(SHARE_LAWS, _curve),
}

_VALUES: dict[str, Callable[[Any, str], str]] = {
    "growth": lambda value, lang: law_in_words(Law.model_validate(value), lang),
    "deflator": lambda value, lang: law_in_words(Law.model_validate(value), lang),
    "programmes": programmes_in_words,
    "bounds": lambda value, lang: "; ".join(
        bound_in_words(Bound.model_validate(item), lang) for item in value
    ),
    "prices": lambda value, lang: say(f"words.prices_{value}", lang),
    "closure": lambda value, lang: say(f"words.closure_{value}", lang),
    "carved_from": block_name,
    "base": base_in_words,
    "producer": lambda value, lang: producer(value).names[lang],
}


def programme_number(keys: Sequence[str], lang: str) -> str:
    """Return the name of a programme's number: `coverage.path.2030`, `cost.per_unit`."""
    if "path" in keys:
        name = say(f"programmes.parameter_{keys[0]}", lang)
        return say("programmes.parameter_in_year", lang, name=name, year=keys[-1])
    return say(f"programmes.parameter_{keys[-1]}", lang)
