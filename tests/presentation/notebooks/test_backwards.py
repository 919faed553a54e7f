"""The notebook on required growth: what it shows by default, whichever scenario it is about."""

import contextlib
import warnings
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from matplotlib import pyplot
from support.scenarios import extremes, plan, scenarios, write

import dxsim as dx
from dxsim.presentation.notebooks import backwards as ask


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
    assert {"en": "nothing to the rest of GDP", "vi": "phần còn lại của GDP bằng 0"}[lang] in lost


GROWTH = """
targets:
  - id: gdp-growth
    title: {en: GDP grows 12 %, vi: GDP tăng 12 %}
    metric: growth
    of: gdp
    prices: nominal
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


LIMITS = ["floor:ict:2025-2030:15%:", "cap:sectoral:2025-2030::30%"]


def test_where_nothing_trades_there_is_no_curve(tmp_path):
    """On the statistics office's measure ICT may grow without limit, whatever sectoral does."""
    flat = ask.frontier_figure(ask.setting("nso-trend", "", LIMITS), [], str(tmp_path / "out"))
    assert flat.data.startswith("share-2030 does not depend on cap: nothing trades")
    assert not (tmp_path / "out").exists()
    high = ["floor:ict:2025-2030:90%:", LIMITS[1]]
    nowhere = ask.frontier_figure(ask.setting("plan-repeated", "share-2030", high), [])
    assert nowhere.data.startswith("No level of sectoral-2030 can be held with any of cap")
    curve = ask.frontier_figure(ask.setting("plan-fading", "", LIMITS), [])
    assert curve.table["sectoral-2030"].is_monotonic_increasing


def test_where_nothing_matters_that_is_said(tmp_path):
    """A part that has all but vanished: no assumption moves its share by a millionth of a point."""
    data = plan(gdp="-50%")
    data["components"] = {"ict": {"base": "0.01% of gdp", "growth": {"constant": "-99%"}}}
    about = ask.setting(str(write(data, tmp_path)), "share-2045")
    assert ask.bars(about) == []
    assert "No assumption moves" in ask.tornado_figure(about, []).data
    assert "Fewer than two" in ask.map_figure(about, []).data
    assert ask.break_even(about, []).data == ""


CALLS = (
    "answer", "required", "demands", "together", "bars", "parts", "effects_figure",
)  # fmt: skip


@pytest.mark.parametrize("kind", [scenarios, extremes])
@pytest.mark.parametrize("examples", [3, pytest.param(40, marks=pytest.mark.soak)])
@pytest.mark.timeout(900)
def test_whatever_a_scenario_says_the_notebook_shows_it_or_refuses(tmp_path, kind, examples):
    # unshrunk, as an example takes seconds
    @seed(2025)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(kind(), st.sampled_from(("en", "vi")))
    def shown(data, lang):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            everything(write(data, tmp_path), lang)

    shown()


def everything(file, lang):
    """Call all that the notebook calls; only an InputError may stop it."""
    try:
        about = ask.setting(str(file), "", lang=lang)
    except dx.InputError:
        return
    calls = {name: partial(getattr(ask, name), about) for name in CALLS}
    calls |= {
        name: partial(getattr(ask, name), about, 3.0) for name in ("latest_start", "measures")
    }
    calls["frontier_figure"] = partial(ask.frontier_figure, about, [])
    for name in ("tornado_figure", "break_even", "map_figure"):
        calls[name] = lambda name=name: getattr(ask, name)(about, ask.bars(about)[:2])
    for call in calls.values():
        with contextlib.suppress(dx.InputError):
            call()
    pyplot.close("all")


def test_a_scenario_like_no_other_is_told_so(tmp_path):
    data = plan(base_year=2023)
    about = ask.setting(str(write(data, tmp_path)), "share-2030")
    assert ask.compared_with(about) is None
    shown = ask.effects_figure(about, out_dir=str(tmp_path / "out"))
    assert "no other scenario of the same producer" in shown.data
    assert not (tmp_path / "out").exists()
    drawn = ask.effects_figure(about, "baseline")  # another base year, explained when it is named
    steps, between = drawn.table, dx.load_scenario("baseline")
    ends = [float(dx.simulate(s).share[2030 - s.base_year]) for s in (between, about.scenario)]
    assert {"data_revision", "rebasing"} <= set(steps["assumption"])
    assert steps["effect"].sum() == pytest.approx(ends[1] - ends[0], abs=1e-12)
    largest = steps["effect"].iloc[steps["effect"].abs().argmax()]
    assert f"{100 * largest:.1f} points." in drawn.alt
    data["components"].pop("sectoral")
    with pytest.raises(dx.InputError, match="components"):
        ask.effects_figure(ask.setting(str(write(data, tmp_path)), "share-2030"), "baseline")
