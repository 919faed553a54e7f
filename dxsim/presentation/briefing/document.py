"""The briefing as a document: its sections in order, written as PDF, Word or slides."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dxsim.analysis.targets import load_targets
from dxsim.data.country import load_country
from dxsim.data.files import write_atomic
from dxsim.data.yamlfile import InputError
from dxsim.presentation import quoting
from dxsim.presentation.briefing import (
    assumptions,
    odds,
    page_one,
    pictures,
    programmes,
    sections,
    target_pages,
)
from dxsim.presentation.briefing.content import Briefing
from dxsim.presentation.briefing.elements import (
    Element,
    bullets,
    heading,
    page_break,
    paragraph,
)
from dxsim.presentation.briefing.layout import (
    FigureName,
    Layout,
    Section,
    chosen_targets,
    load_layout,
    section_of,
)
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.text.messages import date_in_words, language, say
from dxsim.scenario.defaults import DRAWS, SEED
from dxsim.scenario.loading import load_scenarios
from dxsim.scenario.records import Scenario

FORMATS = {"pdf": ".pdf", "docx": ".docx", "pptx": ".pptx"}
"""Formats of a briefing, with the ending of their files."""


def compose(results: BriefingResults, lang: str, size: str = "half") -> Briefing:
    """Return the briefing on some results, its sections in the order of its layout.

    `size` is that of its figures, "half" (of a page) or "slide".
    """
    language(lang)
    layout, run = results.layout, sections.run_id(results)
    drawn = pictures.pictures(results, lang, size)
    elements: list[Element] = []
    for name in layout.sections:
        drawn_so_far = sum(element["kind"] == "figure" for element in elements)
        section = _sections(results, drawn, run, lang, size, drawn_so_far)[name]()
        if name in layout.before:
            headed = int(bool(section) and section[0]["kind"] == "heading")
            section.insert(headed, paragraph(layout.before[name].get(lang)))
        elements += section
    return Briefing(
        lang=lang,
        title=layout.title.get(lang)
        or say("briefing.title", lang, country=load_country().name[lang]),
        subtitle=sections.subtitle(results, lang),
        author=layout.author.get(lang) or say("briefing.author", lang),
        office=layout.office.get(lang),
        issued=_issued(results, lang),
        logo=results.logo,
        footer=sections.footer(run, lang),
        date=sections.issue_date(results),
        elements=tuple(elements),
    )


def _sections(
    results: BriefingResults,
    drawn: Mapping[FigureName, list[Element]],
    run: str,
    lang: str,
    size: str,
    before: int,
) -> dict[Section, Callable[[], list[Element]]]:
    """Return how each section is made, where some figures stand `before` it."""

    def figures_of(section: Section) -> list[Element]:
        printed = results.layout.sections
        return [b for name in drawn if section_of(name, printed) == section for b in drawn[name]]

    def shown() -> list[Element]:
        several = figures_of("figures")
        if not several:
            return []
        count = sum(element["kind"] == "figure" for element in several)
        key = {1: "figures_lead_one", 2: "figures_lead_two"}.get(count, "figures_lead")
        lead = say(f"briefing.{key}", lang, first=before + 1, last=before + count)
        return [heading(say("briefing.heading_figures", lang)), paragraph(lead), *several]

    return {
        "front": lambda: [*page_one.front(results, lang), *figures_of("front"), page_break()],
        "answer": lambda: target_pages.answer(results.targets, results.facts, lang),
        "matrix": lambda: sections.matrix(results, lang),
        "figures": shown,
        "takes": lambda: target_pages.takes(results, lang),
        "sure": lambda: odds.sure(results, lang),
        "record": lambda: odds.past_forecasts(lang),
        "programmes": lambda: programmes.programmes(results, lang, size),
        "rest": lambda: [*sections.rest(results, lang), *figures_of("rest")],
        "definitions": lambda: sections.definitions(results, lang),
        "assumptions": lambda: assumptions.assumptions(results, lang),
        "quoting": lambda: _quoting(lang),
        "reproduction": lambda: sections.reproduction(results, run, lang),
    }


def _quoting(lang: str) -> list[Element]:
    """Return the rules of quoting a number; the last leads into what makes the pages again."""
    *rules, last = quoting.rules(lang)
    return [heading(quoting.heading(lang)), bullets(rules), bullets([last], leads=True)]


def _issued(results: BriefingResults, lang: str) -> str:
    """Return the reference number and the day of issue, as far as they are given."""
    layout = results.layout
    day = date_in_words(layout.date, lang) if layout.date else ""
    number = say("briefing.number", lang, number=layout.reference) if layout.reference else ""
    return " · ".join(text for text in (number, day) if text)


def write_briefing(
    scenarios: Iterable[Scenario],
    path: str | Path,
    lang: str,
    *,
    template: Path | None = None,
    **given: Any,
) -> Path:
    """Write the briefing on some scenarios and return its path.

    Parameters
    ----------
    scenarios
        those of the briefing; empty for those of the layout, or else all of the country.
    path
        the file, whole or absent; its ending says the format: .pdf, .docx, .pptx.
    lang
        "vi" or "en".
    template
        the office's own .docx or .pptx, for a file of that kind.
    given
        targets file, layout file, draws and seed, see `made_from`.
    """
    results = made_from(list(scenarios), **given)
    return write_atomic(Path(path), content(results, lang, Path(path).suffix.lower(), template))


def made_from(
    scenarios: Sequence[Scenario],
    *,
    targets_file: Path | None = None,
    layout_file: Path | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> BriefingResults:
    """Return the results of a briefing, with what a layout chooses of it.

    Parameters
    ----------
    scenarios
        empty for those of the layout, or else all of the country.
    targets_file
        by default the country's `targets.yaml`.
    layout_file
        title, office, sections and figures of one's own, see `dxsim.presentation.briefing.layout`.
    draws, seed
        of the simulated futures behind the probabilities.
    """
    layout, logo = load_layout(layout_file) if layout_file else (Layout(), None)
    place = str(layout_file)
    if scenarios and layout.scenarios:
        expected = "scenarios either in the layout or on the command line"
        raise InputError(place, key="scenarios", found="both", expected=expected)
    several = scenarios or load_scenarios(layout.scenarios or ())
    targets = chosen_targets(load_targets(targets_file), layout.targets, place)
    own: dict[str, Any] = {"layout": layout, "logo": logo, "layout_file": layout_file}
    return BriefingResults.of(several, targets, draws, seed, targets_file, **own)


def content(
    results: BriefingResults, lang: str, ending: str = ".pdf", template: Path | None = None
) -> bytes:
    """Return the briefing as the bytes of a file of some ending.

    Raises
    ------
    InputError
        for another ending, or a template that this kind of file has no use for.
    """
    if ending not in FORMATS.values():
        expected = f"a file that ends in {', '.join(FORMATS.values())}"
        raise InputError("--out", found=ending or "no ending", expected=expected)
    if ending == ".pdf":
        if template is not None:
            expected = "a .docx or .pptx briefing; a PDF has no template"
            raise InputError("--template", found="a PDF", expected=expected)
        from dxsim.presentation.briefing.pdf import pdf_bytes

        return pdf_bytes(compose(results, lang))
    if ending == ".docx":
        from dxsim.presentation.briefing.office.word import docx_bytes

        return docx_bytes(compose(results, lang), template)
    from dxsim.presentation.briefing.office.slides import pptx_bytes

    return pptx_bytes(compose(results, lang, "slide"), template)


def write_briefings(results: BriefingResults, paths: Mapping[str, str | Path]) -> list[Path]:
    """Write the briefing on some results in each language, and return the files."""
    return [
        write_atomic(Path(path), content(results, lang, Path(path).suffix.lower()))
        for lang, path in paths.items()
    ]
