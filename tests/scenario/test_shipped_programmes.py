"""The shipped programmes: every number has its row or says that it is assumed, and sizes hold."""

import pytest

from dxsim.analysis.programmes.combinations import Combinations
from dxsim.analysis.programmes.effects import with_programmes
from dxsim.analysis.targets import find_target, load_targets
from dxsim.cli.checking import check_file, parameter_files
from dxsim.data.facts import facts
from dxsim.data.locations import overlays_dir, programmes_dir
from dxsim.data.programme_numbers import programme_numbers
from dxsim.scenario.loading import list_overlays, load_scenario
from dxsim.scenario.programmes.files import list_programmes, load_programme
from dxsim.scenario.programmes.records import ASSUMPTION, Adoption

NUMBERS = (
    "reach", "coverage", "intensity", "intensity_rise", "productivity", "ramp", "fade", "lag",
    "realisation", "additionality", "displacement", "spending", "content", "ratio", "part",
)  # fmt: skip
COSTS = ("units", "per_unit", "upkeep", "overrun", "discount")
SECTORS = ("retail", "tourism", "farms", "factories")
UNITS = {"% of GDP": 0.01, "% of the sector's value added": 0.01, "ratio": 1}


@pytest.fixture(params=list_programmes())
def programme(request):
    return load_programme(request.param)


def stated(programme):
    own = [n for n in NUMBERS if getattr(programme, n, None) not in (None, 0, 0.0)]
    return own + list(COSTS if getattr(programme, "cost", None) else ())


def test_every_number_of_a_shipped_programme_says_what_it_rests_on(programme):
    missing = [name for name in stated(programme) if name not in programme.evidence]
    assert not [name for name in missing if name != "additionality" or programme.additionality < 1]
    assert programme.title.en != programme.title.vi and programme.note.en != programme.note.vi


def test_a_number_lies_within_the_row_it_names(programme):
    """The row is in the printed unit; rows of plans and of money are compared by eye."""
    rows = programme_numbers()
    for name in ("reach", "intensity", "intensity_rise", "content", "part"):
        row = rows.get(programme.evidence.get(name, ""))
        if row is None:
            continue
        scale = 1 if row.unit.startswith("ratio") or row.unit.startswith("value added /") else 0.01
        ends = [row.value, row.low or row.value, row.high or row.value]
        value = getattr(programme, name) / scale
        assert min(ends) - 1e-9 <= value <= max(ends) + 1e-9, (name, row)


def test_the_rise_of_digital_intensity_is_called_an_assumption():
    rows = programme_numbers()
    for name in list_programmes():
        programme = load_programme(name)
        if isinstance(programme, Adoption):
            row = programme.evidence["intensity_rise"]
            assert row == ASSUMPTION or rows[row].confidence == "assumption"


def test_the_table_of_numbers_is_read_whole():
    rows = programme_numbers()
    assert len(rows) > 350 and not set(rows) & set(facts())
    assert {row.confidence for row in rows.values()} == {
        "verified", "second-hand", "derived", "assumption",
    }  # fmt: skip


def test_check_reads_every_programme_and_overlay():
    files = parameter_files()
    folders = [sorted(folder.glob("*.yaml")) for folder in (programmes_dir(), overlays_dir())]
    for file in (*folders[0], *folders[1]):
        assert file in files
        check_file(file)


def test_the_four_sector_programmes_come_to_three_hundredths_of_a_point():
    """The order of magnitude is robust; the split between the four is not, and is not tested."""
    base = load_scenario("nso-trend")
    four = Combinations(with_programmes(base, [load_programme(name) for name in SECTORS]))
    target = find_target(load_targets(), "share-2030")
    added = 100 * float(four.value(target, SECTORS) - four.value(target, ()))
    assert 0.015 < added < 0.04


def test_the_rise_of_intensity_makes_nearly_all_of_their_digital_effect():
    base, target = load_scenario("nso-trend"), find_target(load_targets(), "share-2030")
    whole = [load_programme(name) for name in SECTORS]
    flat = [p.model_copy(update={"intensity_rise": 0.0}) for p in whole]
    added = []
    for programmes in (whole, flat):
        paths = Combinations(with_programmes(base, programmes))
        digital = paths.path(SECTORS).digital - paths.path(()).digital
        added.append(digital[target.year - base.base_year])
    assert 0.9 < 1 - added[1] / added[0] < 1


OTHERS = ("document-programmes", "ict-identity")
"""Overlays that change no programme of another set."""
CHANGES = [name for name in list_overlays() if name not in OTHERS]


def test_the_set_of_the_documents_can_be_laid_over_any_scenario():
    own = load_scenario("plan-programmes").programmes
    for name in ("plan-fading", "rest-given", "saturating"):
        assert load_scenario(f"{name}+document-programmes").programmes == own


@pytest.mark.parametrize("overlay", CHANGES)
def test_every_overlay_changes_the_set_it_is_laid_over(overlay):
    base = load_scenario("plan-programmes")
    laid = load_scenario(f"plan-programmes+{overlay}")
    assert [p.name for p in laid.programmes] == [p.name for p in base.programmes]
    assert laid.programmes != base.programmes


def test_ways_to_miss_close_less_and_skills_close_more():
    target = find_target(load_targets(), "share-2030")
    added = {}
    for name in ("", *CHANGES):
        scenario = load_scenario(f"plan-programmes+{name}" if name else "plan-programmes")
        paths = Combinations(scenario)
        added[name] = float(paths.value(target, paths.programmes) - paths.value(target, ()))
    assert added["not-additional"] == pytest.approx(0, abs=1e-15)
    assert added["half-delivered"] < added["a-year-late"] < added[""]
    assert added["skills-and-institutions"] > added[""]
    assert added["half-delivered"] == pytest.approx(added[""] / 2, rel=0.02)
