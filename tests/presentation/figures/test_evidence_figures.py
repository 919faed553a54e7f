"""Figures of the evidence side: numbers traceable to source rows, both languages, same bytes."""

import re
import shutil

import numpy as np
import pytest
from matplotlib.text import Text

from dxsim.analysis import outside_view
from dxsim.data import sources
from dxsim.data.locations import project_dir
from dxsim.data.observations import releases
from dxsim.data.yamlfile import InputError
from dxsim.presentation import figures
from dxsim.presentation.figures.drawing import labels, saving, style
from dxsim.presentation.figures.evidence.reliability import reliability_table

MAKERS = {
    "history": figures.history,
    "revisions": figures.revisions,
    "pace": figures.pace,
    "ceilings": figures.ceilings,
}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_figure_says_who_measured_and_from_which_source(name, lang):
    figure = MAKERS[name](lang=lang)
    texts = " ".join(text.get_text() for text in figure.figure.texts)
    assert {"en": "Measured by", "vi": "Cơ quan công bố số liệu"}[lang] in texts
    assert {"en": "Sources", "vi": "Nguồn"}[lang] in texts
    assert figure.title and figure.alt and "{" not in figure.title + figure.alt


def test_every_mark_of_the_history_is_a_row_with_a_source():
    table = figures.history().table
    for producer, rows in table.groupby("producer"):
        known = releases("digital_share", producer)
        assert len(rows) == len(known)
        assert np.allclose(sorted(rows["share"]), sorted(known["value"] / 100))
    assert set(table["source"]) <= set(sources.sources())


def test_the_history_knows_its_day():
    early = figures.history(as_of="2024-06").table
    office = early[(early["producer"] == "nso") & early["latest"]].set_index("year")["share"]
    assert office[2023] == pytest.approx(0.1233) and 2024 not in office


def test_the_history_compares_the_producers_in_a_year_that_both_state():
    early = figures.history(as_of="2024-12-31")
    newest = early.table[early.table["latest"]].set_index(["producer", "year"])["share"]
    assert newest["mic"].index.max() == 2024 and newest["nso"].index.max() == 2023
    assert "16.5% for the MIC in 2023, 12.33% for the NSO" in early.title
    assert f"{newest['mic', 2023] / newest['nso', 2023] - 1:.0%} apart" in early.title


@pytest.mark.parametrize("name", ["history", "pace", "ceilings"])
def test_a_day_on_which_one_producer_alone_had_published_is_drawn_without_a_comparison(name):
    figure = MAKERS[name](as_of="2023-06-30")
    assert "MIC" in figure.alt and "NSO" not in figure.alt
    assert "apart" not in figure.title


@pytest.mark.parametrize("name", ["history", "pace", "ceilings"])
def test_a_day_before_every_release_is_refused(name):
    with pytest.raises(InputError, match="2022-12-31 or later"):
        MAKERS[name](as_of="2022-01-31")


@pytest.mark.parametrize("name", ["history", "pace", "ceilings"])
def test_nothing_drawn_lies_outside_its_axes(name):
    for axes in MAKERS[name](as_of="2024-06").figure.axes:
        (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
        for line in axes.lines:
            if line.get_transform() == axes.transData and len(line.get_xdata()):
                xs, ys = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
                assert left <= xs.min() and xs.max() <= right
                assert low <= ys.min() and ys.max() <= high


@pytest.fixture
def third_producer(tmp_path, monkeypatch):
    """A project with a made-up institute that publishes parts and a share for three years."""
    shutil.copytree(project_dir() / "params", tmp_path / "params")
    data = tmp_path / "params" / "viet-nam" / "data"
    with (data / "producers.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\ninst:\n  names: {en: An institute, vi: Một viện}\n"
            "  short: {en: INST, vi: Viện}\n  method: {en: By survey., vi: Điều tra.}\n"
            "  parts: {core_share: ict, digitised_share: sectoral}\n"
        )
    with (data / "observations" / "digital.csv").open("a", encoding="utf-8") as file:
        for year, value in ((2022, 9.5), (2023, 10.0), (2024, 10.6)):
            row = f"digital_share,inst,{year},,{value},% of GDP,2025-01,observation,verified"
            file.write(f"{row},bao-moi-digital-2025,\n")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))


@pytest.mark.parametrize("lang, name", [("en", "INST"), ("vi", "Viện")])
def test_a_third_producer_has_its_line_in_every_figure(third_producer, lang, name):
    drawn = {figure: MAKERS[figure](lang=lang) for figure in ("history", "pace", "ceilings")}
    for figure in drawn.values():
        shown = figure.figure.findobj(Text)
        assert any(name in text.get_text() for text in shown) and name in figure.alt
    assert "18" in drawn["history"].title and "10" in drawn["history"].title
    assert len(drawn["ceilings"].figure.axes) == 3
    colours = {style.hue(producer) for producer in ("mic", "nso", "inst")}
    assert len(colours) == 3


def test_the_revisions_are_in_the_title():
    assert "12.86, 12.67, 12.63, 12.83" in figures.revisions().title
    assert "8,02, 8,12, 8,54" in figures.revisions(lang="vi").title


def test_the_paths_required_end_at_their_targets_and_are_placed_in_the_class():
    figure = figures.pace(as_of="2025-02-28")
    required = figure.table[figure.table["episode"].str.startswith("required")]
    ends = required.groupby("episode")["share"].max()
    assert ends.to_dict() == {
        "required mic 30% in 2030": 0.3,
        "required mic 50% in 2045": 0.5,
        "required nso 14.5% in 2026": 0.145,
        "required nso 30% in 2030": 0.3,
        "required nso 50% in 2045": 0.5,
    }  # two documents ask 30 % by 2030; the ministry had measured more than 14.5 %
    assert figure.title.startswith("2 of 5")
    episodes = figure.table[~figure.table["episode"].str.startswith("required")]
    assert set(episodes["episode"]) == {e.id for e in outside_view.reference_class()}
    for ids in episodes["sources"]:
        assert set(ids.split()) <= set(sources.sources()) - {"recollection"}


def test_the_same_inputs_give_the_same_bytes():
    first, second = (saving.drawn(figures.revisions(), "pdf") for _ in range(2))
    assert first == second


def scored_alike(seed):
    """Return scores of forecasts that are right, of twelve series on each scale."""
    import pandas as pd

    from dxsim.analysis.forecasts.settings import settings

    given = settings()
    draws = np.random.default_rng(seed).uniform(size=(3, 240))
    return pd.DataFrame([
        {"subject": f"s{k % 12}", "kind": "abroad", "origin": str(k), "horizon": 1, "scale": scale,
         "method": method, "error": 0.0, "width": 1.0, "pit": pit, "crps": wide, "log_score": 0.0,
         "interval": 0.8}
        for scale, pits in zip(("share", "level", "rate"), draws, strict=True)
        for k, pit in enumerate(pits)
        for method, wide in ((given.published[scale], 1.0), (given.marks[scale], 2.0))
    ])  # fmt: skip


def test_reliability_shows_what_the_scores_hold():
    """Series counted alike, bars over series; forecasts that are right are drawn as reliable."""
    figure = figures.reliability(scored_alike(4))
    assert (figure.table["low"] <= figure.table["observed"]).all()
    assert (figure.table["observed"] <= figure.table["high"]).all()
    assert (figure.table["series"] == 12).all()
    assert re.search(r"shares 50%", figure.title)
    inside = [
        ((table["low"] <= table["stated"]) & (table["stated"] <= table["high"])).mean()
        for table in (reliability_table(scored_alike(seed)) for seed in range(12))
    ]
    assert 0.85 < np.mean(inside) < 0.99


def test_a_ceiling_s_weights_are_probabilities_beside_an_even_prior():
    table = figures.ceilings(as_of="2025-02-28").table
    for (producer, _), rows in table.groupby(["producer", "curve"]):
        assert rows["posterior"].sum() == pytest.approx(1)
        assert rows["prior"].sum() == pytest.approx(1)
        base = {"mic": 0.183, "nso": 0.1317}[producer]
        assert rows["ceiling"].min() > base and rows["ceiling"].max() == pytest.approx(0.8)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_pace_names_the_economies_whose_measure_is_at_constant_prices(lang):
    """They are those of the class's own table, and no other."""
    prices = {}
    for episode in outside_view.reference_class():
        prices.setdefault(episode.measure.prices, set()).add(episode.measure.label[lang])
    drawn = " ".join(" ".join(t.get_text().split()) for t in figures.pace(lang=lang).figure.texts)
    begins = {"en": "Measured by", "vi": "Cơ quan công bố số liệu:"}[lang]
    told = drawn.split(begins)[1].split(". ")[0]
    assert prices["constant"]
    assert all(name in told for name in prices["constant"])
    assert not any(name in told for name in prices["current"] - prices["constant"])


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("size", ["column", "page", "slide"])
def test_no_name_of_an_episode_hides_a_line(lang, size):
    """Where a name stands no line passes for longer than its letters are high."""
    picture = figures.pace(lang=lang, size=size).figure
    (axes,) = picture.axes
    names = [text for text in axes.texts if text.get_gid() == labels.AMONG_LINES]
    assert len(names) == len(outside_view.reference_class())
    for name in names:
        box = Text.get_window_extent(name)
        for line in axes.lines:
            xs, ys = line.get_transform().transform(line.get_xydata()).T
            along = np.concatenate([[0], np.cumsum(np.hypot(np.diff(xs), np.diff(ys)))])
            at = np.linspace(0, along[-1], 3000)
            x, y = np.interp(at, along, xs), np.interp(at, along, ys)
            hidden = (box.x0 < x) & (x < box.x1) & (box.y0 < y) & (y < box.y1)
            assert hidden.mean() * along[-1] < box.height, (name.get_text(), line.get_label())
