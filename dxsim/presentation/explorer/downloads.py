"""Files a reader takes away: the figure in the house style, the table, the workbook."""

from dataclasses import replace
from typing import NamedTuple

from dxsim.analysis.judged import Judged, assess
from dxsim.data.yamlfile import quoted
from dxsim.presentation.explorer.picture import beside_states, figure, finding
from dxsim.presentation.explorer.refusals import ScreenError
from dxsim.presentation.explorer.sharing import as_explored
from dxsim.presentation.explorer.state import State
from dxsim.presentation.quoting import pointer
from dxsim.presentation.text.findings import sentences
from dxsim.presentation.text.tables import target_in_words
from dxsim.presentation.text.words import basis_line

_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Download(NamedTuple):
    """A file's name, what it is, and its bytes."""

    name: str
    kind: str
    data: bytes


def made(state: State, what: str) -> Download:
    """Return the file asked for: "briefing", "word", "slide", "pdf", "fan", "csv", "workbook"."""
    makers = {
        "briefing": briefing_pdf,
        "word": briefing_word,
        "pdf": figure_pdf,
        "slide": figure_slide,
        "fan": fan_pdf,
        "csv": table_csv,
        "workbook": workbook,
    }
    if what not in makers:
        raise ScreenError("explorer", "download", found=quoted(what), names=", ".join(makers))
    return makers[what](state)


def figure_slide(state: State) -> Download:
    """Return the main picture as a slide under the screen's sentence; its notes say the basis.

    A measure drawn beside has a slide of its own after it.
    """
    from dxsim.presentation.briefing.office.slides import Slide, slide_bytes

    several = (state, *beside_states(state))
    slides = [
        Slide(
            figure(one, "slide", titled=False),
            finding(one, named=len(several) > 1),
            f"{basis_line(one.scenario, one.lang)}\n\n{pointer(one.lang)}",
        )
        for one in several
    ]
    return Download(f"{as_explored(state).name}-paths.pptx", _SLIDES, slide_bytes(slides))


def briefing_pdf(state: State) -> Download:
    """Return the briefing on what the screen shows as a PDF."""
    from dxsim.presentation.briefing.pdf import pdf_bytes
    from dxsim.presentation.explorer.briefing import composed

    return Download(
        f"{as_explored(state).name}-briefing.pdf", "application/pdf", pdf_bytes(composed(state))
    )


def briefing_word(state: State) -> Download:
    """Return the briefing on what the screen shows as a Word file."""
    from dxsim.presentation.briefing.office.word import docx_bytes
    from dxsim.presentation.explorer.briefing import composed

    return Download(f"{as_explored(state).name}-briefing.docx", _WORD, docx_bytes(composed(state)))


def figure_pdf(state: State) -> Download:
    """Return the main picture as a PDF, with its basis and source line."""
    from dxsim.presentation.figures.drawing.saving import drawn

    name = f"{as_explored(state).name}-paths.pdf"
    return Download(name, "application/pdf", drawn(figure(state), "pdf"))


def fan_pdf(state: State) -> Download:
    """Return the fan as a PDF in the house style, of the same draws as on the screen."""
    from dxsim.analysis.uncertainty.ensemble import as_dataset
    from dxsim.presentation.explorer.fan import drawn_futures
    from dxsim.presentation.figures import fan
    from dxsim.presentation.figures.drawing.saving import drawn

    scenario = as_explored(state)
    futures = as_dataset(drawn_futures(state))
    result = fan(scenario, futures, targets=state.targets, lang=state.lang)
    return Download(f"{scenario.name}-fan.pdf", "application/pdf", drawn(result, "pdf"))


def table_csv(state: State) -> Download:
    """Return the verdicts on the targets as data, a row each, with the title and the words.

    Numbers are plain: shares and rates as fractions, gaps in points, a point before decimals.
    """
    judged = _as_explored(state)
    table = assess(judged)
    table.insert(0, "title", [target.title.get(state.lang) for target in state.targets])
    table["asked"] = [target_in_words(target, state.lang) for target in state.targets]
    table["words"] = sentences(judged, state.lang)[: len(state.targets)]
    data = table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
    return Download(f"{judged.scenario.name}-verdicts.csv", "text/csv", data)


def workbook(state: State) -> Download:
    """Return the scenario on the screen as an Excel file with the model in formulas."""
    from dxsim.presentation.workbook import workbook_bytes

    judged = _as_explored(state)
    data = workbook_bytes(judged, state.lang, compare=state.others)
    return Download(f"{judged.scenario.name}.xlsx", _EXCEL, data)


def _as_explored(state: State) -> Judged:
    """Return what the screen shows, judged, under a name that does not claim to be the file's."""
    return replace(state.judged, scenario=as_explored(state))
