"""What a notebook shows in a run is kept in every language, from one execution."""

import base64
import inspect
import json

import pytest

import dxsim as dx
from dxsim.data.locations import notebooks_dir
from dxsim.data.yamlfile import InputError
from dxsim.presentation import figures
from dxsim.presentation.figures.drawing.saving import drawn
from dxsim.presentation.index_page.notebook_languages import line_pairs, text_in_language
from dxsim.presentation.notebooks import backwards, evidence, programmes, show, uncertainty
from dxsim.presentation.notebooks.languages import VARIABLE, Shown, media_type, representations

MODULES = (backwards, evidence, programmes, show, uncertainty)
BUILDING_BLOCKS = {"markdown", "frame"}
WRITERS = {"keep"}  # they say what they wrote by `show.written`, and write it once


@pytest.fixture
def in_a_run(monkeypatch):
    monkeypatch.setenv(VARIABLE, "en,vi")


def showing(module):
    """Return the public functions of a module whose result is a text or a table."""
    own = [f for _, f in inspect.getmembers(module, inspect.isfunction)]
    own = [f for f in own if f.__module__ == module.__name__ and not f.__name__.startswith("_")]
    kinds = ("Markdown", "Styler")
    return [f for f in own if any(k in str(f.__annotations__.get("return", "")) for k in kinds)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.split(".")[-1])
def test_every_function_that_shows_a_text_or_table_shows_it_in_each_language(module):
    found = [f for f in showing(module) if f.__name__ not in BUILDING_BLOCKS | WRITERS]
    assert found
    assert [f.__name__ for f in found if not hasattr(f, "__wrapped__")] == []


def test_by_itself_a_notebook_shows_its_own_language_alone():
    assert not isinstance(show.answer(dx.load_scenario("baseline"), lang="vi"), Shown)


@pytest.mark.usefixtures("in_a_run")
@pytest.mark.parametrize(("own", "other"), [("en", "vi"), ("vi", "en")])
def test_the_other_language_is_what_the_call_in_it_shows(own, other):
    scenario = dx.load_scenario("baseline")
    for function in (show.answer, show.projection, show.written):
        given = [] if function is show.written else scenario
        told = representations(function(given, lang=own))
        alone = representations(function.__wrapped__(given, lang=other))
        assert told[media_type(other)] == alone
        assert told | alone != told  # the two languages differ
        assert media_type(own) not in told


@pytest.mark.usefixtures("in_a_run")
def test_a_setting_is_asked_in_each_language():
    about = backwards.setting("baseline", "share-2030", lang="vi")
    told = representations(backwards.demands(about))
    english = backwards.demands.__wrapped__(about._replace(lang="en")).data
    assert told[media_type("en")]["text/markdown"] == english != told["text/markdown"]


@pytest.mark.usefixtures("in_a_run")
@pytest.mark.parametrize("kept", [False, True])
def test_a_figure_is_kept_as_it_is_drawn_in_each_language(tmp_path, kept):
    scenario = dx.load_scenario("baseline")
    shown = show.show(figures.paths(scenario, lang="en"), str(tmp_path) if kept else "", "paths")
    vietnamese = figures.paths(scenario, lang="vi")
    data = representations(shown)[media_type("vi")]
    assert data == {
        "image/png": base64.b64encode(drawn(vietnamese, "png")).decode(),
        "text/plain": vietnamese.alt,
    }
    json.dumps(data)  # as a notebook holds it
    names = {path.name for path in tmp_path.glob("figures/*.png")}
    assert names == ({"paths.png", "paths-vi.png"} if kept else set())


def test_a_language_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv(VARIABLE, "en,vn")
    with pytest.raises(InputError, match="'vn', expected one of en, vi"):
        show.answer(dx.load_scenario("baseline"))


@pytest.mark.parametrize("notebook", sorted(notebooks_dir().glob("*.ipynb")), ids=lambda p: p.stem)
def test_every_line_of_a_shipped_notebook_stands_in_both_languages(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    pairs = [pair for text in texts for pair in line_pairs(text) if pair[0].strip()]
    assert [line for line, second in pairs if second is None] == []
    assert all(line != second for line, second in pairs)


def test_a_line_in_italics_is_the_second_language_of_the_line_above():
    text = "# Q?\n*C?*\n\nWord.\n*Chữ.*\n\n*alone*\n\n- *one* and *two*\n**bold**"
    assert text_in_language(text, "en") == (
        "# Q?\n\nWord.\n\n*alone*\n\n- *one* and *two*\n**bold**"
    )
    assert text_in_language(text, "vi") == (
        "# C?\n\nChữ.\n\n*alone*\n\n- *one* and *two*\n**bold**"
    )
    plain = "no italics\n\nat all"
    assert text_in_language(plain, "vi") == text_in_language(plain, "en") == plain
