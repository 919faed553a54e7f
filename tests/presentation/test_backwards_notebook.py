"""The notebook on required growth: what it shows by default, whichever scenario it is about."""

import pytest
from support.scenarios import plan, write

import dxsim as dx
from dxsim.presentation import backwards_notebook as ask


@pytest.mark.parametrize("name", dx.list_scenarios())
def test_a_scenario_is_explained_against_another_of_its_producer(name):
    about = ask.setting(name, "share-2030")
    (first, second), found = ask.explanation(about)
    assert second is about.scenario
    assert first.name != name
    assert first.producer == second.producer
    assert found.effects
    assert sum(e.effect for e in found.effects) == pytest.approx(found.difference, abs=1e-12)


def test_the_parent_comes_first_and_the_parent_of_all_takes_the_first_listed():
    chosen = {name: ask.compared_with(ask.setting(name, "share-2030")).name for name in NAMES}
    assert chosen == {
        "baseline": "gdp-rebenchmarked",
        "export-shock": "nso-reference-pace",
        "high-growth": "plan-fading",
        "plan-fading": "baseline",
        "saturating": "nso-reference-pace",
    }


NAMES = ("baseline", "export-shock", "high-growth", "plan-fading", "saturating")


@pytest.mark.parametrize(("lang", "same"), [("en", "the same assumptions"), ("vi", "cùng giả")])
def test_the_figure_never_compares_a_scenario_with_itself_unless_asked(lang, same):
    about = ask.setting("baseline", "share-2030", lang=lang)
    assert same not in ask.effects_figure(about).title
    assert same in ask.effects_figure(about, "baseline").title
    assert (
        same in ask.effects_figure(ask.setting("plan-fading", "", lang=lang), "plan-fading").title
    )


@pytest.mark.parametrize(("lang", "end"), [("en", "synergy +0.58 points."), ("vi", "+0,58")])
def test_measures_are_told_alone_and_together(lang, end):
    said = ask.measures(ask.setting("baseline", "share-2030", lang=lang), 3).data.splitlines()
    assert len(said) == 4
    assert end in said[-1]
    lost = ask.measures(ask.setting("plan-repeated", "share-2045", lang=lang), 3).data
    assert "nan" not in lost
    assert {"en": "nothing to the rest of GDP", "vi": "không để lại gì"}[lang] in lost


GROWTH = """
targets:
  - id: gdp-growth
    title: {en: GDP grows 12 %, vi: GDP tăng 12 %}
    metric: growth
    of: gdp
    sense: at_least
    threshold: 12%
    year: 2030
    source: plan-dossier-2024
    producers: [nso, mic]
    judge: nso
"""


def test_where_one_assumption_alone_matters_there_is_no_map(tmp_path, monkeypatch):
    file = tmp_path / "targets.yaml"
    file.write_text(GROWTH, encoding="utf-8")
    known = dx.load_targets(file)
    monkeypatch.setattr(ask, "load_targets", lambda: known)
    about = ask.setting("plan-repeated", "gdp-growth")
    bars = ask.bars(about)
    assert [bar.parameter for bar in bars] == ["gdp.growth.constant"]
    assert bars[0].break_even == pytest.approx(0.12, abs=1e-12)
    assert "there is no map" in ask.map_figure(about, bars, str(tmp_path / "out")).data
    assert ask.tornado_figure(about, bars).figure.axes[0].get_xlabel() == "growth rate, %"
    assert (
        len(ask.map_figure(ask.setting("baseline", ""), ask.bars(ask.setting("baseline", "")))) == 3
    )


def test_a_scenario_like_no_other_is_told_so(tmp_path):
    data = plan(base_year=2023)
    about = ask.setting(str(write(data, tmp_path)), "share-2030")
    assert ask.compared_with(about) is None
    for shown in (ask.effects(about), ask.effects_figure(about, out_dir=str(tmp_path / "out"))):
        assert "no other scenario of the same producer" in shown.data
    assert not (tmp_path / "out").exists()
    with pytest.raises(dx.InputError, match="base_year"):
        ask.effects(about, "baseline")
