"""The house figures: their numbers are the results', their texts fit, their files repeat."""

import io
import os
import re
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pikepdf
import pytest
from fontTools.ttLib import TTFont
from matplotlib.axes import Axes
from matplotlib.font_manager import findfont
from matplotlib.text import Text
from PIL import Image
from support.pictures import faults, smallest, texts
from support.scenarios import plan, write
from support.sharing import in_one_language

import dxsim as dx
from dxsim.analysis import outside_view
from dxsim.analysis.targets import find_target
from dxsim.data.yamlfile import InputError
from dxsim.presentation import figures, quoting
from dxsim.presentation.figures.drawing import canvas, lettering, saving, style
from dxsim.presentation.figures.drawing.embedding import (
    LAYOUT_TABLES,
    LETTER_GROUPS,
    whole_groups,
)
from dxsim.presentation.figures.verdict_cells import MARKS, columns
from dxsim.presentation.text.messages import percent
from dxsim.presentation.text.standing import assumed_base_sentence
from dxsim.presentation.text.words import cite

BASELINES = Path(__file__).parent / "baselines"
MANY = ("verdict_matrix", "comparison", "rest_of_economy", "composition", "required_vs_projected")
EVIDENCE = ("history", "pace", "revisions", "ceilings", "conditions", "official_pace")
TOLERANCE = 3.0  # root mean square of grey levels, of 255


@pytest.fixture(scope="module", name="scenarios")
def scenarios_fixture():
    """The family of the two documents: as many scenarios as a slide holds."""
    later = ("nso-2025-", "mic-2024-")
    return [dx.load_scenario(n) for n in dx.list_scenarios() if not n.startswith(later)]


def drawn(name, scenarios, lang="en", size="page"):
    """Draw a figure of these scenarios, each once."""
    names = ("plan-repeated",) if name == "paths" else tuple(each.name for each in scenarios)
    return _drawn(name, names, lang, size)


@cache
def _drawn(name, names, lang, size):
    given = [dx.load_scenario(each) for each in names]
    return getattr(figures, name)(given[0] if name == "paths" else given, lang=lang, size=size)


def test_every_figure_is_drawn_by_some_test():
    """By its name, as `figures.fan` or in a list of names."""
    files = Path(__file__).parents[2].rglob("test_*.py")
    named = set(
        re.findall(r'figures\.(\w+)|"(\w+)"', "".join(f.read_text(encoding="utf-8") for f in files))
    )
    assert set(figures.__all__) - {"Figure", "save"} <= {name for pair in named for name in pair}


@pytest.mark.parametrize(
    ("name", "size", "lang"),
    in_one_language(
        product(("paths", *MANY), ("column", "page", "slide")),
        in_both=lambda name, size: size == "page",
    ),
)
def test_no_text_overlaps_another_or_leaves_the_page(name, lang, size, scenarios):
    result = drawn(name, scenarios, lang=lang, size=size)
    assert faults(result.figure) == []
    assert len(result.alt) > 80
    assert result.title and "{" not in result.title + result.alt


@pytest.mark.parametrize(("name", "lang"), in_one_language((one,) for one in ("paths", *MANY)))
def test_every_text_is_at_least_seven_points_in_print_and_in_the_house_s_font(name, lang):
    """At the width of a page, with every scenario shipped: the fullest sheets there are."""
    scenarios = [dx.load_scenario(n) for n in dx.list_scenarios()]
    for text in texts(drawn(name, scenarios, lang=lang, size="page").figure):
        assert text.get_fontsize() >= 7, (text.get_text(), text.get_fontsize())
        file = findfont(text.get_fontproperties(), fallback_to_default=False)
        assert Path(file).is_relative_to(lettering.FONTS)


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("name", ["verdict_matrix", "required_vs_projected"])
def test_letters_grow_smaller_where_a_slide_has_more_rows_than_it_is_high(name, lang):
    everything = [dx.load_scenario(each) for each in dx.list_scenarios()]
    assert len(everything) > 18
    picture = drawn(name, everything, lang=lang, size="slide").figure
    assert faults(picture) == []
    assert min(t.get_size() for t in picture.findobj(Text) if t.get_text()) > 5.0


@pytest.mark.parametrize(
    ("name", "size", "lang"), in_one_language(product(EVIDENCE, ("page", "column")))
)
def test_figures_of_the_evidence_keep_the_house_style(name, lang, size):
    picture = getattr(figures, name)(lang=lang, size=size).figure
    assert faults(picture) == [] and smallest(picture) >= 7


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("name", ["paths", *MANY])
def test_a_column_is_printed_in_seven_points_too(name, lang, scenarios):
    """With as many scenarios as a column has room for; a matrix grows with its rows."""
    several = scenarios if name == "verdict_matrix" else scenarios[:4]
    assert smallest(drawn(name, several, lang=lang, size="column").figure) >= 7


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_base_that_nobody_published_is_explained_under_the_figure(lang):
    """GDP a quarter larger by assumption: 18.3% published is 18.3 / 1.25 = 14.64% of it."""
    scenario = dx.load_scenario("gdp-rebenchmarked")
    lines = [text.get_text() for text in figures.paths(scenario, lang=lang).figure.texts]
    said = " ".join(" ".join(lines).split())
    explained = assumed_base_sentence(scenario, lang)
    assert explained in said
    assert {percent(share, lang, 2) for share in (0.183, 0.183 / 1.25)} <= set(explained.split(" "))
    assert percent(0.25, lang, 0, sign=True) in explained
    assert float(dx.simulate(scenario).share[0]) == pytest.approx(0.183 / 1.25)


@pytest.mark.parametrize("name", ["paths", *MANY])
def test_the_languages_differ_in_words_and_agree_in_numbers(name, scenarios):
    english, vietnamese = (drawn(name, scenarios, lang=lang) for lang in ("en", "vi"))
    assert english.alt != vietnamese.alt and english.title != vietnamese.title
    assert saving.numbers(english) == saving.numbers(vietnamese)


def test_the_numbers_of_the_paths_are_those_of_the_projection():
    scenario = dx.load_scenario("plan-repeated")
    table = figures.paths(scenario).table.set_index("year")
    path = dx.simulate(scenario)
    projected = table.loc[scenario.base_year :]
    assert np.array_equal(projected["digital_share"], path.share, equal_nan=True)
    parts = projected[[f"{name}_share" for name in path.components]]
    assert parts.sum(axis=1, skipna=False).to_numpy() == pytest.approx(path.share, nan_ok=True)
    assert table.loc[2023, "published_share"] == 0.165  # the ministry's estimate of January 2024


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("size", ["column", "page", "slide"])
def test_no_remark_on_the_rest_of_the_economy_is_set_too_small_to_read(lang, size, scenarios):
    """Every letter of a warning is at least three quarters of the running text."""
    picture = drawn("verdict_matrix", scenarios, lang=lang, size=size).figure
    warned = [text for text in picture.findobj(Text) if text.get_color() == style.WARNING]
    strains = [f.strain for f in dx.verdicts(scenarios)]
    ends = {(s.shrinks_from, s.shrinks_from_real, s.exhausted_in) for s in strains}
    years = {str(year) for several in ends for year in several if year}
    assert years and years <= set(re.findall(r"\d{4}", " ".join(t.get_text() for t in warned)))
    assert all(text.get_size() >= 0.75 * style.SIZES[size].font for text in warned)


def test_a_figure_with_the_episodes_abroad_names_their_sources(scenarios):
    said = " ".join(t.get_text() for t in drawn("required_vs_projected", scenarios).figure.texts)
    for episode in outside_view.reference_class():
        for source in (episode.start.source, episode.end.source):
            assert cite(source, "en") in " ".join(said.split())


@pytest.mark.parametrize("end", [2025, 2026, 2030])
def test_no_speed_is_required_for_a_year_that_is_over(end):
    """A share of 2025 is published: nothing is asked of it, also where no later year is there."""
    short = dx.load_scenario("baseline").model_copy(update={"end_year": end})
    shown = figures.required_vs_projected([short])
    if end == 2025:
        assert shown.table.empty and shown.title.startswith("No target ahead")
    else:
        row = shown.table.iloc[0]
        assert find_target(dx.load_targets(), row["target"]).year > 2025
        assert np.isfinite(row["required_speed"])
    said = figures.required_vs_projected([short], target="share-2025").title
    assert said.startswith("No target ahead")


def test_a_part_beyond_gdp_stays_within_its_axes(tmp_path):
    """The industry on a base of its own grows beyond GDP where ICT doubles from little."""
    data = plan(end_year=2032)
    data["components"] = {"ict": {"base": "0.1% of gdp", "growth": {"constant": "100%"}}}
    drawn_on = figures.composition([dx.load_scenario(write(data, tmp_path))])
    highest = drawn_on.table[drawn_on.table["metric"] == "part_share_of_gdp:ict"]["value"].max()
    assert highest > 1 and drawn_on.figure.axes[-1].get_ylim()[1] >= highest
    assert not faults(drawn_on.figure)


def test_extra_growth_is_never_a_bare_zero(scenarios):
    """Where a target is only just reached or missed the digits tell on which side."""
    alt = drawn("required_vs_projected", scenarios).alt
    growth = drawn("required_vs_projected", scenarios).table["required_growth"]
    assert growth.abs().min() < 0.0005 and "−0.04" in alt
    assert not re.search(r"[^\d]0\.0[^\d]", alt)


def test_only_figures_that_show_growth_speak_of_its_prices(scenarios):
    texts = {
        name: " ".join(t.get_text() for t in getattr(figures, name)().figure.texts)
        for name in ("history", "revisions")
    }
    assert "constant prices" in " ".join(texts["revisions"].split())
    assert "constant" not in texts["history"]
    mixed = " ".join(
        " ".join(t.get_text() for t in drawn("comparison", scenarios).figure.texts).split()
    )
    assert "growth is stated at constant prices in “MIC: high GDP growth” alone" in mixed


def test_the_numbers_of_the_matrix_are_the_verdicts(scenarios):
    table = figures.verdict_matrix(scenarios).table
    facts = {(f.scenario, f.target.id): f for f in dx.verdicts(scenarios)}
    assert len(table) == len(facts)
    for row in table.to_dict("records"):
        fact = facts[row["scenario"], row["target"]]
        if fact.value is None:
            assert np.isnan(row["value"]) and row["reason"] == fact.reason
        else:
            assert row["value"] == fact.value and row["reached"] == fact.reached


def test_every_evaluable_cell_says_its_verdict_without_colour(scenarios):
    result = figures.verdict_matrix(scenarios)
    texts = [t.get_text() for axes in result.figure.axes for t in axes.texts]
    shown = columns(dx.load_targets(), dx.verdicts(scenarios))
    standing = result.table[result.table["target"].isin([target.id for target in shown])]
    evaluable = standing["reached"].notna().sum()
    assert sum(t.startswith(tuple(MARKS.values())) for t in texts) == evaluable > 100


def test_a_shrinking_rest_is_named_in_every_figure_that_shows_it(scenarios):
    strained = dx.load_scenario("plan-repeated")
    for name in ("paths", "comparison", "rest_of_economy", "composition", "verdict_matrix"):
        result = getattr(figures, name)(strained)
        words = " ".join(t.get_text() for t in result.figure.findobj(match=is_text))
        for year in ("2032", "2030", "2038"):
            assert year in words and year in result.alt


def is_text(artist) -> bool:
    """Return whether an artist of a figure is a text."""
    return hasattr(artist, "get_text")


def test_the_speeds_are_those_of_the_verdicts_and_of_the_reference_class(scenarios):
    result = figures.required_vs_projected(scenarios, target="share-2045")
    facts = {f.scenario: f for f in dx.verdicts(scenarios) if f.target.id == "share-2045"}
    for row in result.table.to_dict("records"):
        assert row["required_speed"] == facts[row["scenario"]].speed.required
    assert f"{outside_view.median():.3f}" in result.alt


@pytest.mark.parametrize("kind", saving.FORMATS)
def test_the_same_inputs_give_the_same_bytes(kind):
    scenario = dx.load_scenario("baseline")
    first, second = (saving.drawn(figures.paths(scenario, lang="vi"), kind) for _ in range(2))
    assert first == second


def test_the_layout_does_not_hang_on_where_things_lie_in_memory():
    rng, kept, places = np.random.default_rng(5), [], set()
    for i in range(12):
        kept.append([bytearray(int(n)) for n in rng.integers(10, 5000, rng.integers(2000))])
        del kept[: i % 3]
        picture = canvas.canvas("page", canvas.Words("Five panels", "shares", "none"), "en")
        for axes in picture.subplots(1, 5, sharey=True):
            axes.plot([0, 1], [0, 1])
        done = canvas.finish(picture, "Five panels", "", pd.DataFrame())
        places.add(tuple(axes.get_position().bounds for axes in done.figure.axes))
    assert len(places) == 1


def test_a_pdf_carries_fonts_title_language_and_alternative_text():
    result = figures.paths(dx.load_scenario("baseline"), lang="vi")
    with pikepdf.open(io.BytesIO(saving.drawn(result, "pdf"))) as pdf:
        assert str(pdf.Root.Lang) == "vi"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == result.title
        assert str(pdf.docinfo["/Subject"]) == result.alt
        assert str(pdf.docinfo["/Keywords"]) == quoting.pointer("vi")
        fonts = pdf.pages[0].Resources.Font
        assert len(fonts) >= 1
        for font in fonts.values():
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_a_pdf_embeds_letters_without_rules_for_setting_text():
    result = figures.paths(dx.load_scenario("baseline"), lang="vi")
    with pikepdf.open(io.BytesIO(saving.drawn(result, "pdf"))) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            file = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
            embedded = TTFont(io.BytesIO(file))
            assert {"glyf", "cmap"} <= set(embedded.keys())
            assert not set(LAYOUT_TABLES) & set(embedded.keys())
            assert ord("t") in embedded.getBestCmap()


def test_the_letters_of_a_language_are_embedded_together_and_any_other_alone():
    plain, vietnamese = ("".join(sorted(group)) for group in LETTER_GROUPS)
    assert whole_groups("a") == plain and whole_groups("ế") == vietnamese
    assert set(whole_groups("aế")) == set(plain) | set(vietnamese)
    assert set(whole_groups("aΩ")) == set(plain) | {"Ω"}
    assert not set(plain) & set(vietnamese)


@pytest.mark.parametrize(("lang", "other"), [("en", "Ωж"), ("vi", "Ωж"), ("en", "ế")])
def test_every_letter_of_a_figure_is_in_the_fonts_of_its_pdf(lang, other):
    scenario = dx.load_scenario("baseline")
    short = scenario.title.model_copy(update={lang: f"Tỷ lệ {other}"})
    result = figures.paths(scenario.model_copy(update={"title": short}), lang=lang)
    with pikepdf.open(io.BytesIO(saving.drawn(result, "pdf"))) as pdf:
        embedded = set()
        for font in pdf.pages[0].Resources.Font.values():
            file = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
            embedded |= set(map(chr, TTFont(io.BytesIO(file)).getBestCmap()))
    shown = set("".join(text.get_text() for text in result.figure.findobj(Text)))
    assert other[0] in shown and shown - {"\n"} <= embedded


def test_a_figure_is_drawn_once_a_format(monkeypatch):
    result, drawings = figures.paths(dx.load_scenario("baseline")), []
    draw = Axes.draw
    monkeypatch.setattr(Axes, "draw", lambda self, *a: drawings.append(self) or draw(self, *a))
    for kind in saving.FORMATS:
        saving.drawn(result, kind)
    assert len(drawings) == len(saving.FORMATS) * len(result.figure.axes)


def test_an_svg_says_what_it_shows():
    result = figures.paths(dx.load_scenario("baseline"), lang="vi")
    text = saving.drawn(result, "svg").decode()
    assert 'role="img"' in text and 'xml:lang="vi"' in text and "<desc>" in text


def test_a_title_from_a_file_is_never_mathematics_nor_markup():
    title = r"$\frac{a}{b}$ <b>x</b> & =1+1"
    scenario = dx.load_scenario("baseline")
    odd = scenario.model_copy(update={"title": scenario.title.model_copy(update={"en": title})})
    result = figures.paths(odd)
    assert result.title.startswith(title)
    assert "<b>" not in saving.drawn(result, "svg").decode()


def test_saving_writes_pictures_numbers_and_words_and_refuses_a_path(tmp_path):
    result = figures.paths(dx.load_scenario("baseline"))
    files = figures.save(result, tmp_path, "paths-baseline")
    assert sorted(p.suffix for p in files) == [".csv", ".pdf", ".png", ".svg", ".txt"]
    assert sorted(tmp_path.iterdir()) == sorted(files)
    assert quoting.pointer("en") in (tmp_path / "paths-baseline.txt").read_text()
    for name in ("../away", "a/b", ".hidden", ""):
        with pytest.raises(InputError):
            figures.save(result, tmp_path, name)
    with pytest.raises(InputError):
        figures.save(result, tmp_path, "paths", formats=("gif",))


def test_the_notebook_s_own_settings_do_not_change_a_figure():
    import matplotlib as mpl

    scenario = dx.load_scenario("baseline")
    plain = saving.drawn(figures.paths(scenario), "png")
    with mpl.rc_context({"font.size": 30, "axes.grid": True, "lines.linewidth": 9}):
        assert saving.drawn(figures.paths(scenario), "png") == plain
        assert mpl.rcParams["font.size"] == 30


@pytest.mark.parametrize("name", ["paths", "verdict_matrix", "rest_of_economy"])
def test_the_picture_looks_as_it_was_when_it_was_last_looked_at(name, scenarios):
    """Set DXSIM_WRITE_BASELINES=1 to keep a new picture, after looking at it."""
    picture = small(saving.drawn(drawn(name, scenarios[:4]), "png"))
    file = BASELINES / f"{name}.png"
    if os.environ.get("DXSIM_WRITE_BASELINES") == "1":
        BASELINES.mkdir(exist_ok=True)
        picture.save(file, optimize=True)
    before, now = (np.asarray(p, dtype=float) for p in (Image.open(file), picture))
    assert before.shape == now.shape
    assert np.sqrt(np.mean((before - now) ** 2)) < TOLERANCE


def small(png: bytes) -> Image.Image:
    """Return a picture in grey at a quarter of its size: layout, not single pixels."""
    full = Image.open(io.BytesIO(png)).convert("L")
    return full.resize((full.width // 4, full.height // 4), Image.Resampling.BOX)


def test_a_size_gives_the_sheet_it_names():
    for size, form in style.SIZES.items():
        result = figures.paths(dx.load_scenario("baseline"), size=size)
        inches = result.figure.get_size_inches()
        assert inches * 25.4 == pytest.approx([form.width, form.height])
