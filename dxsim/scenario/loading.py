"""Scenarios: read from short YAML files of differences, validated, with every refusal placed.

The records are in `dxsim.scenario.records`; this module reads them.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from dxsim.data import locations
from dxsim.data.country import LANGUAGES, load_country
from dxsim.data.files import folders_beside, write_atomic
from dxsim.data.scenario_files import (
    LONGEST_NAME,
    list_overlays,
    list_scenarios,
    scenario_files,
    scenario_path,
)
from dxsim.data.yamlfile import InputError, quoted, read
from dxsim.scenario.checks import check
from dxsim.scenario.identity import with_identities
from dxsim.scenario.inheritance import Merged, resolve
from dxsim.scenario.programmes.files import programme_files, programmes_of
from dxsim.scenario.records import Scenario, shortened
from dxsim.scenario.texts import LONGEST_TEXT, Words
from dxsim.scenario.validation import input_error, plain

__all__ = [
    "list_overlays",
    "list_scenarios",
    "load_scenario",
    "load_scenarios",
    "scenario_path",
    "told_apart",
    "write_new_scenario",
]


def load_scenario(name_or_path: str | Path | None = None) -> Scenario:
    """Return the scenario of a name under the country's `scenarios/` or of a file anywhere.

    By default it is the one that the country's file names first.
    `plan+slowdown` is the scenario `plan` with what the file `slowdown` states laid over it.

    Raises
    ------
    InputError
        with file, line, key, what was found and what is expected, for anything amiss.

    Examples
    --------
    >>> import dxsim as dx
    >>> dx.load_scenario("baseline").producer
    'mic'
    """
    path, laid_over = scenario_files(name_or_path or load_country().default_scenario)
    merged = resolve(path, laid_over)
    merged = merged._replace(tree=with_identities(merged.tree))
    scenario = _validated(merged, path)
    check(scenario, merged.tree)
    return _stacked(scenario, laid_over) if laid_over else scenario


def write_new_scenario(path: Path, text: str) -> Path:
    """Write a scenario file and return it; removed again where it does not read back.

    Raises
    ------
    InputError
        for what the reader refuses in it.
    """
    write_atomic(path, text.encode())
    try:
        load_scenario(path)
    except InputError:
        path.unlink()
        raise
    return path


def _stacked(scenario: Scenario, laid_over: tuple[Path, ...]) -> Scenario:
    """Return a scenario that is called after its overlays too."""
    above = [read(path).mapping("file") for path in laid_over]
    titles = [plain(tree["title"]) if "title" in tree else {} for tree in above]
    headings = {
        lang: "; ".join(
            [scenario.heading(lang)]
            + [
                Words.model_validate(title if isinstance(title, dict) else {"en": title}).get(lang)
                or path.stem
                for title, path in zip(titles, laid_over, strict=True)
            ]
        )
        for lang in ("en", "vi")
    }
    name = "-with-".join([scenario.name, *(path.stem for path in laid_over)])
    return scenario.model_copy(
        update={
            "name": name[:LONGEST_NAME].rstrip("-"),
            "title": Words(**{k: shortened(text, LONGEST_TEXT) for k, text in headings.items()}),
            "laid_over": tuple(str(path) for path in laid_over),
        }
    )


def load_scenarios(names: Iterable[str | Path] = ()) -> tuple[Scenario, ...]:
    """Return the scenarios named, or all that ship, those of the newest base year first.

    Raises
    ------
    InputError
        where there is none, or where two have one name, as the same scenario twice.
    """
    named = tuple(names)
    wanted = named or list_scenarios()
    if not wanted:
        folder = str(locations.scenarios_dir())
        raise InputError(folder, found="no scenario", expected="at least one .yaml file")
    loaded = tuple(load_scenario(name) for name in wanted)
    seen: set[str] = set()
    for scenario in loaded:
        if scenario.name in seen:
            found = f"{quoted(scenario.name)} twice"
            raise InputError("scenario", found=found, expected="each name once")
        seen.add(scenario.name)
    if named:
        return told_apart(loaded)
    by_year = sorted(loaded, key=lambda s: -s.base_year)  # of one year in alphabetical order
    return told_apart(by_year)


def told_apart(scenarios: Iterable[Scenario]) -> tuple[Scenario, ...]:
    """Return scenarios whose labels differ: those of one producer and one title bear their names.

    A label is the producer and the short title; a copy of a file keeps the title of the first.
    """
    several = tuple(scenarios)
    labels = [{(s.producer, lang, s.short_title(lang)) for lang in LANGUAGES} for s in several]
    seen = Counter(label for of_one in labels for label in of_one)
    return tuple(
        s.model_copy(update={"short": Words(en=s.name, vi=s.name)})
        if any(seen[label] > 1 for label in of_one)
        else s
        for s, of_one in zip(several, labels, strict=True)
    )


def _validated(merged: Merged, path: Path) -> Scenario:
    from pydantic import ValidationError

    tree = merged.tree
    entries = tree.mapping("file").get("programmes")
    own = {key: plain(node) for key, node in tree.mapping("file").items()}
    stated: dict[str, object] = {**own, "origins": merged.files, "programmes": ()}
    if entries is not None and entries.value is not None:
        folders = [*folders_beside(path), *folders_beside(Path(entries.file))]
        stated["programmes"] = programmes_of(entries, folders)
        stated["programme_files"] = programme_files(entries, folders)
    load_country()  # refused in its own place, not as a fault of the scenario
    try:
        return Scenario.model_validate(stated)
    except ValidationError as error:
        raise input_error(error, tree, Scenario) from None
