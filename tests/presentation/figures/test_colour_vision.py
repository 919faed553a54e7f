"""What stands side by side in a figure stays apart for colour-blind readers and in grey print.

Colours are seen as by Machado, Oliveira and Fernandes (2009, full severity) and compared in CIELAB;
a step of about 2 is just noticed, one of 20 is plain at a glance.
"""

import re
from io import BytesIO
from itertools import combinations
from zipfile import ZipFile

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D

import dxsim as dx
from dxsim.analysis.targets import find_target
from dxsim.analysis.uncertainty.sensitivity import sensitivity
from dxsim.analysis.verdicts import Verdict
from dxsim.model.trajectory import Strain
from dxsim.presentation import figures
from dxsim.presentation.figures import verdict_cells
from dxsim.presentation.figures.drawing import style
from dxsim.presentation.workbook import workbook_bytes

APART, GREY_APART, CELLS_APART = 20, 10, 10
SEEN_BY = {
    "trichromats": np.eye(3),
    "protanopes": np.array([
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]),
    "deuteranopes": np.array([
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]),
}  # fmt: skip
TO_XYZ = np.array([
    [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])  # fmt: skip
BASELINE, PLAN = dx.load_scenario("baseline"), dx.load_scenario("plan-repeated")


def seen(colour, by):
    """Return CIELAB coordinates of an sRGB colour as a reader sees it."""
    value = np.array(to_rgb(colour))
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(SEEN_BY[by] @ linear, 0, 1) / TO_XYZ.sum(axis=1)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one, other):
    """Return how far apart two colours are for the readers who see them nearest."""
    return min(np.linalg.norm(seen(one, by) - seen(other, by)) for by in SEEN_BY)


def lightness_step(one, other):
    return abs(seen(one, "trichromats")[0] - seen(other, "trichromats")[0])


def scenarios():
    return [dx.load_scenario(name) for name in dx.list_scenarios()]


def tornado():
    target = find_target(dx.load_targets(), "share-2030")
    return figures.tornado(PLAN, target, dx.tornado(PLAN, target))


def difference():
    pair = [BASELINE, dx.load_scenario("export-shock")]
    return figures.difference(pair, dx.explain(*pair, 2030))


DRAWN = {
    "ceilings": figures.ceilings,
    "comparison": lambda: figures.comparison(scenarios()),
    "composition": lambda: figures.composition(scenarios()),
    "difference": difference,
    "fan": lambda: figures.fan(BASELINE, dx.ensemble(BASELINE, draws=500)),
    "history": figures.history,
    "importance": lambda: figures.importance(
        BASELINE, sensitivity(BASELINE, draws=64, targets=[]), 2030
    ),
    "pace": figures.pace,
    "paths": lambda: figures.paths(PLAN),
    "required_vs_projected": lambda: figures.required_vs_projected(scenarios()),
    "rest_of_economy": lambda: figures.rest_of_economy(scenarios()),
    "revisions": figures.revisions,
    "tornado": tornado,
}


def look_of(line):
    """Return a line's colour and what tells it from another without colour."""
    if line.get_linestyle() == "None":
        return line.get_markeredgecolor(), ("", line.get_marker())
    return line.get_color(), (str(line._dash_pattern), line.get_marker())


def lines(axes):
    drawn = [line for line in axes.lines if len(line.get_xdata()) and line.get_visible()]
    return [look_of(line) for line in drawn if isinstance(line, Line2D)]


def areas(axes):
    return [
        (tuple(face[:3]), (str(area.get_hatch()),))
        for area in axes.collections
        for face in area.get_facecolor()
    ]


def bars(axes):
    """Every bar is named at its tick and says its number, so its colour need not speak in grey."""
    return [(tuple(bar.get_facecolor()[:3]), (place,)) for place, bar in enumerate(axes.patches)]


@pytest.mark.parametrize("name", DRAWN)
def test_what_stands_side_by_side_is_told_apart(name):
    found = 0
    for axes in DRAWN[name]().figure.axes:
        for kind in (lines, areas, bars):
            for (one, look), (other, other_look) in combinations(kind(axes), 2):
                found += 1
                if to_rgb(one) == to_rgb(other) or (name == "fan" and kind is areas):
                    continue  # bands of one fan are shades of one colour, named at their ends
                assert distance(one, other) >= APART, (kind.__name__, one, other)
                plain = look != other_look or lightness_step(one, other) >= GREY_APART
                assert plain, (kind.__name__, one, other)
    assert found or name == "revisions"


def test_bands_of_a_fan_grow_darker_towards_the_middle():
    (axes, *_) = DRAWN["fan"]().figure.axes
    faces = [tuple(area.get_facecolor()[0][:3]) for area in axes.collections]
    light = [seen(face, "deuteranopes")[0] for face in faces]
    steps = -np.diff(light[:3])
    assert len(light) >= 3 and (steps > 3).all()


@pytest.mark.parametrize("gap", [0.0, 2.0, 50.0])
def test_cells_reached_strained_and_missed_are_told_apart(gap):
    strained = Strain(shrinks_in=(2029,))
    target = find_target(dx.load_targets(), "share-2030")
    cells = [
        Verdict(
            "plan", "nso", "current", "trn_vnd", target, gap=sign * gap / 100, gap_pp=sign * gap,
            reached=state, strain=strain,
        )
        for state, sign, strain in ((True, 1, Strain()), (True, 1, strained), (False, -1, Strain()))
    ]  # fmt: skip
    for one, other in combinations(cells, 2):  # and a sign and the gap stand in the cell
        assert distance(verdict_cells.shade(one), verdict_cells.shade(other)) >= CELLS_APART
    signs = [verdict_cells.cell_text(cell, {}, "en").split()[0] for cell in cells]
    assert len(set(signs)) == 3


@pytest.fixture(scope="module")
def charts():
    """Fills of the stacked parts, and colour and dash of the lines compared, as Excel reads."""
    others = [dx.load_scenario(name) for name in ("nso-trend", "mic-trend", "high-growth")]
    with ZipFile(BytesIO(workbook_bytes(BASELINE, compare=others))) as file:
        names = sorted(name for name in file.namelist() if "charts/chart" in name)
        texts = [file.read(name).decode() for name in names]
    bars, compared = (text.partition("<c:ser>")[2] for text in texts)
    fills = re.findall(r'<c:spPr><a:solidFill><a:srgbClr val="(\w+)"', bars)[:3]
    series = [
        (re.search(r'srgbClr val="(\w+)"', one)[1], *re.findall(r'prstDash val="(\w+)"', one))
        for one in compared.split("<c:ser>")
    ]
    return [f"#{fill}" for fill in fills], [(f"#{colour}", dash) for colour, *dash in series]


def test_the_workbook_s_stacked_parts_are_told_apart(charts):
    parts, _ = charts
    assert len(set(parts)) == 3
    for one, other in combinations(parts, 2):
        assert distance(one, other) >= APART
        assert lightness_step(one, other) >= GREY_APART


def test_the_workbook_s_compared_lines_are_told_apart(charts):
    _, compared = charts
    assert len(compared) == 4
    for (one, dash), (other, other_dash) in combinations(compared, 2):
        assert distance(one, other) >= APART
        assert dash != other_dash


def test_the_measure_finds_colours_that_are_confused():
    """Dark orange and red, which never meet in a figure, look alike to deuteranopes."""
    assert distance(style.ink(1), style.ink(2)) < GREY_APART
    assert distance("#000000", "#ffffff") == pytest.approx(100, abs=0.01)
    assert distance("#00aa00", "#aa5500") < np.linalg.norm(
        seen("#00aa00", "trichromats") - seen("#aa5500", "trichromats")
    )
