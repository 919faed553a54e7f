"""Settings of the forecast methods, from `reference/methods.yaml`.

A country's own `forecasts/methods.yaml`, where there is one, replaces whole entries of it.
"""

from dataclasses import dataclass, fields
from functools import lru_cache

from dxsim.data.locations import country_dir, reference_dir
from dxsim.data.numerals import QuantityError, parse_percent
from dxsim.data.quantities import parse_number
from dxsim.data.text_cache import cached_text
from dxsim.data.yamlfile import Node, only_keys, parse, quoted

SCALES = ("share", "level", "rate")
BASES = ("own_history", "reference_class")
LASTS = "none"
"""Written for the half-life of an error that lasts."""


@dataclass(frozen=True, slots=True)
class WeakPrior:
    """Weak prior of a class of series, on the scale that its series move on.

    The mean gain a year is normal with `mean` and `mean_sd`. The spread of gains between members
    and that of a member from year to year are log-normal around `between` and `yearly`, both with
    `log_sd`; `members_log_sd` is the standard deviation of a member's log yearly spread around the
    class's.
    """

    mean: float
    mean_sd: float
    between: float
    yearly: float
    log_sd: float
    members_log_sd: float


@dataclass(frozen=True, slots=True)
class ScenarioErrors:
    """How the posterior's spreads become default errors of scenarios: weights and assumptions.

    `half_life` is in years by basis, None where an error lasts; `fat_tails` in degrees of freedom;
    the other sizes are standard deviations of log deviations.
    """

    between_parts: float
    with_rest: float
    carved_base: float
    half_life: dict[str, float | None]
    ceiling: float
    growth_revision: float
    fat_tails: float
    basis_words: dict[str, dict[str, str]]
    kinds: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Settings:
    """Priors, errors, horizons and least numbers of points of the forecast methods.

    `published` and `marks` name by scale the method whose forecast goes on the record, and the
    naive one it has to beat: both are named beforehand, none is chosen by its scores.
    """

    horizons: int
    interval: float
    variance_prior_df: float
    half_life: float
    shock_df: float
    revision_sd: dict[str, float]
    revision_prior_years: float
    break_rate: float
    break_sd: float
    consensus_sd: float
    published: dict[str, str]
    marks: dict[str, str]
    ceiling_least_above: float
    ceiling_highest: float
    speed_slowest: float
    speed_fastest: float
    grid: int
    least_points: dict[str, int]
    class_priors: dict[str, WeakPrior]
    scenario_errors: ScenarioErrors


def settings() -> Settings:
    """Return the settings of the file; an InputError names what is wrong in it."""
    shared, own = reference_dir() / "methods.yaml", country_dir() / "forecasts" / "methods.yaml"
    return _settings(
        (cached_text(shared), str(shared)), (cached_text(own), str(own)) if own.is_file() else None
    )


KEYS = (
    "horizons", "interval", "variance_prior_df", "half_life", "shock_df", "revisions", "breaks",
    "consensus_sd", "published", "marks", "ceiling", "speed", "grid",
    "least_points", "class_priors", "scenario_errors",
)  # fmt: skip


@lru_cache(maxsize=4)
def _settings(shared: tuple[str, str], own: tuple[str, str] | None) -> Settings:
    fields = _all(parse(*shared), "", KEYS)
    fields |= only_keys(parse(*own), "", KEYS) if own else {}
    ceiling = _all(fields["ceiling"], "ceiling", ("least_above", "highest"))
    speed = _all(fields["speed"], "speed", ("slowest", "fastest"))
    points = fields["least_points"].mapping("least_points")
    classes = _all(fields["class_priors"], "class_priors", (*SCALES, "ratio"))
    revised = _all(fields["revisions"], "revisions", (*SCALES, "prior_years"))
    breaks = _all(fields["breaks"], "breaks", ("rate", "sd"))
    return Settings(
        horizons=int(_number(fields, "horizons")),
        interval=_share(fields, "interval"),
        variance_prior_df=_number(fields, "variance_prior_df"),
        half_life=_number(fields, "half_life"),
        shock_df=_above(fields, "shock_df", 4),
        revision_sd={scale: _number(revised, scale) for scale in SCALES},
        revision_prior_years=_number(revised, "prior_years"),
        break_rate=_number(breaks, "rate"),
        break_sd=_number(breaks, "sd"),
        consensus_sd=_number(fields, "consensus_sd"),
        published=_by_scale(fields["published"], "published"),
        marks=_by_scale(fields["marks"], "marks"),
        ceiling_least_above=_share(ceiling, "least_above"),
        ceiling_highest=_share(ceiling, "highest"),
        speed_slowest=_number(speed, "slowest"),
        speed_fastest=_number(speed, "fastest"),
        grid=int(_number(fields, "grid")),
        least_points={name: int(_number(points, name)) for name in points},
        scenario_errors=_errors(fields["scenario_errors"]),
        class_priors={scale: _weak(classes[scale], scale) for scale in classes},
    )


def _errors(node: Node) -> ScenarioErrors:
    names = tuple(field.name for field in fields(ScenarioErrors))
    found = _all(node, "scenario_errors", names)
    return ScenarioErrors(
        between_parts=_plain(found, "between_parts"),
        with_rest=_plain(found, "with_rest"),
        carved_base=_share(found, "carved_base"),
        half_life=_half_lives(_all(found["half_life"], "half_life", BASES)),
        ceiling=_share(found, "ceiling"),
        growth_revision=_share(found, "growth_revision"),
        fat_tails=_number(found, "fat_tails"),
        basis_words=_words(found["basis_words"], "basis_words"),
        kinds=_words(found["kinds"], "kinds"),
    )


def _words(node: Node, key: str) -> dict[str, dict[str, str]]:
    """Return status and text in both languages by name."""
    return {name: _names(child, name) for name, child in node.mapping(key).items()}


def _half_lives(nodes: dict[str, Node]) -> dict[str, float | None]:
    lasting = [name for name in nodes if nodes[name].text(name) == LASTS]
    return {name: None if name in lasting else _number(nodes, name) for name in nodes}


def _by_scale(node: Node, key: str) -> dict[str, str]:
    fields = _all(node, key, SCALES)
    return {scale: fields[scale].text(scale) for scale in SCALES}


def _above(nodes: dict[str, Node], key: str, least: float) -> float:
    value = _plain(nodes, key)
    if value <= least:
        raise nodes[key].error(key, quoted(nodes[key].text(key)), f"a number above {least:g}")
    return value


def _names(node: Node, key: str) -> dict[str, str]:
    return {name: child.text(name) for name, child in node.mapping(key).items()}


def _weak(node: Node, key: str) -> WeakPrior:
    names = ("mean", "mean_sd", "between", "yearly", "log_sd", "members_log_sd")
    fields = _all(node, key, names)
    return WeakPrior(_plain(fields, "mean"), *(_number(fields, name) for name in names[1:]))


def _all(node: Node, key: str, names: tuple[str, ...]) -> dict[str, Node]:
    fields = only_keys(node, key, names)
    for name in names:
        if name not in fields:
            raise node.error(name, "nothing", f"the key {quoted(name)}")
    return fields


def _plain(nodes: dict[str, Node], key: str) -> float:
    try:
        return parse_number(nodes[key].text(key))
    except QuantityError as error:
        raise nodes[key].error(key, quoted(nodes[key].text(key)), error.expected) from None


def _number(nodes: dict[str, Node], key: str) -> float:
    value = _plain(nodes, key)
    if value <= 0:
        raise nodes[key].error(key, quoted(nodes[key].text(key)), "a number above zero")
    return value


def _share(nodes: dict[str, Node], key: str) -> float:
    try:
        value = parse_percent(nodes[key].text(key))
    except QuantityError as error:
        raise nodes[key].error(key, quoted(nodes[key].text(key)), error.expected) from None
    if not 0 < value < 1:
        raise nodes[key].error(key, quoted(nodes[key].text(key)), "between 0% and 100%")
    return value
