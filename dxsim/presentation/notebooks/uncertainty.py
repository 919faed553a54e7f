"""Contents of the notebook on uncertainty: each answer, table and figure by one call."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dxsim.analysis.targets import load_targets, main_target
from dxsim.analysis.uncertainty.condition import condition
from dxsim.analysis.uncertainty.discovery import discover
from dxsim.analysis.uncertainty.ensemble_records import ensemble_record
from dxsim.analysis.uncertainty.outcomes import parse_outcome
from dxsim.presentation.notebooks import defaults
from dxsim.presentation.notebooks.languages import in_each_language
from dxsim.presentation.notebooks.show import frame, markdown, plain, written
from dxsim.presentation.text import uncertainty as uncertainty_tables
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.uncertainty import rules
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import xarray as xr
    from IPython.display import Markdown
    from pandas.io.formats.style import Styler

    from dxsim.presentation.figures.drawing.saving import Figure


@in_each_language
def answer(scenario: Scenario, futures: "xr.Dataset", *, lang: str = "en") -> "Markdown":
    """Return the odds of each target in a sentence, and what they rest on."""
    lines = uncertainty_tables.odds_sentences(futures, load_targets(), lang)
    lines += uncertainty_tables.assumptions_in_words(futures, lang)[:1]
    heading = f"**{plain(scenario.heading(lang))}**"
    return markdown([heading, "", *(f"- {plain(line)}" for line in lines)])


@in_each_language
def assumed(futures: "xr.Dataset", *, lang: str = "en") -> "Markdown":
    """Return the errors assumed, where they come from, and what ran the draws."""
    lines = uncertainty_tables.assumptions_in_words(futures, lang)
    lines.append(uncertainty_tables.engine_in_words(futures, lang))
    return markdown([f"- {plain(line)}" for line in lines])


@in_each_language
def numbers(futures: "xr.Dataset", *, lang: str = "en") -> "Styler":
    """Return the quantiles of the digital share by year."""
    return frame(uncertainty_tables.fan_table(futures, lang))


@in_each_language
def odds(futures: "xr.Dataset", *, lang: str = "en") -> "Styler":
    """Return the odds of each target with interval, shortfall and first year."""
    return frame(uncertainty_tables.probability_table(futures, load_targets(), lang))


@in_each_language
def notes(futures: "xr.Dataset", *, lang: str = "en") -> "Markdown":
    """Return the basis, the joint odds, the rest, the sampling error, and the odds by basis."""
    lines = [
        uncertainty_tables.basis_in_words(futures, lang),
        uncertainty_tables.joint_in_words(futures, lang),
        uncertainty_tables.rest_line(futures, lang),
        uncertainty_tables.exhausted_in_words(futures, lang),
        *uncertainty_tables.centre_in_words(futures, lang),
        uncertainty_tables.sampling_in_words(futures, lang),
        uncertainty_tables.precision_in_words(futures, lang),
    ]
    table = _table(uncertainty_tables.basis_table(futures, load_targets(), lang))
    note = ["", plain(say("ensemble.bases_note", lang)), ""] if table else []
    return markdown([*(f"- {plain(line)}" for line in lines), *note, *table])


def plain_alternative(names: Sequence[str], scenario: Scenario, *, lang: str = "en") -> "Figure":
    """Return the lines of a few named scenarios, for a reader who wants no probabilities.

    Without names these are the scenario and a few others of its base year.
    """
    from dxsim.presentation import figures

    several = [load_scenario(name) for name in names] or defaults.beside(scenario)
    drawn: Figure = figures.comparison(several, lang=lang)
    return drawn


def importance(
    scenario: Scenario, indices: "xr.Dataset", year: int, *, lang: str = "en"
) -> "Figure":
    """Return which errors matter in a year, or in that of the middle target where it is 0."""
    from dxsim.presentation import figures

    goal = main_target(scenario, "", load_targets())
    shown = defaults.shown_year(scenario, year, goal)
    drawn: Figure = figures.importance(scenario, indices, shown, lang=lang)
    return drawn


@in_each_language
def rule(scenario: Scenario, target: str, *, draws: int, seed: int, lang: str = "en") -> "Markdown":
    """Return when a target holds, as limits on growth, with the checks of the rule."""
    goal = main_target(scenario, target, load_targets())
    discovered = discover(scenario, goal, draws=draws, seed=seed)
    lines = [f"- {plain(line)}" for line in rules.rule_sentences(discovered, lang)]
    return markdown([*lines, "", *_table(rules.limit_table(discovered, lang))])


def _table(table: Table) -> list[str]:
    """Return the lines of a table in Markdown, none without rows."""
    header, rows = table
    lines = ["| " + " | ".join(map(plain, row)) + " |" for row in (header, *rows)]
    return [lines[0], "|---" * len(header) + "|", *lines[1:]] if rows else []


def given(scenario: Scenario, known: str, *, draws: int, seed: int) -> "xr.Dataset":
    """Return the futures that agree with outcomes such as `2025 gdp 10%, 2025 share 20%`.

    Without outcomes the first year is taken as the scenario has it.
    """
    known = known or defaults.next_outcome(scenario)
    outcomes = [parse_outcome(text.strip()) for text in known.split(",") if text.strip()]
    return condition(scenario, outcomes, draws=draws, seed=seed)


@in_each_language
def updated(before: "xr.Dataset", after: "xr.Dataset", *, lang: str = "en") -> "Styler":
    """Return the odds of each target before and after what is known."""
    return frame(uncertainty_tables.updated_table(before, after, load_targets(), lang))


@in_each_language
def known(after: "xr.Dataset", *, lang: str = "en") -> "Markdown":
    """State the outcomes taken as known and the effective number of draws."""
    lines = uncertainty_tables.outcomes_in_words(after, lang)
    return markdown([f"- {plain(line)}" for line in lines])


def keep(futures: "xr.Dataset", out_dir: str = "", *, lang: str = "en") -> "Markdown":
    """Write the ensemble's record into `out_dir`; say what was written."""
    if not out_dir:
        return written([], lang=lang)
    from dxsim.data.files import write_atomic

    text = json.dumps(ensemble_record(futures), ensure_ascii=False, indent=1, allow_nan=False)
    file = write_atomic(Path(out_dir) / "ensemble.json", f"{text}\n".encode())
    return written([file], lang=lang)
