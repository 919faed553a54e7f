"""Whatever a scenario says, if it is legal its figures, pages, tables and workbook are made."""

import io
import warnings

import openpyxl
import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from support.pictures import faults
from support.scenarios import extremes, scenarios, write

import dxsim as dx
from dxsim.data.yamlfile import InputError
from dxsim.presentation import figures
from dxsim.presentation.briefing import BriefingResults, compose
from dxsim.presentation.briefing.pdf import pdf_bytes
from dxsim.presentation.figures.drawing import saving
from dxsim.presentation.index_page.page import write_index
from dxsim.presentation.notebooks import show
from dxsim.presentation.workbook import workbook_bytes

MANY = ("comparison", "composition", "required_vs_projected", "rest_of_economy", "verdict_matrix")
TABLES = ("assumptions", "projection", "verdict_table", "required", "speeds")
TEXTS = ("answer", "question", "basis", "rest_of_economy")


def shown(folder, data, lang):
    """Make everything there is to see of a scenario; whatever is amiss raises."""
    try:
        scenario = dx.load_scenario(write(data, folder))
        dx.verdicts([scenario])
    except InputError as refusal:
        assert refusal.found and refusal.expected
        return
    baseline = dx.load_scenario("baseline")
    drawn = [figures.paths(scenario, lang=lang)]
    for name in MANY:
        drawn.append(getattr(figures, name)([scenario, baseline], lang=lang))
    for figure in drawn:
        assert figure.alt and "nan" not in figure.alt.lower().split()
        assert not [fault for fault in faults(figure.figure) if "leaves" in fault]
    saving.drawn(drawn[0], "svg")
    with pikepdf.open(
        io.BytesIO(pdf_bytes(compose(BriefingResults.of([scenario], draws=100), lang)))
    ) as pdf:
        assert len(pdf.pages) >= 3
    assert write_index(folder / "out", [scenario], lang=lang).stat().st_size > 1000
    assert openpyxl.load_workbook(io.BytesIO(workbook_bytes(scenario, lang))).worksheets
    for name in TABLES:
        assert "<td" in getattr(show, name)(scenario, lang=lang).to_html()
    for name in TEXTS:
        assert getattr(show, name)(scenario, lang=lang).data


@pytest.mark.parametrize("kind", [scenarios, extremes])
@pytest.mark.parametrize("examples", [1, pytest.param(40, marks=pytest.mark.soak)])
@pytest.mark.timeout(900)
def test_everything_there_is_to_see_is_made(tmp_path, kind, examples):
    # unshrunk, as an example takes seconds
    @seed(2025)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(kind(), st.sampled_from(("en", "vi")))
    def made(data, lang):
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            warnings.simplefilter("ignore", RuntimeWarning)  # beyond what a number holds: refused
            shown(tmp_path, data, lang)

    made()
