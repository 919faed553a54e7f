"""The audit: each verdict and number beside the reference, and bands that enclose the truth."""

import csv
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxsim.cases import viet_nam
from dxsim.cases.viet_nam import bands, record, shares
from dxsim.data import locations
from dxsim.data.facts import fact, facts
from dxsim.data.observations import observations
from dxsim.data.sources import all_series
from dxsim.data.yamlfile import InputError

GOLDEN = Path(__file__).parents[1] / "golden" / "claims.csv"
REFERENCE = list(csv.DictReader(GOLDEN.open(encoding="utf-8")))


@pytest.fixture(scope="module")
def results():
    return {result.id: result for result in viet_nam.audit(as_of="2025-10-31")}


LATER = [f"C{n}" for n in range(39, 47)]


def test_the_checks_of_the_documents_come_first_and_then_those_of_what_was_said_since(results):
    documents = [f"C{n:02}" for n in range(1, 39)]
    assert list(results) == [*documents, *LATER]
    assert [row["check"] for row in REFERENCE] == documents


def test_what_was_said_since_could_not_be_checked_before(results):
    assert {results[id].key for id in LATER} == {"claims.not_known_then"}


def test_how_2025_ended_and_what_was_said_since():
    """The missed goal, two goals placed, 5G, provinces, e-commerce, the derivation, the prices."""
    found = {result.id: result for result in viet_nam.audit()}
    verdicts = {id: found[id].verdict for id in LATER}
    assert verdicts == {
        "C39": "inconsistent", "C40": "not_checkable", "C41": "not_checkable",
        "C42": "inconsistent", "C43": "inconsistent", "C44": "inconsistent",
        "C45": "consistent", "C46": "inconsistent",
    }  # fmt: skip
    assert found["C39"].numbers["gap"].value == pytest.approx(0.0598)
    assert found["C41"].numbers["needed"].value == pytest.approx((30 / 14.02) ** 0.2 - 1)
    assert found["C43"].numbers["rest"].value == pytest.approx(0.09, abs=5e-4)
    assert found["C46"].numbers["digital"].value == pytest.approx(0.06, abs=5e-4)
    assert found["C46"].numbers["nominal"].value == pytest.approx(0.185, abs=5e-4)


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_derived_shares_are_the_only_ones_that_fit(year, tmp_path, monkeypatch):
    """A tenth of a point more in a derived share no longer fits what the release prints."""
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    row = {2023: ",12.97,", 2024: ",13.21,"}[year]
    file = locations.data_dir() / "observations" / "digital.csv"
    lines = [
        line.replace(row, f",{float(row.strip(',')) + 0.1:.2f},")
        if line.startswith(f"digital_share,nso,{year},,") else line
        for line in file.read_text(encoding="utf-8").splitlines()
    ]  # fmt: skip
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = {result.id: result for result in viet_nam.audit()}
    assert found["C45"].verdict == "inconsistent"


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: row["check"])
def test_the_verdict_is_the_reference_s_or_says_why(results, row):
    """The class must be the one carried over; where the words differ, a note says why."""
    assert results[row["check"]].verdict == row["verdict"]
    starts = {
        "consistent": "consistent",
        "within_rounding": "consistent within rounding",
        "inconsistent": "inconsistent",
        "not_checkable": "not checkable",
    }
    same = row["reference_verdict"].startswith(starts[row["verdict"]])
    assert same or row["note"] or row["reference_verdict"] == "-"


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: row["check"])
def test_the_numbers_are_the_reference_s(results, row):
    found = results[row["check"]].numbers
    for name, text, slack in re.findall(r"(\w+)=([\d.]+)(?:~([\d.]+))?", row["numbers"]):
        scale = 100 if found[name].unit in ("percent", "points") else 1
        decimals = len(text.partition(".")[2])
        tolerance = float(slack) if slack else 0.5001 * 10**-decimals
        assert found[name].value * scale == pytest.approx(float(text), abs=tolerance), name


def test_every_check_cites_facts_and_series_that_exist(results):
    for result in results.values():
        assert result.facts and set(result.facts) <= set(facts())
        assert set(result.series) <= set(all_series())


def test_what_was_not_known_cannot_be_checked():
    early = {result.id: result for result in viet_nam.audit(as_of="2023-06")}
    assert early["C09"].verdict == "not_checkable"
    assert early["C09"].key == "claims.not_known_then"
    assert early["C01"].verdict == "consistent"  # needs no observation


def test_by_february_2025_every_check_but_the_yuan_was_as_it_is(results):
    """The audit of the information cut-off: same verdicts, one number then only remembered."""
    then = {result.id: result for result in viet_nam.audit(as_of="2025-02-28")}
    assert {id: r.verdict for id, r in then.items()} == {id: r.verdict for id, r in results.items()}
    assert [id for id, result in then.items() if result.remembered] == ["C27", "C31"]


def test_the_vintages_that_a_sentence_names_do_not_move_with_later_releases(results):
    latest = {result.id: result for result in viet_nam.audit()}
    assert latest["C09"].numbers == results["C09"].numbers


def test_productivity_is_followed_to_the_last_year_published(results):
    """Compound growth 2021-2025 of 4.57, 4.85, 3.65, 5.88 and 6.8 %."""
    found = {result.id: result for result in viet_nam.audit()}["C25"].numbers
    assert found["last"].value == 2025
    assert found["average"].value == pytest.approx(0.0514, abs=5e-5)
    assert results["C25"].numbers["last"].value == 2024


def test_only_the_remembered_adults_are_remembered(results):
    assert [id for id, result in results.items() if result.remembered] == ["C31"]


@given(st.floats(1, 99), st.floats(1, 99), st.floats(0, 1), st.floats(0, 1))
def test_a_band_holds_every_value_that_rounds_to_what_is_printed(a, b, u, v):
    first = bands.Band(a, a - 0.5, a + 0.5)
    second = bands.Band(b, b - 0.5, b + 0.5)
    truth = (a - 0.5 + u) / (b - 0.5 + v)
    found = bands.computed(lambda x, y: x / y, first, second)
    assert found.low <= truth * (1 + 1e-12) and truth <= found.high * (1 + 1e-12)
    assert found.low <= found.point <= found.high


@settings(max_examples=25, deadline=None)
@given(st.floats(5, 95), st.floats(0, 40), st.floats(0, 40))
def test_cutting_a_repeated_input_tightens_the_band_and_never_loses_a_corner(w, g, h):
    inputs = [bands.Band(x, x - 0.5, x + 0.5) for x in (w, g, h)]
    whole = bands.computed(shares.growth_of_sum, *inputs)
    fine = bands.computed(shares.growth_of_sum, *inputs, cut={0: 40})
    corners = [
        shares.growth_of_sum(x, y, z)
        for x in inputs[0][1:] for y in inputs[1][1:] for z in inputs[2][1:]
    ]  # fmt: skip
    assert whole.low - 1e-12 <= fine.low <= min(corners) + 1e-12
    assert max(corners) - 1e-12 <= fine.high <= whole.high + 1e-12
    assert fine.high - max(corners) <= 0.0003


@given(st.floats(0.01, 0.99))
def test_log_odds_of_an_interval_contain_the_log_odds(share):
    band = bands.Band(share, share * 0.99, min(share * 1.01, 0.999))
    found = bands.computed(bands.log_odds, band)
    assert found.low <= found.point <= found.high


def test_agreement_has_three_outcomes():
    claim = bands.Band(20, 19.5, 20.5)
    assert record.agreement(bands.Band(20.4, 18, 22), claim) == "consistent"
    assert record.agreement(bands.Band(22, 19.2, 24.7), claim) == "within_rounding"
    assert record.agreement(bands.Band(22, 20.6, 24), claim) == "inconsistent"


def test_a_fact_carries_how_it_was_rounded():
    assert bands.printed(fact("B005")) == pytest.approx((18.3, 18.25, 18.35))
    assert bands.printed(fact("B013")) == pytest.approx((561000, 560500, 561500))
    assert len(facts()) == 120
    with pytest.raises(InputError, match="a fact's id"):
        fact("A999")


def test_the_documents_and_the_observations_agree_where_they_state_the_same():
    table = observations(producer="mic").set_index(["series", "period", "kind"])["value"]
    assert table["digital_share", "2024", "estimate"] == fact("B005").numbers[0]
    assert table["digital_share", "2023", "estimate"] == fact("A010").numbers[0]
    assert table["digital_share", "2021", "estimate"] == fact("A056").numbers[0]
    product = fact("B005").numbers[0] * fact("B019").numbers[0] / 100
    assert table["ict_share", "2024", "estimate"] == pytest.approx(product)
