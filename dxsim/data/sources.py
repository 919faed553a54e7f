"""Sources, producers and series: what stands behind an observation's ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from dxsim.data.country import component_names
from dxsim.data.locations import data_dir, reference_dir
from dxsim.data.tables.tablefile import table_rows, table_text
from dxsim.data.text_cache import cached_text
from dxsim.data.yamlfile import InputError, Node, nearest, only_keys, parse, quoted

Entry = TypeVar("Entry")
SERIES_COLUMNS = (
    "series", "label_en", "label_vi", "unit", "concept", "price_basis", "definition",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number was read: a publication by language, with its address and kind.

    `cited` is how it is cited under a figure, by language; empty where publisher and year do.
    """

    id: str
    title: dict[str, str]
    publisher: dict[str, str]
    year: int
    address: dict[str, str]
    kind: str
    cited: dict[str, str]


@dataclass(frozen=True, slots=True)
class Producer:
    """A producer: names and method by language, and the components its published parts feed.

    `short` is the name in prose, `label` its abbreviation in labels, by default the short name.
    `judges` says by language which targets it decides and why, `area` is the country's code and
    name; both may be missing. A producer that stopped has the id of its `successor` and the
    `last_year` it measured; others have None. Where default errors are estimated, the errors of its
    parts are weighed by the base shares of its `weighing_scenario`.
    """

    id: str
    names: dict[str, str]
    short: dict[str, str]
    label: dict[str, str]
    method: dict[str, str]
    parts: dict[str, str]
    judges: dict[str, str]
    area: dict[str, str]
    successor: str | None = None
    last_year: int | None = None
    weighing_scenario: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A series: labels by language, unit, concept, price basis and definition."""

    id: str
    label: dict[str, str]
    unit: str
    concept: str
    price_basis: str
    definition: str


def sources() -> dict[str, Source]:
    """Return every source by id: those of the reference class and the country's own.

    Raises
    ------
    InputError
        where a file is wrong, or a source has an entry in both.
    """
    shared, own = reference_dir() / "sources.yaml", data_dir() / "sources.yaml"
    own_text = cached_text(own) if own.is_file() else None
    return _all_sources(cached_text(shared), str(shared), own_text, str(own))


@lru_cache(maxsize=4)
def _all_sources(shared: str, shared_file: str, own: str | None, file: str) -> dict[str, Source]:
    """Return the sources of two files by id; of the second there may be none."""
    known = _sources(shared, shared_file)
    added = {} if own is None else _sources(own, file)
    for id in added:
        if id in known:
            expected = "an entry in the file of the reference class alone"
            raise InputError(file, key=id, found="a second entry", expected=expected)
    return known | added


def producers() -> dict[str, Producer]:
    """Return every producer by id."""
    path = data_dir() / "producers.yaml"
    return _producers(cached_text(path), str(path))


def unpublished_components() -> tuple[str, ...]:
    """Return the components that no published part of any producer feeds: they are assumptions."""
    published = {part for known in producers().values() for part in known.parts.values()}
    return tuple(name for name in component_names() if name not in published)


def all_series() -> dict[str, Series]:
    """Return every series by id, none where the country has no such table."""
    path = data_dir() / "series.csv"
    return _series(table_text(path), str(path)) if path.is_file() else {}


def source(id: str) -> Source:
    """Return one source; a ValueError names the nearest id when it is unknown.

    Examples
    --------
    >>> import dxsim as dx
    >>> dx.source(dx.load_targets()[0].source).year > 2000
    True
    """
    return _known(sources(), id, "source")


def producer(id: str) -> Producer:
    """Return one producer; a ValueError names the nearest id when it is unknown."""
    return _known(producers(), id, "producer")


def series(id: str) -> Series:
    """Return one series; a ValueError names the nearest id when it is unknown."""
    return _known(all_series(), id, "series")


def _known(entries: Mapping[str, Entry], id: str, what: str) -> Entry:
    if id in entries:
        return entries[id]
    raise InputError(
        what, found=quoted(id), expected=f"a {what} id of the data files", hint=nearest(id, entries)
    )


@lru_cache(maxsize=4)
def _sources(text: str, file: str) -> dict[str, Source]:
    keys = ("title", "publisher", "year", "address", "kind", "cited")
    sources = {}
    for id, node in parse(text, file).mapping("sources").items():
        cells = only_keys(node, id, keys)
        title, publisher = (_words(cells, key, id, node) for key in ("title", "publisher"))
        address = _words(cells, "address", id, node)
        texts = {key: _text(cells, key, id, node) for key in ("year", "kind")}
        if not texts["year"].isdigit():
            raise node.error(f"{id}.year", quoted(texts["year"]), "a year")
        cited = _words(cells, "cited", id, node) if "cited" in cells else {}
        sources[id] = Source(
            id, title, publisher, int(texts["year"]), address, texts["kind"], cited
        )
    return sources


@lru_cache(maxsize=4)
def _producers(text: str, file: str) -> dict[str, Producer]:
    keys = (
        "names", "short", "label", "method", "parts", "judges", "area",
        "successor", "last_year", "weighing_scenario",
    )  # fmt: skip
    producers = {}
    entries = parse(text, file).mapping("producers")
    for id, node in entries.items():
        cells = only_keys(node, id, keys)
        words = {key: _words(cells, key, id, node) for key in ("names", "short", "method")}
        label = _words(cells, "label", id, node) if "label" in cells else words["short"]
        parts = (
            {k: v.text(k) for k, v in cells["parts"].mapping(id).items()}
            if "parts" in cells
            else {}
        )
        weighing = cells.get("weighing_scenario")
        judges = _words(cells, "judges", id, node) if "judges" in cells else {}
        area = only_keys(cells["area"], f"{id}.area", ("code", "name")) if "area" in cells else {}
        producers[id] = Producer(
            id, words["names"], words["short"], label, words["method"], parts,
            judges, {key: _text(area, key, f"{id}.area", cells["area"]) for key in area},
            *_ended(cells, id, node, entries), weighing.text(id) if weighing else None,
        )  # fmt: skip
    return producers


def _ended(
    cells: dict[str, Node], id: str, node: Node, known: dict[str, Node]
) -> tuple[str | None, int | None]:
    """Return the successor and the last year of a producer that stopped; neither alone will do."""
    keys = ("successor", "last_year")
    if not any(key in cells for key in keys):
        return None, None
    successor, year = (_text(cells, key, id, node) for key in keys)
    if successor not in known:
        hint = nearest(successor, known)
        expected = "another producer of this file"
        raise cells["successor"].error(f"{id}.successor", quoted(successor), expected, hint)
    if not year.isdigit():
        raise cells["last_year"].error(f"{id}.last_year", quoted(year), "a year")
    return successor, int(year)


@lru_cache(maxsize=4)
def _series(text: str, file: str) -> dict[str, Series]:
    series = {}
    for row in table_rows(text, file, SERIES_COLUMNS):
        id = row["series"]
        label = {"en": row["label_en"], "vi": row["label_vi"]}
        series[id] = Series(
            id, label, row["unit"], row["concept"], row["price_basis"], row["definition"]
        )
    return series


def _text(cells: dict[str, Node], key: str, id: str, node: Node) -> str:
    if key not in cells:
        raise node.error(f"{id}.{key}", "nothing", f"the {key}")
    return cells[key].text(f"{id}.{key}")


def _words(cells: dict[str, Node], key: str, id: str, node: Node) -> dict[str, str]:
    """Return a text by language; one text alone stands for both."""
    if key not in cells:
        raise node.error(f"{id}.{key}", "nothing", "a text in en and in vi")
    if isinstance(cells[key].value, str):
        return dict.fromkeys(("en", "vi"), cells[key].text(f"{id}.{key}"))
    words = only_keys(cells[key], f"{id}.{key}", ("en", "vi"))
    return {lang: _text(words, lang, f"{id}.{key}", cells[key]) for lang in ("en", "vi")}
