"""A shock that may come: how often, when, how large, and what the other draws keep."""

from dataclasses import replace

import numpy as np
import pytest
from support.scenarios import plan, write

from dxsim.analysis.uncertainty.agreeing_draws import is_linear
from dxsim.analysis.uncertainty.assumed import assumptions
from dxsim.analysis.uncertainty.engine.samplers import METHODS, sampler
from dxsim.analysis.uncertainty.ensemble import Plan, draw, study_of
from dxsim.analysis.uncertainty.sensitivity import factors_of
from dxsim.data.yamlfile import InputError
from dxsim.model.growth import growth_of
from dxsim.model.projection import simulate
from dxsim.presentation.text.uncertainty import common_in_words
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.writing import scenario_text

STILL = {
    "errors": {name: {} for name in ("ict", "platform", "sectoral", "gdp")},
    "measurement_sd": "0%",
    "breaks": {"rate": "0", "sd": "0%"},
}
SHOCK = {
    "id": "shock", "of": "ict", "years": "2026-2029", "probability": "30%", "size": "-20%",
}  # fmt: skip
DRAWS = 8192


def scenario(folder, *events, still=True, **more):
    stated = (STILL if still else {}) | {"events": list(events)}
    data = plan(end_year=2032, uncertainty=stated, **more)
    return load_scenario(write(data, folder))


def ratios(study, method="random"):
    """Return the factor on the ratio of ICT to the rest of GDP, shape (draws, years)."""
    unit = sampler(study.process, DRAWS, 3, method).whole()
    path, own = study.run(unit), simulate(study.scenario)
    ratio = path.components["ict"] / path.non_digital
    return ratio / (own.components["ict"] / own.non_digital)


@pytest.mark.parametrize("method", METHODS)
def test_it_comes_as_often_as_stated_each_year_alike_and_lasts(tmp_path, method):
    found = ratios(study_of(scenario(tmp_path, SHOCK)), method)
    struck = found[:, -1] < 0.9
    error = 4 * np.sqrt(0.3 * 0.7 / DRAWS)
    assert struck.mean() == pytest.approx(0.3, abs=error)
    assert found[struck, -1] == pytest.approx(0.8)
    assert found[~struck] == pytest.approx(1.0)
    first = (found[struck] < 0.9).argmax(axis=1) + 2024
    assert set(first) == {2026, 2027, 2028, 2029}
    assert np.bincount(first)[2026:] / DRAWS == pytest.approx(0.3 / 4, abs=error)
    assert (np.diff(found[struck] < 0.9, axis=1).sum(axis=1) == 1).all()


def test_a_shock_of_gdp_moves_every_level_and_no_share(tmp_path):
    event = SHOCK | {"of": "gdp", "years": "2028", "probability": "100%", "size": "-8%"}
    study = study_of(scenario(tmp_path, event))
    own, path = simulate(study.scenario), draw(study, 5, Plan(draws=16))
    assert path.share == pytest.approx(own.share)
    moved = path.gdp / own.gdp
    assert moved == pytest.approx(np.where(own.years >= 2028, 0.92, 1.0))
    assert growth_of(path.gdp)[3] == pytest.approx(0.92 * 1.10 - 1)


def test_its_size_spreads_and_a_single_draw_is_that_of_the_many(tmp_path):
    event = SHOCK | {"probability": "100%", "size_sd": "5%"}
    study = study_of(scenario(tmp_path, event))
    found = np.log(ratios(study)[:, -1])
    assert found.mean() == pytest.approx(np.log(0.8), abs=4 * 0.05 / np.sqrt(DRAWS))
    assert found.std() == pytest.approx(0.05, rel=0.05)
    alone = draw(study, 7, Plan(draws=DRAWS, seed=3))
    own = simulate(study.scenario)
    one = alone.components["ict"] / alone.non_digital
    assert np.log(one / (own.components["ict"] / own.non_digital))[-1] == pytest.approx(found[7])


def test_the_other_errors_are_drawn_as_without_it(tmp_path):
    late = SHOCK | {"years": "2032"}
    pair = [scenario(tmp_path, still=False), scenario(tmp_path, late, still=False)]
    shares = [s.run(sampler(s.process, 64, 3).whole()).share for s in map(study_of, pair)]
    assert shares[0][:, :-1] == pytest.approx(shares[1][:, :-1])


def test_it_is_a_factor_of_its_own(tmp_path):
    (factor,) = factors_of(study_of(scenario(tmp_path, SHOCK)).process)
    assert (factor.name, len(factor.rows)) == ("ict.events", 2)


def test_growth_that_an_event_may_strike_is_not_normal(tmp_path):
    struck = scenario(tmp_path, SHOCK | {"of": "gdp"})
    assert not is_linear(struck, "gdp")
    assert is_linear(scenario(tmp_path, SHOCK), "gdp")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_it_is_told_as_an_assumption_with_its_numbers(tmp_path, lang):
    named = SHOCK | {"title": {"en": "Exports fall", "vi": "Xuất khẩu giảm"}, "size_sd": "5%"}
    facts = assumptions(scenario(tmp_path, named))
    said = common_in_words(facts, lang)[-1]
    english, vietnamese = ("Exports fall", "assumption"), ("Xuất khẩu giảm", "giả định")
    title, assumed = english if lang == "en" else vietnamese
    for part in (title, assumed, "2026-2029", "30", "−20", "5"):
        assert part in said


def test_it_is_written_and_read_back(tmp_path):
    own = scenario(tmp_path, SHOCK)
    (tmp_path / "plan.yaml").write_text(scenario_text(own), encoding="utf-8")
    assert load_scenario(tmp_path / "plan.yaml").uncertainty == own.uncertainty


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"of": "non_digital"}, "one of ict, platform, sectoral, gdp"),
        ({"years": "2024-2026"}, "years within 2025-2032"),
        ({"years": "2033"}, "years within 2025-2032"),
        ({"probability": "0%"}, "a probability above 0%"),
        ({"probability": "0.3"}, "did you mean"),
        ({"size": "-100%"}, "above -100%"),
        ({"size": "0%"}, "a size, or a spread"),
        ({"sizes": "3%"}, "did you mean size"),
    ],
)
def test_an_event_that_cannot_be_drawn_is_refused_with_its_line(tmp_path, change, said):
    with pytest.raises(InputError, match=r"plan\.yaml:\d+: uncertainty\.events\.0") as refused:
        scenario(tmp_path, SHOCK | change)
    assert said in str(refused.value)


def test_an_id_counts_once(tmp_path):
    with pytest.raises(InputError, match="'shock' twice"):
        scenario(tmp_path, SHOCK, SHOCK)


def test_without_events_nothing_is_drawn_for_them(tmp_path):
    process = study_of(scenario(tmp_path)).process
    assert process.rows.total == 0
    assert replace(process, events=()).compounds
