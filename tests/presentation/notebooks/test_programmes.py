"""What the notebook on programmes shows holds for any scenario, in both languages."""

import numpy as np
import pytest
from support.pictures import faults, smallest

import dxsim as dx
from dxsim.analysis.programmes.budget import half_of_plan
from dxsim.analysis.programmes.effects import costs
from dxsim.data.yamlfile import InputError
from dxsim.presentation import figures
from dxsim.presentation.notebooks import programmes as ask
from dxsim.presentation.notebooks.show import plain
from dxsim.presentation.text import programmes as words
from dxsim.scenario.programmes.files import list_programmes


@pytest.fixture(scope="module", params=[("plan-programmes", "vi"), ("plan-fading", "en")])
def about(request):
    scenario, lang = request.param
    plan = ask.Plan(300, 1)
    return ask.setting(scenario, "share-2030", plan, otherwise="document-programmes", lang=lang)


def test_the_headline_says_what_nobody_has_a_programme_for(about):
    text = words.headline(about.bridge, about.lang)
    missing = about.bridge.open > 0
    said = {"en": "there is no programme", "vi": "chưa có chương trình nào"}[about.lang]
    assert (said in text) == missing
    assert about.scenario.programmes and plain(text) in ask.answer(about).data


def test_the_figure_shows_every_step_and_sums(about, tmp_path):
    figure = ask.bridge_figure(about, str(tmp_path))
    table = figure.table
    assert list(table.step) == ["start", "trend", *about.bridge.steps, "open"]
    assert table["size"].sum() == pytest.approx(about.bridge.target.threshold, abs=1e-12)
    shown = [text.get_text() for text in figure.figure.axes[0].get_yticklabels()]
    titles = [programme.heading(about.lang) for programme in about.scenario.programmes]
    assert shown[2:-1] == titles
    assert list((tmp_path / "figures").glob("bridge-*.pdf"))


def test_tables_have_a_row_for_what_they_list(about):
    header, rows = words.bridge_table(about.scenario, about.record, about.bridge, about.lang)
    assert len(rows) == len(about.scenario.programmes) + 5 and {len(r) for r in rows} == {4}
    evidence = words.evidence_table(about.scenario, about.lang)[1]
    assert len(evidence) == sum(len(p.evidence) for p in about.scenario.programmes)
    assumed = {"en": "assumption", "vi": "giả định"}[about.lang]
    assert sum(row[2] == assumed for row in evidence) > 20


def test_every_cell_of_the_notebook_has_something_to_show(about):
    for shown in (ask.targets, ask.assumptions, ask.decisive, ask.what_it_takes, ask.bridge_table):
        assert shown(about).data.shape[0] > 3
    assert len(ask.best_use(about, f"30 {about.scenario.unit}").data.splitlines()) > 3


def test_a_budget_that_is_not_stated_is_half_of_what_the_plans_cost(about):
    """Of the country's own size, whatever its currency; twice as much pays for all of them."""
    half = half_of_plan(about.scenario)
    yearly = np.nansum(list(costs(about.scenario).values()), axis=0)
    assert 2 * half == pytest.approx(yearly[yearly > 0].mean())
    assert ask.best_use(about).data == ask.best_use(about, f"{half:.9f} {about.scenario.unit}").data
    with pytest.raises(InputError, match=about.scenario.unit):
        ask.best_use(about, "30 trn XYZ")
    assert half < 0.05 * dx.project(about.scenario)["gdp"].values[0]


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("size", ["column", "page", "slide"])
def test_the_bridge_is_drawn_in_every_size(about, size, lang):
    figure = figures.bridge(about.scenario, about.bridge, lang=lang, size=size)
    assert figure.alt and figure.title
    assert faults(figure.figure) == [] and smallest(figure.figure) >= 7


def test_what_stands_beside_a_plan_is_what_the_country_has_besides(about, monkeypatch):
    every = len(list_programmes())
    assert len(ask.worth(about, 0.06).data) == every > len(about.scenario.programmes)
    named = ask.worth(about, 0.06, "public-demand-2").data
    assert len(named) == len(about.scenario.programmes) + 1
    monkeypatch.setenv("DXSIM_COUNTRY", "malaysia")
    other = ask.setting("", "", ask.Plan(64, 1), otherwise="", lang="en")
    assert len(ask.worth(other, 0.06).data) == len(list_programmes())
