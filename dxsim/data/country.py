"""The country worked on: its names, its money, its components and what stands first.

All of it is data, the country's `country.yaml`: code names no component, producer or currency.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dxsim.data import locations
from dxsim.data.text_cache import cached_text
from dxsim.data.yamlfile import Node, nearest, only_keys, parse, quoted

LANGUAGES = ("en", "vi")
COLOURS = range(1, 7)
"""Places in the palette of the figures."""
MOST_COMPONENTS = 8
MONEY_UNITS = ("trn", "bn", "m")
RESERVED = ("all", "digital", "digital_cagr", "gdp", "gdp_real", "non_digital", "share", "total")
"""Names that mean something else where a component's name stands."""
_OPTIONAL = ("definition", "money_unit", "default_programmes")
_NEEDED = ("name", "currency", "default_producer", "default_scenario", "components")


@dataclass(frozen=True, slots=True)
class ComponentFacts:
    """A component: its names by language, in a sentence and on a chart, and its colour.

    `colour` is a place in the palette of the figures, counted from 0.
    """

    id: str
    label: Mapping[str, str]
    brief: Mapping[str, str]
    colour: int


@dataclass(frozen=True, slots=True)
class Country:
    """A country's names, how its money is written by code and language, and its components.

    `definition` says by language what its digital economy is by law; empty where nothing does.
    Amounts are shown in `money_unit`: "trn", "bn" or "m". A scenario that names no
    programmes is shown with those of the overlay `default_programmes`; empty where there is none.
    """

    name: Mapping[str, str]
    currency: Mapping[str, Mapping[str, str]]
    default_producer: str
    default_scenario: str
    components: Mapping[str, ComponentFacts]
    definition: Mapping[str, str]
    money_unit: str = "trn"
    default_programmes: str = ""


def load_country() -> Country:
    """Return the country worked on.

    Raises
    ------
    InputError
        for anything amiss in its file, with its place.
    """
    path = locations.country_file()
    return _country(cached_text(path), str(path))


def component_names() -> tuple[str, ...]:
    """Return the names of the country's components, in the order of tables and charts."""
    return tuple(load_country().components)


@lru_cache(maxsize=8)
def _country(text: str, file: str) -> Country:
    tree = parse(text, file)
    cells = only_keys(tree, "", (*_NEEDED, *_OPTIONAL))
    for key in _NEEDED:
        if key not in cells:
            raise tree.error(key, "nothing", f"the key {key}")
    money = cells["currency"].mapping("currency").items()
    parts = cells["components"].mapping("components")
    if not 1 <= len(parts) <= MOST_COMPONENTS:
        found = f"{len(parts)} components"
        raise cells["components"].error("components", found, f"1 to {MOST_COMPONENTS}")
    return Country(
        name=_words(cells["name"], "name"),
        currency={code: _words(node, f"currency.{code}") for code, node in money},
        default_producer=cells["default_producer"].text("default_producer"),
        default_scenario=cells["default_scenario"].text("default_scenario"),
        components={
            id: _component(id, node, place) for place, (id, node) in enumerate(parts.items())
        },
        definition=_words(cells["definition"], "definition") if "definition" in cells else {},
        money_unit=_money_unit(cells.get("money_unit")),
        default_programmes=_text(cells, "default_programmes"),
    )


def _text(cells: Mapping[str, Node], key: str) -> str:
    return cells[key].text(key) if key in cells else ""


def _money_unit(node: Node | None) -> str:
    if node is None:
        return MONEY_UNITS[0]
    text = node.text("money_unit")
    if text not in MONEY_UNITS:
        expected, hint = nearest_of(text, MONEY_UNITS)
        raise node.error("money_unit", quoted(text), expected, hint)
    return text


def _component(id: str, node: Node, place: int) -> ComponentFacts:
    key = f"components.{id}"
    if not id.replace("_", "").isalnum() or not id.islower() or id in RESERVED:
        raise node.error(
            key, quoted(id), "lower-case letters, digits and _, no name of an aggregate"
        )
    cells = only_keys(node, key, ("label", "brief", "colour"))
    if "label" not in cells:
        raise node.error(f"{key}.label", "nothing", "a text in en and in vi")
    label = _words(cells["label"], f"{key}.label")
    brief = _words(cells["brief"], f"{key}.brief") if "brief" in cells else label
    return ComponentFacts(id, label, brief, _colour(cells.get("colour"), key, place))


def _colour(node: Node | None, key: str, place: int) -> int:
    """Return a place in the palette from 0, by default the component's own place."""
    if node is None:
        return place % len(COLOURS)
    text = node.text(f"{key}.colour")
    if not text.isdecimal() or int(text) not in COLOURS:
        raise node.error(f"{key}.colour", quoted(text), f"a place from 1 to {COLOURS[-1]}")
    return int(text) - 1


def _words(node: Node, key: str) -> dict[str, str]:
    """Return a text by language; one text alone stands for both."""
    if isinstance(node.value, str):
        return dict.fromkeys(LANGUAGES, node.text(key))
    cells = only_keys(node, key, LANGUAGES)
    for lang in LANGUAGES:
        if lang not in cells:
            raise node.error(f"{key}.{lang}", "nothing", f"a text in {lang}")
    return {lang: cells[lang].text(f"{key}.{lang}") for lang in LANGUAGES}


def nearest_of(word: str, known: Iterable[str]) -> tuple[str, str]:
    """Return the known names for a message, and the nearest spelling."""
    names = tuple(known)
    return f"one of {', '.join(names)}", nearest(word, names)
