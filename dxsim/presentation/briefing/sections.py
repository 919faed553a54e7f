"""Sections of the briefing that show results: matrix, rest of GDP, definitions, reproduction."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import quote

from dxsim import __version__
from dxsim.analysis.evidence import facts_used
from dxsim.analysis.judged import Judged
from dxsim.analysis.targets import Target, cited, middle_year
from dxsim.data import locations
from dxsim.data.country import component_names, load_country
from dxsim.data.sources import producers
from dxsim.data.yamlfile import InputError, read
from dxsim.presentation.briefing import elements, sentences
from dxsim.presentation.briefing.elements import Element, bullets, heading, paragraph, small
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.figures.drawing import style, wording
from dxsim.presentation.figures.remarks import rest_in_short
from dxsim.presentation.figures.verdict_cells import columns, left_out, reasons, reasons_in_words
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.standing import (
    base_vintage_sentence,
    known_line,
)
from dxsim.presentation.text.tables import rest_in_words
from dxsim.presentation.text.words import scenario_label
from dxsim.scenario.records import Scenario

MOST_COLUMNS = 9
"""Targets that a table of verdicts holds at the width of a page."""


def known_until(results: BriefingResults) -> dt.date:
    """Return the day of the newest fact shown, the end of the last base year without any."""
    known = facts_used.known_until(results.scenarios, results.targets)
    return known or dt.date(max(s.base_year for s in results.scenarios), 12, 31)


def subtitle(results: BriefingResults, lang: str) -> str:
    """State the coverage of the pages and the last day of the facts shown."""
    text = say(
        "briefing.subtitle", lang, count=len(results.scenarios), targets=len(results.targets),
        first=min(s.base_year for s in results.scenarios),
        last=max(s.end_year for s in results.scenarios),
    )  # fmt: skip
    known = known_line(facts_used.known_until(results.scenarios, results.targets), lang)
    return f"{text}; {known}" if known else text


def issue_date(results: BriefingResults) -> dt.date:
    """Return the day of issue: the layout's, else the day up to which facts were known.

    Raises
    ------
    InputError
        for a day before the facts were known.
    """
    known = known_until(results)
    day = results.layout.date or known
    if day < known:
        expected = f"a day not before {known}, up to which facts were known"
        raise InputError(str(results.layout_file), key="date", found=str(day), expected=expected)
    return day


def footer(run: str, lang: str) -> str:
    """Return the footer of every page."""
    return say("briefing.footer", lang, version=__version__, run=run[:12])


def matrix(results: BriefingResults, lang: str) -> list[Element]:
    """Return the verdict matrix as a table, with its key and its basis; nothing without targets.

    Of many targets those on the digital economy and the others have a table each.
    """
    if not results.targets:
        return []
    shown = columns(results.targets, results.facts)
    facts = [fact for each in results.judged for fact in each.glances(shown)]
    letters = reasons(facts)
    why = reasons_in_words(facts, lang)
    key = say(f"briefing.{'matrix_note' if letters else 'matrix_key'}", lang, reasons=why)
    basis = style.basis(results.scenarios, lang, cited(results.targets))
    return [
        heading(say("briefing.heading_matrix", lang)),
        *_matrices(results, shown, letters, lang),
        small(" ".join(t for t in (key, left_out(results.targets, shown, lang), basis) if t)),
    ]


def _matrices(
    results: BriefingResults, shown: Sequence[Target], letters: Mapping[str, str], lang: str
) -> list[Element]:
    """Return one table of verdicts, or two where the columns of one would be too narrow."""
    parts = {"digital", *component_names()}
    digital = [target for target in shown if target.is_share or target.of in parts]
    others = [target for target in shown if target not in digital]
    if len(shown) <= MOST_COLUMNS or not digital or not others:
        return [_matrix(results.judged, shown, letters, lang)]
    judged = [
        each for each in results.judged
        if any(fact.final.reached is not None for fact in each.glances(others))
    ]  # fmt: skip
    return [
        _matrix(results.judged, digital, letters, lang),
        heading(say("briefing.heading_matrix_others", lang), 2),
        _matrix(judged, others, letters, lang, rest=False),
    ]


def _matrix(
    judged: Sequence[Judged],
    shown: Sequence[Target],
    letters: Mapping[str, str],
    lang: str,
    *,
    rest: bool = True,
) -> Element:
    """Return verdicts, a row a scenario, with what happens to the rest of the economy or not."""
    heads = [
        say("briefing.column_scenario", lang),
        *(wording.short_target(t, lang) for t in shown),
        *([say("figures.matrix_rest", lang)] if rest else []),
    ]
    names = [scenario_label(each.scenario, lang) for each in judged]
    rests = ["; ".join(rest_in_short(each.path.strain, lang)) for each in judged]
    facts = [each.glances(shown) for each in judged]
    return elements.matrix(heads, names, facts, rests if rest else None, letters, lang)


def rest(results: BriefingResults, lang: str) -> list[Element]:
    """Describe the rest of the economy by scenario, and where it shrinks."""
    firsts = [(each.scenario, each.path.strain) for each in results.judged]
    strained = [(scenario, strain) for scenario, strain in firsts if strain.years]
    sound = len(firsts) - len(strained)
    if len(firsts) == 1:
        said = [rest_in_words(firsts[0][1], lang)]
    else:
        said = [say("briefing.rest_sound", lang, count=sound, all=len(firsts))]
        for scenario, strain in strained:
            name, warning = scenario_label(scenario, lang), rest_in_words(strain, lang)
            said.append(say("briefing.rest_item", lang, scenario=name, warning=warning))
    return [heading(say("briefing.heading_rest", lang)), bullets(said)]


def definitions(results: BriefingResults, lang: str) -> list[Element]:
    """Return who measures what, and how far apart the measures lie."""
    known = producers()
    middle = middle_year(results.targets, max(s.base_year for s in results.scenarios))
    judges = dict.fromkeys(target.judge for target in results.targets)
    said = [
        say("briefing.definition", lang, name=known[p].names[lang], method=known[p].method[lang])
        for p in dict.fromkeys(s.producer for s in results.scenarios)
        if p in known
    ]
    said += [
        f"{known[p].names[lang]}: " + say(
            "evidence.stopped", lang, year=known[p].last_year,
            successor=known[str(known[p].successor)].names[lang],
        )
        for p in dict.fromkeys(s.producer for s in results.scenarios)
        if p in known and known[p].successor
    ]  # fmt: skip
    since = [
        say("briefing.base_item", lang, scenario=scenario_label(each.scenario, lang), text=text)
        for each in results.references
        if (text := base_vintage_sentence(each.scenario, lang))
    ]
    return [
        heading(say("briefing.heading_definitions", lang)),
        *(paragraph(text) for text in filter(None, [load_country().definition.get(lang)])),
        bullets([
            *said,
            *since,
            sentences.producers_apart(results.judged, middle, lang),
            sentences.unpublished_ranges(results.judged, lang),
            " ".join(known[p].judges.get(lang, "") for p in judges if p in known).strip(),
            say("briefing.log_odds", lang),
        ]),
    ]  # fmt: skip


def reproduction(results: BriefingResults, run: str, lang: str) -> list[Element]:
    """Return the element that lets anybody make the same pages: run, version, command, hashes."""
    header = [say(f"briefing.column_{key}", lang) for key in ("item", "value")]
    command = f"dxsim briefing --lang {lang}"
    if results.layout_file:
        command += f" --layout {quote(within(results.layout_file))}"
    if not results.layout.scenarios:
        names = ",".join(_given(s) for s in results.scenarios)
        command += f" --scenarios {quote(names)}"
    if results.targets_file:
        command += f" --targets {quote(within(results.targets_file))}"
    command += f" --draws {results.draws} --seed {results.seed}"
    files = "; ".join(f"{name} {digest[:16]}" for name, digest in hashes(results))
    rows = [
        [say("briefing.run", lang), run],
        [say("briefing.version", lang), __version__],
        [say("briefing.command", lang), command],
        [say("briefing.files", lang), say("briefing.hashes", lang, files=files)],
    ]
    return [
        heading(say("briefing.heading_reproduction", lang)),
        elements.table((header, rows), [0.6, 3.9], whole=True),
    ]


def _given(scenario: Scenario) -> str:
    """Return how a command names a scenario: a shipped one by name, one's own by its file."""
    if not scenario.origins or _shipped(Path(scenario.origins[0])):
        return scenario.name
    return within(Path(scenario.origins[0]))


def _shipped(file: Path) -> bool:
    return file.resolve().parent == locations.scenarios_dir().resolve()


def within(file: Path) -> str:
    """Return a file's path from the working folder, or its name alone where it lies outside."""
    whole, here = file.resolve(), Path.cwd().resolve()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else file.name


def hashes(results: BriefingResults) -> list[tuple[str, str]]:
    """Return the SHA-256 of every file the pages rest on, by its name among the parameters."""
    files = {Path(f): _origin_name(Path(f)) for s in results.scenarios for f in s.files}
    files[results.targets_file or locations.country_dir() / "targets.yaml"] = "targets.yaml"
    files |= {path: path.name for path in (results.layout_file, results.logo) if path}
    data = locations.data_dir()
    files |= {path: f"data/{path.relative_to(data).as_posix()}" for path in _tables(data)}
    class_abroad = locations.reference_dir()
    files |= {path: f"reference/{path.name}" for path in _tables(class_abroad)}
    digests = [(name, _digest(path)) for path, name in files.items() if path.is_file()]
    return sorted(set(digests))


def _origin_name(file: Path) -> str:
    """Return the name among the parameters of a file that a scenario was merged from."""
    keys = read(file).mapping("file")
    if "kind" in keys:
        return f"programmes/{file.name}"
    laid_over = file.resolve().parent == locations.overlays_dir().resolve()
    return f"{'overlays' if laid_over else 'scenarios'}/{file.name}"


def _tables(folder: Path) -> list[Path]:
    """Return the tables and lists of a folder."""
    return sorted(path for path in folder.rglob("[!.]*") if path.suffix in (".csv", ".yaml"))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run_id(results: BriefingResults) -> str:
    """Return the hash of what the pages rest on: assumptions, targets, data, draws, version."""
    folders = (locations.data_dir(), locations.reference_dir())
    placed = {"origins", "programme_files"}
    stated = {
        "data": [[path.name, _digest(path)] for folder in folders for path in _tables(folder)],
        "version": __version__,
        "draws": results.draws,
        "seed": results.seed,
        "scenarios": [s.model_dump(mode="json", exclude=placed) for s in results.scenarios],
        "targets": [t.model_dump(mode="json") for t in results.targets],
        "layout": results.layout.model_dump(mode="json"),
    }
    return hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()
