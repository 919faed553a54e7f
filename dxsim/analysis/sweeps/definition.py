"""Sweeps: many scenarios from one, its numeric parameters moved over a grid, a list or a sample.

    sweep: sectoral-and-gdp          # equals the file's stem
    scenario: plan-repeated
    method: grid                     # list, latin_hypercube, sobol
    vary:
      components.sectoral.growth.constant: {from: 15%, to: 30%, count: 4}
      components.ict.growth.constant:
        {values: [10%, 15%], with: components.platform.growth.constant}
    where: [components.sectoral.growth.constant > components.ict.growth.constant]
    target: share-2030             # what its question asks; left out: the first that it decides

A grid takes every combination, a list the first values together, then the second, and so on. The
two samples take `draws` points between `from` and `to` with a `seed`. `where` keeps the points
for which every comparison holds; `with` ties further parameters to one that is varied, see
`dxsim.analysis.sweeps.links`. Values are written as a scenario file writes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.sweeps.checks import Points, refuse_extremes, refuse_impossible
from dxsim.analysis.sweeps.links import stated_value, with_linked
from dxsim.data import locations
from dxsim.data.files import folders_beside, listed, original_of
from dxsim.data.scenario_files import scenario_path
from dxsim.data.yamlfile import InputError, Node, describe, nearest, only_keys, quoted, read
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.parameters import numeric_parameters, with_parameters
from dxsim.scenario.records import Scenario
from dxsim.scenario.texts import LONGEST_TEXT, Words

KEYS = (
    "sweep", "title", "question", "target", "scenario", "method", "draws", "seed", "vary", "where",
)  # fmt: skip
METHODS = ("grid", "list", "latin_hypercube", "sobol")
MOST_POINTS = 1_000_000
MOST_SOBOL = 131_072
_COMPARISONS: Mapping[str, np.ufunc] = {
    "<=": np.less_equal,
    ">=": np.greater_equal,
    "<": np.less,
    ">": np.greater,
}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_COMPARISON = re.compile(r"\s*(\S+)\s*(<=|>=|<|>)\s*(.+?)\s*")


@dataclass(frozen=True)
class Sweep:
    """A sweep as it was read, with all its points.

    Attributes
    ----------
    name: the file's stem.
    scenario: what is moved.
    method: how the points were taken.
    seed: of a sample, 0 elsewhere.
    points: the values of each parameter moved, linked ones too, one a point, after the filters.
    dropped: how many points the filters dropped.
    file: where it was read.
    varied: the parameters moved by themselves; the others are linked to one of them.
    question: what the sweep asks, None where it does not say.
    target: the id of the target that the question is about, empty where it names none.
    """

    name: str
    scenario: Scenario
    method: str
    seed: int
    points: Points
    dropped: int
    file: Path
    varied: tuple[str, ...]
    question: Words | None = None
    target: str = ""

    @property
    def count(self) -> int:
        """The number of points."""
        return len(next(iter(self.points.values())))

    def point(self, index: int) -> Scenario:
        """Return the scenario of one point, checked as a scenario file is."""
        return with_parameters(
            self.scenario, {path: float(values[index]) for path, values in self.points.items()}
        )

    def together(self, first: int, last: int) -> Scenario:
        """Return points `first` to `last - 1` as one scenario with arrays for what is varied."""
        values = {path: values[first:last] for path, values in self.points.items()}
        return with_parameters(self.scenario, values)

    def names(self) -> list[str]:
        """Return a name a point: the sweep's, and a number."""
        width = max(4, len(str(self.count)))
        return [f"{self.name}-{number:0{width}d}" for number in range(1, self.count + 1)]


def sweeps_dir() -> Path:
    """Return the folder of the shipped sweeps."""
    return locations.country_dir() / "sweeps"


def load_sweep(name_or_path: str | Path) -> Sweep:
    """Return a sweep by its name under the country's `sweeps/` or by its path.

    Raises
    ------
    InputError
        for anything a sweep file may not say; the first fault, on one line.
    """
    text = str(name_or_path)
    given = Path(text)
    path = given if given.suffix or "/" in text else _shipped(text)
    tree = read(path)
    parts = only_keys(tree, "", KEYS)
    for key in ("sweep", "scenario", "method", "vary"):
        if key not in parts:
            raise tree.error(key, "nothing", "a value")
    name = parts["sweep"].text("sweep")
    if name != path.stem:
        original = original_of(path)
        hint = f"is the file a copy of {original.name}?" if original else ""
        expected = f"the file's stem, {quoted(path.stem)}"
        raise parts["sweep"].error("sweep", quoted(name), expected, hint)
    if not _NAME.fullmatch(name):
        raise parts["sweep"].error("sweep", quoted(name), "lower-case letters, digits and hyphens")
    return _sweep(path, parts)


def _shipped(name: str) -> Path:
    known = [path.stem for path in listed(sweeps_dir(), ".yaml")]
    if name in known:
        return sweeps_dir() / f"{name}.yaml"
    hint = nearest(name, known) or f"known: {', '.join(known)}"
    expected = "a name among the country's sweeps or a path to a .yaml file"
    raise InputError("sweep", found=quoted(name), expected=expected, hint=hint)


def _sweep(path: Path, parts: Mapping[str, Node]) -> Sweep:
    named = parts["scenario"].text("scenario")
    beside = (folder / f"{named}.yaml" for folder in folders_beside(path))
    file = next((found for found in beside if found.is_file()), None)
    scenario = load_scenario(file or scenario_path(named))
    method = parts["method"].text("method")
    if method not in METHODS:
        expected = f"one of {', '.join(METHODS)}"
        raise parts["method"].error("method", quoted(method), expected, nearest(method, METHODS))
    seed = _whole(parts, "seed", 0, 2**32 - 1) if method in METHODS[2:] else 0
    free = _points(scenario, method, parts, seed)
    points = with_linked(scenario, free, parts["vary"])
    kept = np.ones(len(next(iter(points.values()))), dtype=bool)
    if "where" in parts:
        for index, node in enumerate(parts["where"].sequence("where")):
            kept &= _holds(scenario, node, f"where[{index}]", points)
    if not kept.any():
        raise parts["where"].error("where", "no point for which all of it holds", "some points")
    left = {name: values[kept] for name, values in points.items()}
    refuse_impossible(scenario, left, parts["vary"])
    return Sweep(
        path.stem, scenario, method, seed, left, int((~kept).sum()), path, tuple(free),
        _question(parts), parts["target"].text("target") if "target" in parts else "",
    )  # fmt: skip


def _question(parts: Mapping[str, Node]) -> Words | None:
    """Return the question in both languages; one text stands for both."""
    node = parts.get("question")
    if node is None:
        return None
    if not isinstance(node.value, dict):
        text = _text(node, "question")
        return Words(en=text, vi=text)
    said = only_keys(node, "question", ("en", "vi"))
    return Words(**{lang: _text(text, f"question.{lang}") for lang, text in said.items()})


def _text(node: Node, key: str) -> str:
    """Return a text that is not longer than a file may state."""
    text = node.text(key)
    if len(text) > LONGEST_TEXT:
        raise node.error(key, describe(node), f"at most {LONGEST_TEXT} characters")
    return text


def _whole(parts: Mapping[str, Node], key: str, least: int, most: int) -> int:
    if key not in parts:
        raise parts["method"].error(key, "nothing", f"a whole number for a sample ({key}: 64)")
    text = parts[key].text(key)
    if not re.fullmatch(r"\d{1,12}", text) or not least <= int(text) <= most:
        raise parts[key].error(key, quoted(text), f"a whole number from {least} to {most}")
    return int(text)


def _points(scenario: Scenario, method: str, parts: Mapping[str, Node], seed: int) -> Points:
    vary = parts["vary"].mapping("vary")
    if not vary:
        raise parts["vary"].error("vary", "nothing", "parameters to move")
    if method in METHODS[2:]:
        return _sample(scenario, method, parts, seed)
    values = {path: _values(scenario, path, node) for path, node in vary.items()}
    refuse_extremes(scenario, values, parts["vary"])
    if method == "list":
        lengths = {len(found) for found in values.values()}
        if len(lengths) > 1:
            raise parts["vary"].error("vary", "lists of different lengths", "one length for all")
        return values
    count = prod(len(found) for found in values.values())
    if count > MOST_POINTS:
        raise parts["vary"].error("vary", f"{count:,} points", f"at most {MOST_POINTS:,}")
    axes = np.meshgrid(*values.values(), indexing="ij")
    return {path: axis.ravel() for path, axis in zip(values, axes, strict=True)}


def _values(scenario: Scenario, path: str, node: Node) -> NDArray[np.float64]:
    """Return the values stated for one parameter: a list, or a range with a count."""
    key = f"vary.{path}"
    if isinstance(node.value, list):
        return _listed(scenario, path, node)
    parts = only_keys(node, key, ("from", "to", "count", "values", "with"))
    if "values" in parts:
        for other in ("from", "to", "count"):
            if other in parts:
                raise parts[other].error(f"{key}.{other}", "a range beside values", "one of them")
        return _listed(scenario, path, parts["values"])
    low, high = _range(scenario, path, node, parts)
    if "count" not in parts:
        raise node.error(f"{key}.count", "nothing", "how many values, both ends included")
    return np.linspace(low, high, _whole(parts, "count", 2, MOST_POINTS))


def _listed(scenario: Scenario, path: str, node: Node) -> NDArray[np.float64]:
    """Return the values of a list."""
    key = f"vary.{path}"
    texts = [item.text(key) for item in node.sequence(key)]
    if not texts:
        raise node.error(key, "an empty list", "values")
    return np.array([stated_value(scenario, path, text, node) for text in texts])


def _range(
    scenario: Scenario, path: str, node: Node, parts: Mapping[str, Node]
) -> tuple[float, float]:
    for end in ("from", "to"):
        if end not in parts:
            raise node.error(f"vary.{path}.{end}", "nothing", "a value")
    low, high = (
        stated_value(scenario, path, parts[end].text(path), parts[end]) for end in ("from", "to")
    )
    if not low < high:
        raise node.error(f"vary.{path}", "an empty range", "from below to")
    return low, high


def _sample(scenario: Scenario, method: str, parts: Mapping[str, Node], seed: int) -> Points:
    from scipy.stats import qmc

    ranges = {
        path: _range(scenario, path, node, only_keys(node, f"vary.{path}", ("from", "to", "with")))
        for path, node in parts["vary"].mapping("vary").items()
    }
    ends = {path: np.array(span) for path, span in ranges.items()}
    refuse_extremes(scenario, ends, parts["vary"])
    draws = _whole(parts, "draws", 1, MOST_SOBOL if method == "sobol" else MOST_POINTS)
    if method == "sobol":
        if draws & (draws - 1):
            raise parts["draws"].error("draws", quoted(str(draws)), "a power of two for sobol")
        unit = qmc.Sobol(len(ranges), rng=np.random.default_rng(seed)).random(draws)
    else:
        unit = qmc.LatinHypercube(len(ranges), rng=np.random.default_rng(seed)).random(draws)
    return {
        path: low + (high - low) * column
        for (path, (low, high)), column in zip(ranges.items(), unit.T, strict=True)
    }


def _holds(scenario: Scenario, node: Node, key: str, points: Points) -> NDArray[np.bool_]:
    """Return the points for which one comparison, "PATH < VALUE" or "PATH < PATH", holds."""
    text = node.text(key)
    parts = _COMPARISON.fullmatch(text)
    if parts is None or parts[1] not in points:
        known = f"a varied parameter ({', '.join(points)}), then <, <=, > or >=, then a value"
        raise node.error(key, quoted(text), known)
    left, compare, right = points[parts[1]], _COMPARISONS[parts[2]], parts[3]
    if right in points:
        return np.asarray(compare(left, points[right]))
    current = numeric_parameters(scenario)
    other = current[right] if right in current else stated_value(scenario, parts[1], right, node)
    return np.asarray(compare(left, float(other)))
