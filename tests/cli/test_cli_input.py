"""Wrong input through the command line: one clear line, exit status 2, nothing written."""

# ruff: noqa: E501 - one case a line reads better

import contextlib
import copy
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
import yaml
from support.scenarios import plan, write

from dxsim.cli.main import main

ROOT = Path(__file__).resolve().parents[2]


def dxsim(*args):
    """Run the command line in this process; return status, standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["dxsim", *map(str, args)]
    with (
        mock.patch.object(sys, "argv", argv),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as stop,
    ):
        main()
    return stop.value.code, out.getvalue(), err.getvalue()


def refused(folder, path, *said):
    """Check that a file is refused in one line that says all of `said`, and nothing is written."""
    before = sorted(folder.rglob("*"))
    status, out, err = dxsim("project", path, "--json")
    assert status == 2, (out, err)
    assert out == ""
    assert len(err.strip().splitlines()) == 1, err
    assert "Traceback" not in err
    for text in said:
        assert text in err, err
    assert sorted(folder.rglob("*")) == before


def changed(path, value):
    """Return the plan with one key, given by its path, set to a value."""
    data = copy.deepcopy(plan())
    *parents, last = path.split(".")
    here = data
    for key in parents:
        here = here[key]
    here[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("components.ict.grwth", {"constant": "15%"}, ["plan.yaml:", "grwth", "did you mean growth"]),
        ("components.sectorial", {"base": "1% of gdp"}, ["sectorial", "did you mean sectoral?"]),
        ("closur", "gdp_given", ["the unknown key 'closur'", "did you mean closure?"]),
        ("closure", "gdp_givn", ["closure", "'gdp_givn'", "did you mean gdp_given?"]),
        ("producer", "mik", ["producer", "'mik'", "did you mean mic?"]),
        (
            "components.ict.growth",
            {"constant": 15},
            ["components.ict.growth.constant", "'15'", "per-cent sign", "did you mean 15% or 1500%?"],
        ),
        ("components.ict.growth", {"constant": 0.15}, ["did you mean 15% or 0.15%?"]),
        ("components.ict.growth", {"constant": "15,5%"}, ["decimals take a point: 15.5%"]),
        ("components.ict.growth", {"constant": "-100%"}, ["above -100%"]),
        ("components.ict.growth", {"constant": "15%", "relative": {"speed": 0.1}}, ["2 laws", "exactly one"]),
        ("components.ict.growth", {"path": {2024: "15%"}}, ["growth.path", "2024", "no year before 2025"]),
        ("components.ict.growth", {"path": {"20x5": "15%"}}, ["20x5", "a year from"]),
        ("components.ict.growth", {"steps": {"2025-2029": "30%", "2031-2045": "9%"}}, ["no rate for 2030"]),
        ("components.ict.growth", {"steps": {"2025-2030": "30%", "2030-2045": "9%"}}, ["2030 in both", "no overlap"]),
        ("components.ict.growth", {"steps": {"2025-2050": "30%"}}, ["2025-2050", "years within 2025-2045"]),
        ("components.ict.growth", {"steps": {"2029-2025": "30%"}}, ["2029-2025", "forwards"]),
        ("components.ict.growth", {"fade": {"from": "3%", "to": "1%", "halflife": 3}}, ["halflife", "did you mean half_life?"]),
        ("components.ict.growth", {"fade": {"from": "3%", "half_life": 3}}, ["found nothing", "the key to"]),
        ("components.ict.growth", {"fade": {"from": "3%", "to": "1%", "half_life": 0}}, ["half_life", "above 0"]),
        ("components.ict.growth", {"logistic": {"ceiling": "5%", "speed": 0.1}}, ["ceiling", "above the base share"]),
        ("components.ict.growth", {"gompertz": {"ceiling": "120%", "speed": 0.1}}, ["at most 100%"]),
        ("components.ict.growth", {"relative": {"speed": "10%"}}, ["speed", "plain number"]),
        ("components.ict.growth", "15%", ["components.ict.growth", "one growth law"]),
        ("components.ict.growth", {}, ["components.ict.growth", "one of constant"]),
        ("components.ict.deflator", {"relative": {"speed": 0.1}}, ["deflator", "the law relative"]),
        ("components.ict.base", "8.3%", ["components.ict.base", "write '% of gdp'"]),
        ("components.ict.base", "1000", ["components.ict.base", "a base such as"]),
        ("components.ict.base", "99% of gdp", ["components", "below 100% of GDP"]),
        ("components.platform.carved_from", "platform", ["carved_from", "another component"]),
        ("gdp.base", "11511.9", ["gdp.base", "an amount with its unit"]),
        ("gdp.base", "11,511.9 trn VND", ["gdp.base", "no thousands separators"]),
        ("gdp.growth", {"gdp_multiple": {"times": 2}}, ["gdp.growth", "the law gdp_multiple"]),
        ("end_year", 2024, ["end_year", "a year from 2025"]),
        ("end_year", 2400, ["end_year", "2324"]),
        ("base_year", "twenty", ["base_year", "a year from"]),
        ("prices", "constant", ["deflator", "at constant prices"]),
        ("name", "other", ["name", "the file's stem, 'plan'"]),
        ("name", "../plan", ["name", "lower-case"]),
        ("bounds", [{"id": "cap", "of": "ict", "years": "2020-2030", "max": "9%"}], ["years within 2025-2045"]),
        ("bounds", [{"id": "cap", "of": "ict", "years": "2025-2030"}], ["neither min nor max"]),
        ("sources", ["no-such-source"], ["sources", "'no-such-source'"]),
        ("components", [], ["components"]),
        ("title", {"en": "x", "fr": "y"}, ["title.fr", "unknown key"]),
    ],
)  # fmt: skip
def test_wrong_values_are_refused_in_one_line(tmp_path, path, value, said):
    data = changed(path, value)
    file = tmp_path / "plan.yaml"
    file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    refused(tmp_path, file, *said)


def test_a_missing_deflator_is_refused(tmp_path):
    data = plan()
    del data["gdp"]["deflator"]
    refused(tmp_path, write(data, tmp_path), "gdp.deflator", "a deflator")


@pytest.mark.parametrize("key", ["producer", "gdp", "components", "closure", "base_year", "name"])
def test_a_missing_key_is_refused(tmp_path, key):
    data = plan()
    del data[key]
    file = tmp_path / "plan.yaml"
    file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    refused(tmp_path, file, key, "found nothing")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty file"),
        (b"   \n\n", "an empty file"),
        (b"# only a remark\n", "an empty file"),
        (b"\x00\x01\x02\xff\xfe", "UTF-8"),
        (b"name: plan\x00\n", "not allowed"),
        (b"name: plan\ngdp:\n\tbase: 1 trn VND\n", "a tab"),
        (b"name: plan\nname: plan\n", "twice"),
        (b"name: plan\n---\nname: plan\n", "a second document"),
        (b"name: !!python/object/apply:os.system ['touch x']\n", "the tag"),
        (b"- a\n- b\n", "keys with values"),
        (b"just a text\n", "keys with values"),
        (b"name: [plan\n", "valid YAML"),
        (b"name: plan\n? [a, b]\n: c\n", "a plain key"),
        (b"a: " + b"[" * 5000, "nested too deeply"),
        (b"name: *nowhere\n", "plan.yaml:1"),
        (b"name: &a [*a]\n", "plan.yaml:1"),
        (b"x" * 10_000_000, "10.0 MB"),
        (
            b"a: &a [x,x,x,x,x,x,x,x,x,x]\n"
            + b"".join(b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 10)) for c in range(98, 108)),
            "more values than",
        ),
    ],
)  # fmt: skip
def test_what_is_no_parameter_file_is_refused(tmp_path, content, said):
    file = tmp_path / "plan.yaml"
    file.write_bytes(content)
    refused(tmp_path, file, said)


def test_a_cycle_of_parents_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("name: a\nextends: b\n")
    (tmp_path / "b.yaml").write_text("name: b\nextends: a\n")
    refused(tmp_path, tmp_path / "a.yaml", "extends", "a cycle (a extends b extends a)")


def test_an_unknown_parent_is_refused_with_the_nearest_name(tmp_path):
    (tmp_path / "a.yaml").write_text("name: a\nextends: baselin\n")
    refused(tmp_path, tmp_path / "a.yaml", "a.yaml:2", "did you mean baseline?")
    (tmp_path / "a.yaml").write_text("name: a\nextends: ../baseline\n")
    refused(tmp_path, tmp_path / "a.yaml", "without .yaml")


def test_levels_of_one_producer_never_meet_the_trend_of_another(tmp_path):
    (tmp_path / "a.yaml").write_text("name: a\nextends: baseline\nproducer: nso\n")
    refused(tmp_path, tmp_path / "a.yaml", "a base measured by 'nso'")


def test_a_misspelt_scenario_or_missing_file_is_refused(tmp_path):
    refused(tmp_path, "plan-repeeted", "did you mean plan-repeated?")
    refused(tmp_path, tmp_path / "absent.yaml", "no such file")
    refused(tmp_path, tmp_path, "a folder" if "/" in str(tmp_path) else "")


def test_check_names_every_wrong_file(tmp_path):
    good = write(plan(), tmp_path)
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: bad\n")
    status, out, _ = dxsim("check", good, bad, "--json")
    assert status == 2
    assert [item["ok"] for item in json.loads(out)] == [True, False]
    assert dxsim("check")[0] == 0


def test_json_shapes_follow_the_contract(tmp_path):
    status, out, _ = dxsim("project", write(plan(), tmp_path), "--json")
    record = json.loads(out)
    assert status == 0
    years = len(record["years"])
    assert record["years"][0] == 2024
    assert {len(record[key]) for key in ("gdp", "non_digital", "digital", "share")} == {years}
    assert set(record["components"]) == {"ict", "platform", "sectoral"}
    assert {len(values) for values in record["growth"].values()} == {years - 1}
    assert {"gdp", "gdp_real", "non_digital", "digital", "ict"} <= set(record["growth"])
    assert record["exhausted_in"] == 2038
    assert record["share"][-1] is None
    status, out, _ = dxsim("targets", write(plan(), tmp_path), "--json")
    verdict = next(v for v in json.loads(out) if v["target"] == "share-2030")
    keys = (
        "scenario producer prices target source sense year years metric unit what threshold value gap gap_pp "
        "gap_money money_unit reached reason judge first_year stays_reached required non_digital_cagr "
        "non_digital_cagr_at_target shrinks_in shrinks_in_real shrinks_from shrinks_from_real exhausted_in speed "
        "over published"
    )
    assert set(keys.split()) == set(verdict)
    assert set(verdict["required"]) == {"all", "ict", "platform", "sectoral", "digital_cagr"}
    assert set(verdict["speed"]) == {"required", "projected", "percentile", "percentile_broad"}


def test_diff_names_the_place_along_the_chain():
    status, out, _ = dxsim("diff", "nso-trend", "baseline", "--json")
    assert status == 0
    record = json.loads(out)
    assert record["first"]["chain"] == ["nso-trend", "nso-reference-pace", "baseline"]
    places = {d["key"]: d["first"]["file"].rsplit("/", 1)[-1] for d in record["differences"]}
    assert places["components.ict.base"] == "nso-reference-pace.yaml"
    assert places["components.ict.growth"] == "nso-trend.yaml"
    assert dxsim("diff", "baseline", "baseline", "--lang", "vi")[1].startswith("baseline và")


def test_a_refusal_reaches_the_shell_as_status_2_without_a_traceback(tmp_path):
    command = [sys.executable, "-m", "dxsim.cli.main", "project", str(tmp_path / "absent.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "no such file" in done.stderr


@pytest.mark.parametrize("growth", ["{constant: 8,5%}", "{path: {2025: 11,5%, 2030: 10%}}"])
def test_a_decimal_comma_between_braces_is_called_one(tmp_path, growth):
    path = tmp_path / "own.yaml"
    text = f"name: own\nextends: plan-fading\ngdp:\n  growth: {growth}\n"
    path.write_text(text, encoding="utf-8")
    refused(tmp_path, path, "own.yaml:4", "cut in two at its comma", "'5%'", "8.5%")


def own(folder, text):
    """Write a file of differences from a shipped scenario."""
    path = folder / "own.yaml"
    path.write_text(f"name: own\nextends: plan-fading\n{text}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("gdp", ["", "gdp: {base: 10319 trn VND}"])
def test_levels_of_another_year_are_not_inherited(tmp_path, gdp):
    key = "components.ict.base" if gdp else "gdp.base"
    said = (key, "the level of 2024 inherited into base year 2023", "own.yaml:")
    refused(tmp_path, own(tmp_path, f"base_year: 2023\n{gdp}"), *said)


def test_an_unknown_producer_is_unknown_before_anything_else(tmp_path):
    refused(tmp_path, own(tmp_path, "producer: nsoo"), "producer", "'nsoo'", "did you mean nso?")


def test_what_a_child_lacks_is_said_of_the_child(tmp_path):
    refused(tmp_path, own(tmp_path, "prices: constant"), "own.yaml:", "deflator", "nothing")


@pytest.mark.parametrize(
    "growth", ["{constant: \u22122%}", "{steps: {2025\u20132029: 3%, 2030\u20132045: \u22121%}}"]
)
def test_the_minus_and_the_dash_of_a_page_are_read(tmp_path, growth):
    text = f"components:\n  ict: {{growth: {growth}}}"
    assert dxsim("check", own(tmp_path, text))[0] in (0, None)


def test_a_linked_scenario_finds_its_parent_beside_the_link_s_target(tmp_path):
    real, linked = tmp_path / "real", tmp_path / "linked"
    for folder in (real, linked):
        folder.mkdir()
    write({**plan(), "name": "parent"}, real)
    child = write({"name": "child", "extends": "parent", "end_year": 2030}, real)
    (linked / "child.yaml").symlink_to(child)
    status, out, err = dxsim("project", linked / "child.yaml", "--json")
    assert status == 0, err
    assert json.loads(out)["years"][-1] == 2030


@pytest.mark.parametrize("copy", ["baseline (1)", "baseline - Copy", "baseline - Bản sao"])
def test_a_copy_beside_a_scenario_is_named_as_one(tmp_path, monkeypatch, copy):
    shutil.copytree(ROOT / "params", tmp_path / "params")
    scenarios = tmp_path / "params" / "viet-nam" / "scenarios"
    shutil.copy(scenarios / "baseline.yaml", scenarios / f"{copy}.yaml")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    status, _, err = dxsim("check")
    assert status == 2 and "is the file a copy of baseline.yaml?" in err, err


def test_a_copy_beside_observations_is_named_and_a_lock_file_is_passed_over(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    rows = tmp_path / "params" / "viet-nam" / "data" / "observations"
    (rows / "~$digital.csv").write_bytes(b"\x00\x01")
    assert dxsim("audit")[0] == 0
    shutil.copy(rows / "digital.csv", rows / "digital (1).csv")
    status, _, err = dxsim("audit")
    assert status == 2 and "digital (1).csv: found a copy of digital.csv beside it" in err, err


@pytest.mark.parametrize("call", [("briefing", "--draws", "100"), ("run",)])
@pytest.mark.parametrize(("title", "letter"), [("高增长", "U+9AD8"), ("mục tiêu 🚀", "U+1F680")])
def test_a_title_that_no_figure_could_print_is_refused_by_its_letter(tmp_path, call, title, letter):
    path = write({**plan(), "title": title}, tmp_path)
    out = tmp_path / ("out.pdf" if call[0] == "briefing" else "out")
    status, _, err = dxsim(call[0], path, *call[1:], "--out", out)
    assert (
        status == 2 and f"title: found the letter '{title[-1 if 'U+1F' in letter else 0]}'" in err
    )
    assert letter in err and len(err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kept", ["none marked", 2])
def test_a_project_with_few_series_has_a_back_test_or_one_line(tmp_path, monkeypatch, kept):
    """Whoever begins with a country of their own has a series or two."""
    shutil.copytree(ROOT / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    series = tmp_path / "params" / "viet-nam" / "forecasts" / "series.csv"
    head, *rows = series.read_text(encoding="utf-8").splitlines()
    rows = [row.replace(",yes", ",no") for row in rows] if kept == "none marked" else rows[:kept]
    series.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    for call in (("backtest",), ("backtest", "--errors"), ("backtest", "--forecast", "2027")):
        status, _, err = dxsim(*call)
        assert status == 0 or (status == 2 and len(err.strip().splitlines()) == 1), (call, err)


@pytest.mark.parametrize("country", ["viet-nam", "malaysia"])
@pytest.mark.parametrize(
    "words", [["audit"], ["conditions"], ["fit"], ["backtest"], ["backtest", "--errors"]]
)
def test_a_day_that_is_none_is_refused_also_where_nothing_hangs_on_it(words, country):
    """Malaysia has no claims to audit and no planned conditions: the day is looked at first."""
    status, _, said = dxsim(*words, "--as-of", "2025-13", "--country", country)
    assert status == 2
    assert said.strip().endswith("expected a date, such as 2025-02-28, 2025-02 or 2025")
