"""Programmes in an ensemble: drawn beside the errors, which stay the same with them and without."""

import numpy as np
import pytest
from support.drawn_programme import DRAWN, LAWS, RETAIL
from support.scenarios import plan, write

from dxsim.analysis.targets import load_targets
from dxsim.analysis.uncertainty.engine.samplers import sampler
from dxsim.analysis.uncertainty.ensemble import Plan, draw, futures, study_of
from dxsim.model.drivers import drivers
from dxsim.scenario.loading import load_scenario


def scenario(folder, law="grown", **changes):
    data = plan() | {"programmes": [RETAIL | changes]}
    for component in data["components"].values():
        component["growth"] = LAWS["grown"]
    data["components"]["sectoral"]["growth"] = LAWS[law]
    return load_scenario(write(data, folder))


@pytest.mark.parametrize("method", ["random", "latin_hypercube", "sobol"])
def test_errors_are_the_same_with_programmes_and_without(tmp_path, method):
    """Odds with and without come from the same draws, whatever the distribution of errors."""
    own = scenario(tmp_path, uncertainty=DRAWN)
    pair = [study_of(each) for each in (own, own.without_programmes())]
    with_them, without = (sampler(s.process, 4096, 11, method).block(1) for s in pair)
    errors = pair[0].process.rows.programmes.start
    assert np.array_equal(with_them[:errors], without)
    assert len(with_them) == errors + len(DRAWN)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("index", [0, 5, 2100])
def test_a_draw_alone_through_the_model_gives_the_same_numbers(tmp_path, law, index):
    study, plan_ = study_of(scenario(tmp_path, law, uncertainty=DRAWN)), Plan(3000, 4)
    source = sampler(study.process, plan_.draws, plan_.seed)
    block, place = divmod(index, source.size)
    many, alone = study.run(source.block(block)), draw(study, index, plan_)
    assert np.allclose(many.share[place], alone.share, rtol=1e-12, equal_nan=True)
    assert np.allclose(many.gdp[place], alone.gdp, rtol=1e-12, equal_nan=True)


def test_without_errors_a_draw_is_the_path_with_its_programmes(tmp_path):
    """The middle of every distribution and no error: the numbers stated, where they are medians."""
    even = {"intensity_rise": {"uniform": [0, 4]}}
    study = study_of(scenario(tmp_path, "relative", uncertainty=even))
    still = study.run(np.zeros((study.process.rows.total, 1)))
    own = drivers(study.scenario).levels()
    assert np.allclose(still.share[0], own.digital / own.gdp, rtol=1e-12)


def test_programmes_that_add_raise_the_odds_and_never_lower_a_draw(tmp_path):
    target = next(t for t in load_targets() if t.is_digital_share and t.year == 2030)
    own = scenario(tmp_path, "relative", uncertainty={"realisation": DRAWN["realisation"]})
    odds = [
        float(futures(study_of(each, [target]), Plan(4000, 2)).probabilities[0])
        for each in (own.without_programmes(), own)
    ]
    assert odds[1] > odds[0] + 0.01
    pair = [study_of(each, [target]) for each in (own, own.without_programmes())]
    runs = [s.run(sampler(s.process, 2048, 2).block(0)).share for s in pair]
    assert (runs[0] >= runs[1] * (1 - 1e-12)).all()


def test_a_drawn_programme_beyond_its_ceiling_leaves_a_path(tmp_path):
    own = scenario(tmp_path, "logistic", intensity_rise=1, uncertainty={
        "intensity_rise": {"uniform": [0, 4.8]}, "reach": {"uniform": ["5% of gdp", "60% of gdp"]},
    })  # fmt: skip
    path = study_of(own).run(sampler(study_of(own).process, 2048, 3).block(0))
    shares = path.components["sectoral"] / path.gdp
    assert np.isfinite(path.share).all() and (shares < 1).all() and (path.non_digital > 0).all()
