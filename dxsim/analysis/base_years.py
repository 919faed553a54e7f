"""Why two scenarios of different base years differ: data revision, re-basing and assumptions.

The scenario of the earlier base year is brought to the later one in three steps, each of which ends
where the next begins, so that they sum to the whole difference:

- data revision: its base-year numbers in their newest vintage;
- re-basing: what was published of the later base year in place of what it projected for it, its
  laws going on from there;
- assumptions: what then still differs, each by its Shapley value.
"""

from dataclasses import replace

from dxsim.analysis.backwards.decomposition import Effect, Explanation, explain_assumptions
from dxsim.analysis.rebasing import on_base_year, on_latest_data
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.scenario.defaults import SEED
from dxsim.scenario.records import Scenario

REVISION, REBASING = "data_revision", "rebasing"
OF_DATA = (REVISION, REBASING)
"""Names of the two effects that are no assumptions."""


def explain(
    first: Scenario, second: Scenario, year: int, *, orders: int = 400, seed: int = SEED
) -> Explanation:
    """Decompose the difference between two scenarios' shares in a year, on any base years.

    Parameters
    ----------
    first, second
        the two scenarios, plain numbers, with the same components.
    year
        the year of the share, from the later base year on.
    orders, seed
        of the sample of orders where more than twelve assumptions differ.

    Returns
    -------
    Explanation
        effects of assumptions; where base years differ, before them those of the data revision and
        the re-basing. Effects sum to the difference.

    Raises
    ------
    InputError
        where a scenario does not reach the year or has no share in it, or components differ.

    Example
    -------
    >>> import dxsim as dx
    >>> pair = dx.load_scenario("nso-trend"), dx.load_scenario("nso-2025-own-history")
    >>> found = dx.explain(*pair, 2030)
    >>> [effect.assumption for effect in found.effects[:2]]
    ['data_revision', 'rebasing']
    >>> abs(sum(effect.effect for effect in found.effects) - found.difference) < 1e-12
    True
    """
    if first.base_year == second.base_year:
        return explain_assumptions(first, second, year, orders=orders, seed=seed)
    forwards = first.base_year < second.base_year
    earlier, later = (first, second) if forwards else (second, first)
    _refuse_before(later, year)
    revised = on_latest_data(earlier)
    rebased = on_base_year(revised, later.base_year)
    shares = [_share(one, year) for one in (earlier, revised, rebased)]
    sign = 1 if forwards else -1
    moves = {REVISION: shares[1] - shares[0], REBASING: shares[2] - shares[1]}
    data = [Effect(name, sign * move, 0.0, sign * move) for name, move in moves.items()]
    pair = (rebased, later) if forwards else (later, rebased)
    rest = explain_assumptions(*pair, year, orders=orders, seed=seed)
    whole = replace(rest, first=first.name, second=second.name, effects=(*data, *rest.effects))
    if forwards:
        return replace(whole, first_share=shares[0])
    return replace(whole, second_share=shares[0])


def _share(scenario: Scenario, year: int) -> float:
    """Return the digital share of GDP in a year, refused where there is none."""
    _refuse_before(scenario, year)
    path = simulate(scenario)
    if path.exhausted[year - scenario.base_year]:
        found = f"nothing left of the rest of GDP in {year}"
        raise InputError(scenario.name, key="year", found=found, expected="an earlier year")
    return float(path.share[year - scenario.base_year])


def _refuse_before(scenario: Scenario, year: int) -> None:
    if not scenario.base_year <= year <= scenario.end_year:
        expected = f"a year of {scenario.base_year}-{scenario.end_year}"
        raise InputError(scenario.name, key="year", found=str(year), expected=expected)
