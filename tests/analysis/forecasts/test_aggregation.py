"""Forecasts hang together: parts add up to their total, growth and prices give the level."""

import datetime as dt

import numpy as np
import pytest

from dxsim.analysis.forecasts import aggregation
from dxsim.analysis.forecasts.histories import History, subject, transform
from dxsim.analysis.forecasts.information_set import information_set
from dxsim.data.yamlfile import InputError

DAY = dt.date(2025, 2, 28)
TOTAL, CORE, DIGITISED = (
    subject(name, "nso") for name in ("digital_share", "core_share", "digitised_share")
)


@pytest.fixture(scope="module")
def parts():
    return [information_set(about, 2025, DAY) for about in (CORE, DIGITISED)]


def test_parts_add_up_to_the_total_in_every_draw(parts):
    total = 13.5 + np.random.default_rng(1).normal(0, 0.5, aggregation.DRAWS)
    drawn = aggregation.part_draws(total, parts, stream=7)
    assert drawn.sum(axis=0) == pytest.approx(total, abs=1e-12)
    assert (drawn > 0).all()


def test_the_split_starts_from_the_last_one_published(parts):
    history = aggregation.ratio_history(parts[0].history, parts[1].history)
    assert list(history.times) == [2020, 2024]
    assert history.last == pytest.approx(np.log(5.01 / 8.16))
    drawn = aggregation.part_draws(np.full(aggregation.DRAWS, 13.17), parts, stream=7)
    assert np.median(drawn[1]) == pytest.approx(5.01, rel=0.02)


def test_parts_known_up_to_different_years_are_refused():
    one = History(np.array([2020.0, 2023.0]), np.array([-2.4, -2.4]), "share")
    two = History(np.array([2020.0, 2024.0]), np.array([-3.0, -2.9]), "share")
    with pytest.raises(InputError, match="different years"):
        aggregation.ratio_history(one, two)


def test_a_level_is_its_base_times_growth_and_prices():
    level = information_set(subject("gdp_nominal", "imf"), 2025, DAY)
    rates = [
        information_set(subject(name, "imf"), 2025, DAY)
        for name in ("gdp_real_growth", "gdp_deflator_growth")
    ]
    own = [np.full(aggregation.DRAWS, 6.0), np.full(aggregation.DRAWS, 3.0)]
    growth = [
        aggregation.growth_draws(rate, values, 3) for rate, values in zip(rates, own, strict=True)
    ]
    drawn = aggregation.level_draws(level, growth, stream=5)
    base = np.exp(level.history.last)
    assert np.median(drawn) == pytest.approx(base * 1.06 * 1.03, rel=2e-3)
    assert growth[0][0] == pytest.approx(transform(6.0, "rate"))


def test_the_same_stream_gives_the_same_ranks_and_another_does_not():
    first, again, other = aggregation.ranks(3), aggregation.ranks(3), aggregation.ranks(4)
    assert (first == again).all() and (first != other).any()
    assert np.sort(first) == pytest.approx((np.arange(aggregation.DRAWS) + 0.5) / aggregation.DRAWS)


def test_growth_over_years_spreads_more_than_a_year_s():
    one, five = (
        information_set(subject("gdp_real_growth", "imf"), year, DAY) for year in (2025, 2029)
    )
    own = np.full(aggregation.DRAWS, 6.0)
    assert aggregation.growth_draws(one, own, 1).std() == pytest.approx(0.0, abs=1e-12)
    long = aggregation.growth_draws(five, own, 1)
    assert long.mean() == pytest.approx(5 * 0.062, abs=0.03) and long.std() > 0.03
