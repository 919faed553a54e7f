"""Joint feasibility: the cases of the plan, proofs, witnesses, and brute force on random cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenarios import plan, write

import dxsim as dx
from dxsim.analysis.backwards.conflict import (
    conflicts_of_size,
    multipliers,
    proves,
    smallest_conflict,
)
from dxsim.analysis.backwards.feasibility import feasible, parse_bound
from dxsim.analysis.backwards.linear_programme import Programme
from dxsim.analysis.targets import Target, find_target, metric, reaches
from dxsim.data.yamlfile import InputError
from dxsim.model.growth import growth_of
from dxsim.model.projection import simulate
from dxsim.scenario.laws import Law
from dxsim.scenario.parameters import with_parameters

FLOOR = parse_bound("floor:ict:2025-2030:15%:")
CAP = parse_bound("cap:sectoral:2025-2030::30%")
TARGETS = dx.load_targets()


def targets(*ids):
    return [find_target(TARGETS, name) for name in ids]


def both():
    return targets("share-2030", "sectoral-2030")


PLAN = dx.load_scenario("plan-repeated")


def at_growth(gdp):
    return with_parameters(PLAN, {"gdp.growth.constant": gdp})


def holds_on(witness, aims, bounds):
    path, base = witness.path, int(witness.path.years[0])
    for aim in aims:
        value = metric(witness.scenario, aim, path)[aim.year - base]
        assert any(reaches(aim, value + step) for step in (-1e-9, 0, 1e-9))  # as for bounds
    series = {"digital": path.digital, "gdp": path.gdp, "non_digital": path.non_digital}
    for bound in bounds:
        rates = growth_of({**series, **path.components}[bound.of])
        rates = rates[bound.years[0] - base - 1 : bound.years[1] - base]
        assert bound.min is None or (rates >= bound.min - 1e-9).all()
        assert bound.max is None or (rates <= bound.max + 1e-9).all()
    assert not path.exhausted.any()
    return True


@pytest.mark.parametrize("gdp", [0.02, 0.10, 0.124, 0.125, 0.2])
def test_the_plan_is_infeasible_whatever_gdp_does(gdp):
    found = feasible(at_growth(gdp), both(), [FLOOR, CAP])
    assert not found.feasible
    conflicts = {frozenset(one) for one in found.conflicts}
    always, above = {"floor", "cap", "sectoral-2030"}, {"cap", "share-2030", "sectoral-2030"}
    assert frozenset(always) in conflicts
    assert (frozenset(above) in conflicts) is (gdp > 0.1242)
    assert len(found.conflict) == 3
    for name in found.conflict:
        assert found.proof[name] > 0
        rest = set(found.conflict) - {name}
        kept = [b for b in (FLOOR, CAP) if b.id in rest]
        assert holds_on(found.without[name], [t for t in both() if t.id in rest], kept)


def test_above_12_42_per_cent_gdp_growth_the_cap_and_both_shares_conflict():
    limit = (0.08784 * 1.3**6 / (0.3 * 0.7)) ** (1 / 6) - 1
    assert round(limit * 100, 2) == 12.42
    assert feasible(at_growth(limit - 1e-6), both(), [CAP]).feasible
    assert not feasible(at_growth(limit + 1e-6), both(), [CAP]).feasible


def test_without_the_cap_it_is_feasible():
    found = feasible(at_growth(0.10), both(), [FLOOR])
    assert found.feasible
    assert holds_on(found.witness, both(), [FLOOR])


def test_30_70_and_8_leave_at_most_9_per_cent_of_gdp_for_ict_and_platform():
    aims = targets("share-2030", "sectoral-2030", "industry-2030")
    found = feasible(at_growth(0.10), aims, [])
    assert holds_on(found.witness, aims, [])
    path = found.witness.path
    parts = (path.components["ict"] + path.components["platform"])[-1] / path.gdp[-1]
    assert parts / path.share[-1] <= 0.3 * (1 + 1e-9)
    ceiling = with_parameters(PLAN, {"gdp.growth.constant": 0.1})
    exactly = parse_bound(
        f"exact:digital:2025-2030::{((0.3 / 0.183) ** (1 / 6) * 1.1 - 1) * 100:.12f}%"
    )
    almost = aims[0].model_copy(update={"threshold": 0.3 - 1e-6})
    own_base = 0.074 / (0.52 * 0.183)  # the industry's part of what is published as ICT
    published = aims[2].model_copy(update={"base": None, "what": None, "series": None})
    for industry, most in ((published, 0.09), (aims[2], 0.09 * own_base)):
        above, below = (
            industry.model_copy(update={"threshold": most * times}) for times in (1.001, 0.999)
        )
        assert not feasible(ceiling, [almost, aims[1], above], [exactly]).feasible
        assert feasible(ceiling, [almost, aims[1], below], [exactly]).feasible


def test_a_path_that_already_holds_is_its_own_witness():
    scenario = PLAN
    found = feasible(scenario, targets("share-2030"), [CAP, FLOOR])
    assert found.witness.distance == pytest.approx(0, abs=1e-8)
    own = simulate(scenario).components
    for name, levels in found.witness.path.components.items():
        np.testing.assert_allclose(levels, own[name][:7], rtol=1e-6)


def test_the_witness_moves_no_more_than_it_must():
    found = feasible(PLAN, both(), [])
    own = simulate(PLAN)
    sectoral, other = (own.components[n][6] / own.gdp[6] for n in ("sectoral", "ict"))
    other = other + own.components["platform"][6] / own.gdp[6]
    assert found.witness.distance == pytest.approx(other - 3 / 7 * sectoral, abs=1e-7)


@pytest.mark.parametrize("name", dx.list_scenarios())
def test_every_shipped_scenario_has_a_witness_of_its_targets(name):
    scenario = dx.load_scenario(name)
    found = feasible(scenario)
    aims = [t for t in TARGETS if t.id in found.demands]
    assert aims
    assert holds_on(found.witness, aims, [])
    np.testing.assert_allclose(
        found.witness.path.gdp - found.witness.path.digital, found.witness.path.non_digital
    )


def test_a_bound_on_the_given_aggregate_frees_it():
    rest = parse_bound("rest:non_digital:2025-2030:8%:")
    aims = targets("share-2030")
    assert feasible(at_growth(0.10), aims, [rest]).conflict == ("share-2030", "rest")
    wide = parse_bound("wide:gdp:2025-2030:0%:20%")
    found = feasible(at_growth(0.10), aims, [rest, wide])
    assert holds_on(found.witness, aims, [rest, wide])
    assert growth_of(found.witness.path.gdp).max() > 0.10
    narrow = parse_bound("wide:gdp:2025-2030:0%:8%")
    assert set(feasible(at_growth(0.10), aims, [rest, narrow]).conflict) == {
        "share-2030", "rest", "wide",
    }  # fmt: skip


def test_the_rest_given_and_gdp_bounded(tmp_path):
    scenario = dx.load_scenario("rest-given")
    aims = targets("share-2030")
    slow = parse_bound("slow:gdp:2025-2030::9%")
    found = feasible(scenario, aims, [slow])
    assert found.conflict == ("share-2030", "slow")
    fast = parse_bound("slow:gdp:2025-2030::12%")
    assert holds_on(feasible(scenario, aims, [fast]).witness, aims, [fast])


def test_bounds_in_a_constant_price_scenario_are_real():
    scenario, aims = dx.load_scenario("high-growth"), targets("share-2030")
    needed = feasible(scenario, aims, [parse_bound("cap:digital:2025-2030::40%")])
    deflator = 1.0335
    nominal = growth_of(needed.witness.path.digital)
    real = ((1 + nominal) / deflator - 1).max()
    assert feasible(scenario, aims, [parse_bound(f"c:digital:2025-2030::{real * 100 + 0.01:.6f}%")])
    path = simulate(scenario)
    share = 0.3 * path.gdp[6] / path.digital[0]
    limit = share ** (1 / 6) / deflator - 1
    for slack, held in ((1e-5, True), (-1e-5, False)):
        cap = parse_bound(f"c:digital:2025-2030::{(limit + slack) * 100:.9f}%")
        assert feasible(scenario, aims, [cap]).feasible is held


def test_a_growth_target_takes_part():
    aim = Target.model_construct(
        id="ict-20", title=None, metric="growth", of="ict", prices="nominal", sense="at_least",
        threshold=0.20,
        year=2028, source="", producers=("mic",), judge="mic",
    )  # fmt: skip
    cap = parse_bound("cap:ict:2025-2030::18%")
    assert feasible(at_growth(0.1), [aim], [cap]).conflict == ("ict-20", "cap")
    assert holds_on(feasible(at_growth(0.1), [aim], []).witness, [aim], [])


def test_a_target_of_gdp_is_held_on_a_witness_shorter_than_the_scenario(tmp_path):
    """At a rest that stands still the digital economy alone makes GDP grow."""
    data = plan(closure="non_digital_given", end_year=2035) | {
        "gdp": {"base": "11511.9 trn VND", "deflator": {"constant": "0%"}},
        "non_digital": {"growth": {"constant": "0%"}, "deflator": {"constant": "0%"}},
    }
    scenario = dx.load_scenario(write(data, tmp_path))
    aim = Target.model_construct(
        id="gdp", title=None, metric="growth", of="gdp", prices="real", sense="at_least",
        threshold=0.10, year=2026, source="", producers=("mic",), judge="mic",
    )  # fmt: skip
    witness = feasible(scenario, [aim], []).witness
    assert witness.path.years[-1] == 2026 < scenario.end_year
    assert holds_on(witness, [aim], [])


def test_a_proof_is_checked_and_a_wrong_one_is_refused():
    programme = Programme(at_growth(0.10), both(), [FLOOR, CAP])
    rows = programme.inequalities(("sectoral-2030", "floor", "cap"))
    proof = multipliers(*rows)
    assert proves(*rows, proof)
    assert not proves(rows.a, rows.b, [-y for y in proof])
    assert not proves(rows.a, rows.b, [*proof[:-1], proof[-1] + 1])
    open_rows = programme.inequalities(("sectoral-2030", "cap"))
    assert multipliers(*open_rows) is None


@given(st.sets(st.frozensets(st.sampled_from("abcdef"), min_size=1), max_size=6))
def test_the_smallest_conflict_is_the_smallest_of_all_subsets(conflicts):
    def holds(chosen):
        return not any(one <= chosen for one in conflicts)

    found = smallest_conflict("abcdef", holds)
    if not conflicts:
        assert found == ()
        return
    least = min(map(len, conflicts))
    assert len(found) == least
    assert frozenset(found) in conflicts
    every = {frozenset(one) for one in conflicts_of_size("abcdef", least, holds)}
    assert every == {one for one in conflicts if len(one) == least}


COMPONENTS = ("ict", "platform", "sectoral")
GRID = np.linspace(-0.3, 0.6, 19)


@st.composite
def cases(draw):
    """A GDP growth rate, up to three targets and four bounds, until 2030 or within that."""
    share = st.floats(0.05, 0.6)
    aims = [draw(share) if draw(st.booleans()) else None for _ in range(2)]
    industry = draw(st.floats(0.02, 0.3)) if draw(st.booleans()) else None
    bounds = []
    for number in range(draw(st.integers(0, 4))):
        of = draw(st.sampled_from((*COMPONENTS, "digital", "non_digital")))
        rate, low = draw(st.floats(-0.1, 0.4)), draw(st.booleans())
        limits = f"{rate * 100:.4f}%:" if low else f":{rate * 100:.4f}%"
        years = draw(st.sampled_from(("2025-2030", "2025-2030", "2025-2027", "2028-2030", "2027")))
        bounds.append(parse_bound(f"b{number}:{of}:{years}:{limits}"))
    return draw(st.floats(-0.02, 0.2)), aims, industry, bounds


def asked(aims, industry):
    share, sectoral = both()
    first = [share.model_copy(update={"threshold": aims[0]})] if aims[0] else []
    second = [sectoral.model_copy(update={"threshold": aims[1]})] if aims[1] else []
    third = targets("industry-2030")[0]
    return [
        *first,
        *second,
        *([third.model_copy(update={"threshold": industry})] if industry else []),
    ]


def brute_force(scenario, aims, bounds):
    """Whether any growth rates of the grid, constant to 2030, hold all demands in every year."""
    mesh = np.meshgrid(GRID, GRID, GRID, indexing="ij")
    path = simulate(
        with_parameters(
            scenario,
            {
                f"components.{name}.growth.constant": rates.ravel()
                for name, rates in zip(COMPONENTS, mesh, strict=True)
            },
        ).model_copy(update={"end_year": 2030})
    )
    held = ~path.exhausted[:, -1]
    for aim in aims:
        held &= reaches(aim, metric(scenario, aim, path)[:, -1])
    levels = {**path.components, "digital": path.digital, "non_digital": path.non_digital}
    for bound in bounds:
        rates = growth_of(levels[bound.of])[:, bound.years[0] - 2025 : bound.years[1] - 2024]
        low = -1 if bound.min is None else bound.min
        high = 10 if bound.max is None else bound.max
        held &= ((rates >= low - 1e-12) & (rates <= high + 1e-12)).all(axis=1)
    return held.any()


@settings(max_examples=200)
@given(cases())
def test_the_verdict_agrees_with_brute_force(case):
    """Where demands hold there is a witness; where not, no path of the grid holds them either."""
    gdp, thresholds, industry, bounds = case
    scenario, aims = at_growth(gdp), asked(thresholds, industry)
    found = feasible(scenario, aims, bounds)
    if found.feasible:
        assert holds_on(found.witness, aims, bounds)
        return
    assert not brute_force(scenario, aims, bounds)
    programme = Programme(scenario, aims, bounds, found.milestones)
    rows = programme.inequalities(found.conflict)
    assert proves(*rows, multipliers(*rows))
    assert set(found.without) == set(found.conflict)
    for name, witness in found.without.items():
        left = set(found.conflict) - {name}
        kept = [[d for d in demands if d.id in left] for demands in (aims, bounds)]
        assert holds_on(witness, *kept)


def test_a_limit_kept_on_average_and_broken_in_a_year_is_a_conflict():
    """Parts that grow at 30 and at -20 per cent: their sum grows ever faster, 17.5 on average."""
    fixed = [
        parse_bound(f"{name}:{name}:2025-2030:{rate}%:{rate}%")
        for name, rate in (("ict", 30), ("platform", 30), ("sectoral", -20))
    ]
    shares = 0.09516 * 1.3 ** np.arange(7) + 0.08784 * 0.8 ** np.arange(7)
    rates = growth_of(shares)
    assert (shares[6] / shares[0]) ** (1 / 6) - 1 < 0.176 < rates.max()
    for cap, held in ((17.6, False), (100 * rates.max() + 1e-6, True)):
        limit = parse_bound(f"all:digital:2025-2030::{cap:.9f}%")
        found = feasible(PLAN, [], [*fixed, limit])
        assert found.feasible is held
        if held:
            assert holds_on(found.witness, [], [*fixed, limit])
        else:
            assert found.conflict == ("ict", "platform", "sectoral", "all")
            assert all(found.proof[name] > 0 for name in found.conflict)


@pytest.mark.parametrize("of", ["ict", "platform"])
@pytest.mark.parametrize(("low", "high"), [("12.5%", "10.9375%"), ("25%", "0%"), ("0%", "-0.01%")])
def test_growth_limits_of_later_years_conflict_however_small_a_component_has_become(of, low, high):
    """Until then it may shrink to next to nothing: the conflict is of rates alone, and proved."""
    floor = parse_bound(f"floor:{of}:2028-2030:{low}:")
    cap = parse_bound(f"cap:{of}:2025-2030::{high}")
    found = feasible(at_growth(0.0), [], [floor, cap])
    assert found.conflict == ("floor", "cap")
    assert min(found.proof["floor"], found.proof["cap"]) > 0
    for name, kept in (("floor", cap), ("cap", floor)):
        assert holds_on(found.without[name], [], [kept])


def test_a_path_that_leaves_nothing_on_the_way_is_no_witness():
    """GDP falls by 60 per cent in 2026 and recovers: what fits in 2030 must fit in 2026 as well."""
    law = Law.model_validate({"steps": {"2025": "0%", "2026": "-60%", "2027": "180%",
                                        "2028-2045": "10%"}})  # fmt: skip
    swing = PLAN.model_copy(update={"gdp": PLAN.gdp.model_copy(update={"growth": law})})
    floors = [parse_bound(f"{name}:{name}:2025-2026:60%:") for name in COMPONENTS]
    assert 0.183 * 1.6**2 > 0.4
    assert feasible(swing, [], floors).conflict == ("ict", "sectoral")
    late = [parse_bound(f"{name}:{name}:2025-2030:30%:") for name in COMPONENTS]
    share = find_target(TARGETS, "share-2030").model_copy(update={"threshold": 0.6})
    found = feasible(swing, [share], late)
    assert holds_on(found.witness, [share], late)
    assert (found.witness.path.non_digital > 0).all()


def test_gdp_follows_the_scenario_outside_the_years_in_which_it_is_bounded():
    scenario = dx.load_scenario("baseline")
    fixed = parse_bound("fixed:gdp:2025-2027:12%:12%")
    found = feasible(scenario, targets("share-2030"), [fixed])
    rates, own = (growth_of(path.gdp) for path in (found.witness.path, simulate(scenario)))
    np.testing.assert_allclose(rates, [0.12, 0.12, 0.12, *own[3:6]], atol=1e-9)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cap:sectoral:2025-2030:30%", "id:of:years:min:max"),
        ("cap:sectorl:2025-2030::30%", "did you mean sectoral?"),
        ("cap:sectoral:2030-2025::30%", "runs forwards"),
        ("cap:sectoral:2025-2030::30", "per-cent sign"),
        ("Cap!:sectoral:2025-2030::30%", "id"),
    ],
)
def test_a_bound_amiss_is_refused_in_one_line(text, said):
    with pytest.raises(InputError, match=said):
        parse_bound(text)


def test_bounds_and_targets_are_held_to_the_scenario(tmp_path):
    scenario = dx.load_scenario(write(plan(), tmp_path))
    late = parse_bound("cap:ict:2025-2099::30%")
    with pytest.raises(InputError, match=r"bounds\.0\.years"):
        feasible(scenario, both(), [late])
    with pytest.raises(InputError, match="no such part"):
        feasible(scenario.model_copy(update={"producer": "nso"}), both())
    twin = parse_bound("share-2030:ict:2025-2030::30%")
    with pytest.raises(InputError, match="used once"):
        feasible(scenario, both(), [twin])
