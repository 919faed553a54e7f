"""Checks of the targets: what they ask, together and one by one, and the record beside them."""

import math

from dxsim.analysis import outside_view
from dxsim.cases.results import Finding, Shown
from dxsim.cases.viet_nam.bands import Interval, computed, exact, log_odds, printed, threshold
from dxsim.cases.viet_nam.record import (
    Evidence,
    agreement,
    check,
    holds,
    number,
    percent,
    points,
    speed,
)
from dxsim.model import share_curves
from dxsim.model.share_curves import expit

BASE_YEAR, PLAN_YEAR, MID_YEAR, END_YEAR = 2024, 2025, 2030, 2045
OFFICE_YEAR = 2023  # the statistics office's last year in the documents


@check("C15", "A023 A042 B005 B019")
def industry_share(f: Evidence) -> Finding:
    """Hold the digital-technology industry on each measure to 8% of GDP."""
    ict = computed(lambda s, w: s * w / 100, printed(f["B005"]), printed(f["B019"]))
    limit = f["A042"].numbers[0]
    met = [ict.point >= limit, f["A023"].numbers[0] >= limit]
    shown = {"ict": percent(ict.point / 100, 2), "industry": percent(f["A023"].numbers[0] / 100, 0)}
    if met[0] != met[1]:
        return Finding("not_checkable", shown)
    return Finding(holds(all(met)), shown)


@check("C16", "A008 A041 A042 B005 B019")
def joint_targets(f: Evidence) -> Finding:
    """30% of GDP, 70% sectoral and 8% digital-technology industry, all together."""
    total, sectoral, industry = (f[id].numbers[0] / 100 for id in ("A041", "A008", "A042"))
    room = total * (1 - sectoral)
    shown = {"room": percent(room, 0), "left": percent(room - industry, 0)}
    now = f["B005"].numbers[0] * f["B019"].numbers[0] / 10_000
    return Finding(holds(room >= industry), shown | {"now": percent(now)})


@check("C17", "B005 B018 B019 B022 B027 A008 A041")
def plan_rates_kept(f: Evidence) -> Finding:
    """Hold the plan year's growth rates, kept to 2030, to 30% of GDP and 70% sectoral."""
    names = ("B019", "B018", "B022", "B027")
    parts = [printed(f[id]) for id in names]
    years = MID_YEAR - BASE_YEAR

    def weight(
        ict: Interval, sectoral: Interval, g_ict: Interval, g_sectoral: Interval
    ) -> Interval:
        ratio = (1 + g_ict / 100) / (1 + g_sectoral / 100)
        return 1 / (1 + ict / sectoral * ratio**years)

    band = computed(weight, *parts)
    ict, sectoral, g_ict, g_sectoral = (p.point / 100 for p in parts)
    grown = ict * (1 + g_ict) ** years + sectoral * (1 + g_sectoral) ** years
    fastest_gdp = (f["B005"].numbers[0] / f["A041"].numbers[0] * grown) ** (1 / years) - 1
    goal = f["A008"].numbers[0] / 100
    wait = math.log(goal / (1 - goal) * ict / sectoral) / math.log((1 + g_sectoral) / (1 + g_ict))
    shown = {"weight": percent(band.point), "gdp": percent(fastest_gdp, 2)}
    shown["year"] = Shown(BASE_YEAR + math.ceil(wait), "year", 0)
    return Finding(agreement(band, exact(goal)) if band.point < goal else "consistent", shown)


@check("C18", "A041 A043 A055 B005")
def required_speeds(f: Evidence) -> Finding:
    """Speeds the targets of 2030 and 2045 require; a target can be placed, not checked."""
    mid, end = (f[id].numbers[0] / 100 for id in ("A041", "A043"))
    ministry, office = (f[id].numbers[0] / 100 for id in ("B005", "A055"))
    pace = share_curves.pace
    return Finding(
        "not_checkable",
        {"ministry_2030": speed(pace(ministry, mid, MID_YEAR - BASE_YEAR))}
        | {"office_2030": speed(pace(office, mid, MID_YEAR - OFFICE_YEAR))}
        | {"between": speed(pace(mid, end, END_YEAR - MID_YEAR))}
        | {"ministry_2045": speed(pace(ministry, end, END_YEAR - BASE_YEAR))}
        | {"office_2045": speed(pace(office, end, END_YEAR - OFFICE_YEAR))}
        | {"fastest": speed(outside_view.paces()[-1])},
    )


@check("C34", "B005 B017 A041")
def plan_year_repeated(f: Evidence) -> Finding:
    """Hold the plan year's gain in log-odds, repeated to 2030, to 30%."""
    years = MID_YEAR - PLAN_YEAR
    first, plan = printed(f["B005"]), printed(f["B017"])
    odds = computed(
        lambda a, b: (years + 1) * log_odds(b / 100) - years * log_odds(a / 100), first, plan
    )
    goal = threshold(f["A041"]).point / 100
    gain = share_curves.pace(first.point / 100, plan.point / 100, 1)
    shown = {"share": percent(expit(odds.point)), "gain": speed(gain)}
    shown["needed"] = speed(share_curves.pace(plan.point / 100, goal, years))
    shown["ratio"] = number(math.exp(gain), 3)
    reached = expit(odds.low) >= goal
    if reached:
        return Finding("consistent", shown)
    return Finding("within_rounding" if expit(odds.high) >= goal else "inconsistent", shown)


def growth_still_needed(goal: Interval, first: Interval, second: Interval) -> Interval:
    """Growth a year of the last three years of five, after the first two, all in per cent."""
    done = (1 + first / 100) * (1 + second / 100)
    return 100 * (((1 + goal / 100) ** 5 / done) ** (1 / 3) - 1)


@check("C25", "A060 A072 A073 A074 A075", "labour_productivity_growth")
def productivity(f: Evidence) -> Finding:
    """Productivity growth of 7% a year to 2025, after the years published so far."""
    target = threshold(f["A060"])
    done = [printed(f[id]) for id in ("A073", "A074")]
    needed = computed(growth_still_needed, target, *done)
    best = max(f[id].numbers[0] for id in ("A072", "A073", "A074"))
    gaps = [(goal - f["A075"].numbers[0]) / 100 for goal in f["A060"].numbers]
    years = [f[id].numbers[0] for id in ("A073", "A074")] + f.outturns(
        "labour_productivity_growth", "nso", range(PLAN_YEAR - 2, PLAN_YEAR + 1)
    )
    average = math.prod(1 + rate / 100 for rate in years) ** (1 / len(years)) - 1
    shown = {"needed": percent(needed.point / 100, 2), "best": percent(best / 100, 2)}
    shown |= {"gap_2025": points(gaps[0]), "gap_2030": points(gaps[1])}
    shown |= {"average": percent(average, 2), "last": Shown(PLAN_YEAR - 5 + len(years), "year", 0)}
    return Finding(holds(needed.low <= best), shown)


@check("C26", "A045 A014")
def middle_income(f: Evidence) -> Finding:
    """Upper-middle income by 2030 in one text of the dossier and by 2035 in another."""
    years = f["A045"].numbers[0], f["A014"].numbers[0]
    shown = {"strategy": Shown(years[0], "year", 0), "scheme": Shown(years[1], "year", 0)}
    return Finding(holds(years[0] == years[1]), shown)
