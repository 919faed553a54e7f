"""Contents of notebooks: answers, tables and figures, each by one call.

Every function takes `lang`; a figure or result shown with an `out_dir` is also written there. In a
run each output is kept in every language; see `languages`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from dxsim.analysis.evidence import facts_used
from dxsim.analysis.judged import Given, judge, verdicts
from dxsim.data.country import load_country
from dxsim.model import plain_values
from dxsim.model.trajectory import Strain
from dxsim.presentation.notebooks.languages import Shown, in_each_language, other_languages
from dxsim.presentation.text import findings, tables, words
from dxsim.presentation.text.blocks import Table, numeric_columns
from dxsim.presentation.text.messages import capital, say
from dxsim.presentation.text.standing import base_vintage_sentence, known_line
from dxsim.scenario.loading import load_scenario, load_scenarios
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    from IPython.display import Markdown
    from pandas.io.formats.style import Styler
    from pandas.io.formats.style_render import CSSDict

    from dxsim.presentation.figures.drawing.saving import Figure


def scenarios_named(names: Sequence[str]) -> list[Scenario]:
    """Return the scenarios of a list of names or files; all shipped ones for an empty list."""
    return list(load_scenarios(names))


@in_each_language
def answer(scenarios: Given | Iterable[Given], *, lang: str = "en") -> "Markdown":
    """Return the answer in one sentence a target, with the check on the rest of the economy."""
    several = judge(scenarios)
    lines: list[str] = []
    for judged in several:
        if len(several) > 1:
            lines += [f"**{plain(judged.scenario.heading(lang))}**", ""]
        lines += [f"- {plain(line)}" for line in findings.sentences(judged, lang)] + [""]
    return markdown(lines)


@in_each_language
def basis(scenario: Scenario, *, lang: str = "en") -> "Markdown":
    """Return who measured, on which price basis, from which sources, and what is known since."""
    known = known_line(facts_used.known_until([scenario], ()), lang)
    dated = f"{capital(known)}." if known else ""
    lines = [words.basis_line(scenario, lang), base_vintage_sentence(scenario, lang), dated]
    return markdown([f"*{plain(line)}*\n" for line in lines if line])


@in_each_language
def question(scenario: Scenario, *, lang: str = "en") -> "Markdown":
    """Return the question a scenario asks, and what it notes of itself."""
    texts = [text.get(lang) for text in (scenario.question, scenario.note) if text is not None]
    heading = f"**{plain(scenario.heading(lang))}**\n"
    return markdown([heading, *(plain(text) + "\n" for text in texts)])


@in_each_language
def assumptions(scenario: Scenario, *, lang: str = "en") -> "Styler":
    """Return the assumptions of a scenario in words, with the place that set each."""
    return frame(findings.assumption_table(scenario, lang))


@in_each_language
def projection(scenario: Scenario, *, lang: str = "en") -> "Styler":
    """Return levels, shares and growth by year, formatted for reading."""
    return frame(tables.projection_table(plain_values.projection_record(scenario), lang))


@in_each_language
def verdict_table(scenarios: Given | Iterable[Given], *, lang: str = "en") -> "Styler":
    """Return the verdicts on every target, formatted for reading."""
    return frame(tables.verdict_table(verdicts(scenarios), lang))


@in_each_language
def rest_of_economy(scenario: Scenario, *, lang: str = "en") -> "Markdown":
    """Describe the rest of the economy on a path, in words."""
    record = plain_values.projection_record(scenario)
    return markdown([f"**{tables.rest_in_words(Strain.of(record), lang)}**"])


@in_each_language
def required(scenario: Given, *, lang: str = "en") -> "Styler":
    """Return for every target the extra growth a year that just meets it, by component."""
    return frame(findings.required_table(verdicts(scenario), lang))


@in_each_language
def speeds(scenario: Given, *, lang: str = "en") -> "Styler":
    """Return required and projected log-odds speeds with their place in the reference class."""
    return frame(findings.speed_table(verdicts(scenario), lang))


def show(figure: "Figure", out_dir: str = "", name: str = "") -> "Figure":
    """Show a figure; with an `out_dir`, also write it there as vector PDF, SVG, PNG and CSV.

    In the other languages that a run asks for it is written under the name and the language.
    """
    from dxsim.presentation.figures.drawing.saving import drawn, in_language, save

    folder, others, bundles = Path(out_dir) / "figures", other_languages(figure.lang), {}
    for lang in (figure.lang, *others):
        each, stem = in_language(figure, lang), name if lang == figure.lang else f"{name}-{lang}"
        if out_dir:
            save(each, folder, stem)
        if others:
            picture = (folder / f"{stem}.png").read_bytes() if out_dir else drawn(each, "png")
            bundles[lang] = each.bundle(picture)
    return cast("Figure", Shown(figure, bundles.pop(figure.lang), bundles)) if others else figure


def keep(scenario: Given, out_dir: str = "", *, lang: str = "en") -> "Markdown":
    """Write projection and verdicts as tidy tables into `out_dir`; say what was written."""
    if not out_dir:
        return written([], lang=lang)
    from dxsim.presentation.exports.files import write_results

    return written(write_results(scenario, Path(out_dir)), lang=lang)


@in_each_language
def written(files: Sequence[Path], *, lang: str = "en") -> "Markdown":
    """Say which files were written, or that none were as no folder was given."""
    if not files:
        return markdown([say("notebook.nothing_kept", lang)])
    return markdown([say("notebook.kept", lang, files=", ".join(file.name for file in files))])


@in_each_language
def summary(scenarios: Iterable[Given], *, lang: str = "en") -> "Markdown":
    """Return for each target under how many scenarios of each producer it is reached."""
    lines = findings.summary_sentences(scenarios, lang)
    return markdown([f"- {plain(line)}" for line in lines])


@in_each_language
def scenario_list(scenarios: Sequence[Scenario], *, lang: str = "en") -> "Styler":
    """Return the scenarios with title, question, producer and price basis."""
    return frame(findings.scenario_table(list(scenarios), lang))


@in_each_language
def all_differences(scenarios: Sequence[Scenario], parent: str, *, lang: str = "en") -> "Markdown":
    """Return in words how each scenario differs from a parent, by default the country's first."""
    from dxsim.presentation.text.differences import difference_lines

    first = parent or load_country().default_scenario
    others = [scenario for scenario in scenarios if scenario.name != load_scenario(first).name]
    lines = []
    for each in others:
        differences = difference_lines(first, each.origins[0], lang)
        lines += [*(f"- {plain(line)}" for line in differences), ""]
    return markdown(lines)


def plain(text: str) -> str:
    """Return a text in which nothing is markup for Markdown or HTML, and no address a link."""
    from html import escape

    marked = "".join(f"\\{c}" if c in "\\`*_[]#|~$@" else c for c in escape(text, quote=False))
    return " ".join(marked.replace("://", "\\://").replace("www.", "www\\.").split())


def markdown(lines: Sequence[str]) -> "Markdown":
    """Return lines as Markdown; what they hold is markup unless `plain` made it none."""
    from IPython.display import Markdown

    return Markdown("\n".join(lines))


def frame(table: Table) -> "Styler":
    """Return a table as a notebook shows it, numbers to the right."""
    import pandas as pd

    header, rows = table
    sides = ["right" if numeric else "left" for numeric in numeric_columns(table)]
    styles: list[CSSDict] = [
        {"selector": f"th.col{at}, td.col{at}", "props": f"text-align: {side}; vertical-align: top"}
        for at, side in enumerate(sides)
    ]
    shown = pd.DataFrame(rows, columns=list(header)).style.hide(axis="index")
    shown = shown.format(escape="html").format_index(escape="html", axis="columns")
    alike = "".join(side[0] for side in sides)  # tables of one name share one style on a page
    return shown.set_table_styles(styles).set_uuid(f"dxsim-{alike}")
