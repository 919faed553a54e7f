"""Checks of what was said after the two documents: how 2025 ended, the plan for 2026, and 2030."""

from dxsim.cases.results import Finding
from dxsim.cases.viet_nam.bands import Band, computed, exact, threshold
from dxsim.cases.viet_nam.record import (
    Evidence,
    Unknown,
    agreement,
    check,
    holds,
    number,
    percent,
    points,
    speed,
    worst,
)
from dxsim.model.growth import compound_growth
from dxsim.model.share_curves import pace

ENDED, PLANNED, GOAL, END = 2025, 2026, 2030, 2045
SPAN = range(2021, 2026)


@check("C39", "A058 B039 B017", "digital_share")
def goal_of_2025(f: Evidence) -> Finding:
    """Hold about 20% of GDP in 2025 to what was published, and to what officials said of it."""
    share = f.value("digital_share", "nso", ENDED)
    said = [v / 100 for v in f.all_values("digital_share", "government", ENDED)]
    goal = threshold(f["A058"])
    shown = {"share": percent(share / 100, 2), "gap": points((goal.point - share) / 100, 2)}
    shown |= {"said_low": percent(min(said)), "said_high": percent(max(said))}
    return Finding(holds(share >= goal.point), shown)


@check("C40", "A041", "digital_share")
def plan_of_2026(f: Evidence) -> Finding:
    """Place 14.5% of GDP in 2026: what it asks, and what it leaves to 30% in 2030."""
    start = f.value("digital_share", "nso", ENDED) / 100
    plan = f.planned("digital_share", "government", PLANNED) / 100
    goal = threshold(f["A041"]).point / 100
    before = f.value("digital_share", "nso", ENDED - len(SPAN)) / 100
    shown = {"start": percent(start, 2), "needed": speed(pace(start, plan, 1))}
    shown |= {"done": speed(pace(before, start, len(SPAN)))}
    shown |= {"left": speed(pace(plan, goal, GOAL - PLANNED))}
    return Finding("not_checkable", shown)


@check("C41", "A041 A059", "digital_share")
def goal_of_2030(f: Evidence) -> Finding:
    """Place 30% of GDP in 2030 beside the growth of the share so far."""
    start = f.value("digital_share", "nso", ENDED) / 100
    before = f.value("digital_share", "nso", ENDED - len(SPAN)) / 100
    goal = threshold(f["A041"]).point / 100
    shown = {"needed": percent(compound_growth(start, goal, GOAL - ENDED))}
    shown |= {"done": percent(compound_growth(before, start, len(SPAN)))}
    return Finding("not_checkable", shown)


@check("C42", "B035", "mobile_5g_coverage")
def coverage_5g(f: Evidence) -> Finding:
    """5G coverage at the end of 2025: the review above 90%, a notice and the ministry's next."""
    review = max(f.all_values("mobile_5g_coverage", "most", "2025-12"))
    notice = max(f.all_values("mobile_5g_coverage", "government", "2025-12"))
    later = max(f.all_values("mobile_5g_coverage", "most", "2026-02"))
    shown = {"review": percent(review / 100, 0), "notice": percent(notice / 100, 0)}
    return Finding(holds(review <= later), shown | {"later": percent(later / 100)})


@check("C43", "A041", "digital_share_grdp grdp digital_value_added")
def provincial_targets(f: Evidence) -> Finding:
    """Provinces' targets follow another measure: one of them lies below what is measured now."""
    total = f.value("digital_value_added", "nso", ENDED)
    measured = f.by_variant("digital_share_grdp", "nso", ENDED)
    asked = f.by_variant("digital_share_grdp", "provinces", GOAL, target=True)
    below = [name for name in asked if name in measured and asked[name] < measured[name]]
    if not below:
        return Finding("consistent", {"count": number(len(asked), 0)})
    first = below[0]
    shown = {"asked": percent(asked[first] / 100, 0), "measured": percent(measured[first] / 100)}
    grdp = f.by_variant("grdp", "nso", ENDED)
    if not grdp:
        raise Unknown("grdp")
    value = sum(measured[name] / 100 * grdp[name] for name in measured)
    rest = sum(grdp[name] for name in grdp if name not in measured)
    shown |= {"rest": percent((total - value) / rest), "count": number(len(measured), 0)}
    return Finding("inconsistent", shown)


@check("C44", "B009 A005", "ecommerce_turnover gmv_ecommerce")
def ecommerce_of_2025(f: Evidence) -> Finding:
    """E-commerce of 2025 by three producers."""
    trade = f.value("ecommerce_turnover", "moit", ENDED)
    ministry = f.value("ecommerce_turnover", "most", ENDED)
    report = f.value("gmv_ecommerce", "google-temasek-bain", ENDED)
    low, high = min(trade, ministry, report), max(trade, ministry, report)
    shown = {"trade": number(trade, 0), "ministry": number(ministry, 0)}
    shown |= {"report": number(report, 0), "ratio": number(high / low, 2)}
    return Finding(agreement(exact(low), exact(high)), shown)


@check("C45", "A052 A053", "digital_share digital_growth_usd gdp_nominal gdp_usd exchange_rate")
def office_derivation(f: Evidence) -> Finding:
    """Derive the office's unprinted shares from its average and its growth in dollars.

    The release of January 2026 prints the average of 2021-2025, growth of 14.6 and 6.1%, and
    1.64 times 2020; only values in dollars fit them.
    """
    shares = {year: f.value("digital_share", "nso", year) for year in SPAN}
    dollars = {year: _dollars(f, year) for year in (2022, 2023, 2024, 2025)}
    growth = {
        year: computed(
            lambda a, b, g=dollars[year] / dollars[year - 1]: 100 * (b / a * g - 1),
            _printed(shares[year - 1]), _printed(shares[year]),
        )
        for year in (2023, 2025)
    }  # fmt: skip
    mean = computed(lambda *x: sum(x) / len(SPAN), *(_printed(share) for share in shares.values()))
    stated = f.mean("digital_share", "nso", "2021-2025")
    verdict = worst(
        agreement(mean, _printed(stated)),
        *(
            agreement(growth[year], _printed(f.value("digital_growth_usd", "nso", year), 0.1))
            for year in growth
        ),
    )
    shown = {"mean": percent(mean.point / 100, 2)}
    shown |= {f"growth_{year}": percent(growth[year].point / 100) for year in growth}
    shown |= {"share_2023": percent(shares[2023] / 100, 2)}
    shown |= {"share_2024": percent(shares[2024] / 100, 2)}
    return Finding(verdict, shown)


def _dollars(f: Evidence, year: int) -> float:
    """Return GDP of a year in dollars at the statistics office's rate."""
    return f.value("gdp_nominal", "nso", year) / f.value("exchange_rate", "nso", year)


def _printed(value: float, step: float = 0.01) -> Band:
    """Return a published number with half its rounding unit on either side."""
    return Band(value, value - step / 2, value + step / 2)


@check("C46", "A053", "digital_share digital_growth_usd digital_growth_real gdp_nominal")
def digital_prices(f: Evidence) -> Finding:
    """Growth at current prices of 2025 in dong, and the digital prices it implies."""
    levels = [
        f.value("digital_share", "nso", year) * f.value("gdp_nominal", "nso", year)
        for year in (ENDED - 1, ENDED)
    ]
    nominal = levels[1] / levels[0] - 1
    printed = f.value("digital_growth_usd", "nso", ENDED)
    real = f.value("digital_growth_real", "nso", ENDED) / 100
    gdp = f.value("gdp_nominal", "nso", ENDED) / f.value("gdp_nominal", "nso", ENDED - 1)
    prices = gdp / (1 + f.value("gdp_real_growth", "nso", ENDED) / 100) - 1
    shown = {"nominal": percent(nominal), "printed": percent(printed / 100)}
    shown |= {"digital": percent((1 + nominal) / (1 + real) - 1), "gdp": percent(prices)}
    return Finding(agreement(exact(100 * nominal), _printed(printed, 0.1)), shown)
