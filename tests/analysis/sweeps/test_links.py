"""Parameters of a sweep that move together, and what its question comes to."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml

from dxsim.analysis.sweeps.answer import answer
from dxsim.analysis.sweeps.definition import load_sweep, sweeps_dir
from dxsim.analysis.targets import load_targets
from dxsim.batch.dataset import gather_dataset
from dxsim.batch.sweep_runs import sweep_jobs, sweep_table
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.presentation.sweeps.points import points
from dxsim.presentation.sweeps.sentence import answer_record, answer_sentence
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.parameters import with_parameters

ICT, PLATFORM, SECTORAL = (
    f"components.{name}.growth.constant" for name in ("ict", "platform", "sectoral")
)
GDP = "gdp.growth.constant"


def read(folder, vary, method="grid", more="", name="s"):
    path = folder / f"{name}.yaml"
    path.write_text(
        f"sweep: {name}\nscenario: plan-repeated\nmethod: {method}\n{more}vary:\n{vary}"
    )
    return load_sweep(path)


def test_a_linked_parameter_takes_the_same_values(tmp_path):
    vary = f"  {ICT}: {{from: 10%, to: 20%, count: 3, with: {PLATFORM}}}\n"
    sweep = read(tmp_path, vary + f"  {SECTORAL}: [20%, 30%]\n")
    assert sweep.count == 6
    assert sweep.varied == (ICT, SECTORAL)
    assert np.array_equal(sweep.points[PLATFORM], sweep.points[ICT])
    platforms = [sweep.point(i).components["platform"].growth.constant for i in range(6)]
    assert platforms == pytest.approx([0.10, 0.10, 0.15, 0.15, 0.20, 0.20])


@pytest.mark.parametrize("method", ["grid", "list", "latin_hypercube", "sobol"])
def test_a_linked_parameter_keeps_step_over_a_range_of_its_own(tmp_path, method):
    more = "draws: 8\nseed: 3\n" if method in ("latin_hypercube", "sobol") else ""
    count = ", count: 4" if method in ("grid", "list") else ""
    own = f"{{{GDP}: {{from: 12%, to: 8%}}}}"
    sweep = read(tmp_path, f"  {ICT}: {{from: 10%, to: 20%{count}, with: {own}}}\n", method, more)
    expected = 0.12 - 0.4 * (sweep.points[ICT] - 0.10)
    assert sweep.points[GDP] == pytest.approx(expected)


def test_a_list_in_step_goes_by_place_and_not_by_size(tmp_path):
    own = f"[{{{GDP}: [8%, 9%, 10%]}}, {PLATFORM}]"
    sweep = read(tmp_path, f"  {ICT}: {{values: [20%, 10%, 15%], with: {own}}}\n")
    assert sweep.points[GDP] == pytest.approx([0.08, 0.09, 0.10])
    assert sweep.points[PLATFORM] == pytest.approx([0.20, 0.10, 0.15])


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("components.platfrom.growth.constant", "did you mean components.platform"),
        (ICT, "each moved once"),
        (f"[{PLATFORM}, {PLATFORM}]", "each moved once"),
        ("gdp.base", "a range of its own"),
        (f"{{{GDP}: [8%, 9%]}}", "3, one for each of"),
        (f"{{{GDP}: {{from: 8%}}}}", "to: found nothing"),
        (f"{{{GDP}: {{from: 8, to: 9%}}}}", "did you mean 8%"),
        (f"{{{PLATFORM}: {{from: 8%, to: 2000%}}}}", "1000%"),
    ],
)
def test_a_link_that_cannot_hold_is_refused_in_the_sweeps_own_line(tmp_path, link, said):
    with pytest.raises(InputError) as refused:
        read(tmp_path, f"  {ICT}: {{from: 10%, to: 20%, count: 3, with: {link}}}\n")
    assert said in str(refused.value)
    assert str(tmp_path / "s.yaml") in str(refused.value)


def test_linked_parameters_have_their_columns_in_table_and_dataset(tmp_path):
    sweep = read(tmp_path, f"  {ICT}: {{values: [10%, 20%], with: {PLATFORM}}}\n")
    table = sweep_table(sweep, load_targets())
    assert table[PLATFORM].tolist() == table[ICT].tolist() == [0.1, 0.2]
    jobs = sweep_jobs(sweep, tmp_path / "out", "en")
    assert [dict(job.columns) for job in jobs] == [{ICT: v, PLATFORM: v} for v in (0.1, 0.2)]
    folder = tmp_path / "job"
    folder.mkdir()
    pd.DataFrame({"year": [2030, 2045], "value": [1.0, 2.0]}).to_parquet(folder / "results.parquet")
    done = [replace(jobs[1], status="done", folder=folder)]
    (tmp_path / "made").mkdir()
    gathered = pd.read_parquet(gather_dataset(tmp_path / "made", done))
    assert gathered[ICT].tolist() == gathered[PLATFORM].tolist() == [0.2, 0.2]


def one_by_one(sweep, year, threshold):
    """Return which points reach a share, each scenario run alone."""
    start = load_scenario("plan-repeated")
    found = []
    for at in range(sweep.count):
        moved = {path: float(values[at]) for path, values in sweep.points.items()}
        share = simulate(with_parameters(start, moved)).share[year - start.base_year]
        found.append(bool(share >= threshold))
    return np.array(found)


def test_the_answer_is_that_of_its_points(tmp_path):
    vary = f"  {SECTORAL}: {{from: 10%, to: 34%, count: 5}}\n  {GDP}: [8%, 11%]\n"
    sweep = read(tmp_path, vary, more="target: share-2030\n")
    found = answer(sweep, sweep_table(sweep, load_targets()), load_targets())
    reached = one_by_one(sweep, 2030, 0.30)
    assert found.reached.tolist() == reached.tolist()
    assert found.order[0] == SECTORAL
    need = found.needs[0]
    assert need.rises
    assert need.low == sweep.points[SECTORAL][reached].min()
    assert reached[sweep.points[SECTORAL] >= need.certain].all()
    assert not reached[sweep.points[SECTORAL] < need.low].any()
    assert not found.needs[found.order.index(GDP)].rises
    for lang, number in (
        ("en", f"{need.low:.2%}"),
        ("vi", f"{100 * need.low:.2f}".replace(".", ",")),
    ):
        text = answer_sentence(sweep, found, lang)
        assert number in text
        assert f"{int(reached.sum())} " in text
    assert answer_record(sweep, found)["reached"] == reached.sum()
    figure = points(sweep, found, lang="vi")
    assert figure.table["reached"].tolist() == reached.tolist()


def test_where_no_point_reaches_the_nearest_is_told(tmp_path):
    sweep = read(tmp_path, f"  {SECTORAL}: [5%, 6%]\n", more="target: share-2030\n")
    found = answer(sweep, sweep_table(sweep, load_targets()), load_targets())
    assert not found.needs
    best = f"{100 * np.nanmax(found.value):.1f}%"
    text = answer_sentence(sweep, found, "en")
    assert "at none of the 2 points" in text and best in text and "6.00%" in text
    assert points(sweep, found).table["reached"].sum() == 0


def test_a_target_that_the_scenario_is_not_judged_on_is_refused(tmp_path):
    for name, said in (("share-2031", "did you mean"), ("sectoral", "one of")):
        sweep = read(tmp_path, f"  {SECTORAL}: [5%, 6%]\n", more=f"target: {name}\n")
        with pytest.raises(InputError, match=said):
            answer(sweep, sweep_table(sweep, load_targets()), load_targets())


def test_a_question_longer_than_a_text_may_be_is_refused_in_one_line(tmp_path):
    text = yaml.safe_load((sweeps_dir() / "growth-grid.yaml").read_text(encoding="utf-8"))
    text["question"] = {"en": "Which pairs? " * 200, "vi": "Cặp nào?"}
    file = tmp_path / "growth-grid.yaml"
    file.write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError, match=r"question\.en.*at most 2000 characters"):
        load_sweep(file)
