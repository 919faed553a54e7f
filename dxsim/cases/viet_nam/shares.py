"""Checks of shares and growth: the structure, the producers, the comparator from abroad."""

from dxsim.analysis import episodes, outside_view
from dxsim.cases.results import VERDICTS, Finding, Verdict
from dxsim.cases.viet_nam.bands import Band, Interval, computed, exact, log_odds, printed
from dxsim.cases.viet_nam.record import (
    Evidence,
    agreement,
    check,
    holds,
    number,
    percent,
    points,
    speed,
    worst,
)

FINE = 40  # pieces of a band whose input stands twice in its formula


def sectoral_weight(
    ict: Interval, sectoral: Interval, g_ict: Interval, g_sectoral: Interval
) -> Interval:
    """Weight of the sectoral part a year on, from both parts and their growth in per cent."""
    return 1 / (1 + ict * (1 + g_ict / 100) / (sectoral * (1 + g_sectoral / 100)))


def growth_of_sum(sectoral: Interval, g_ict: Interval, g_sectoral: Interval) -> Interval:
    """Growth of two parts together, from the weight of one and the growth of each, per cent."""
    return ((1 - sectoral / 100) * g_ict + sectoral / 100 * g_sectoral) / 100


def implied_gdp_growth(
    share: Interval, next_share: Interval, sectoral: Interval, g_ict: Interval, g_sectoral: Interval
) -> Interval:
    """GDP growth that takes one share to the next while the parts grow as stated."""
    return share / next_share * (1 + growth_of_sum(sectoral, g_ict, g_sectoral)) - 1


def share_after(share: Interval, digital_growth: Interval, gdp_growth: Interval) -> Interval:
    """Share of GDP a year on (all fractions)."""
    return share * (1 + digital_growth) / (1 + gdp_growth)


@check("C01", "B018 B019 B020 B021 B022 B027")
def plan_structure(f: Evidence) -> Finding:
    """Check that the 2025 structure follows from the 2024 structure and the two growth rates."""
    parts = [printed(f[id]) for id in ("B019", "B018", "B022", "B027")]
    sectoral = computed(lambda *x: 100 * sectoral_weight(*x), *parts)
    ict = computed(lambda *x: 100 - 100 * sectoral_weight(*x), *parts)
    growth = computed(growth_of_sum, *parts[1:], cut={0: FINE})
    verdict = worst(agreement(sectoral, printed(f["B020"])), agreement(ict, printed(f["B021"])))
    shown = {"sectoral": percent(sectoral.point / 100, 2), "ict": percent(ict.point / 100, 2)}
    return Finding(verdict, shown | {"growth": percent(growth.point)})


@check("C02", "B005 B016 B017 B018 B022 B027", "gdp_deflator_growth")
def plan_share(f: Evidence) -> Finding:
    """Check that 20.5% needs GDP growth in the announced range, on one price basis."""
    inputs = [printed(f[id]) for id in ("B005", "B017", "B018", "B022", "B027")]
    gdp = computed(implied_gdp_growth, *inputs, cut={2: FINE})
    low, high = (g / 100 for g in f["B016"].numbers)
    inflation = f.outlook("gdp_deflator_growth", "imf", 2025) / 100
    digital = computed(growth_of_sum, *inputs[2:]).point
    real = [
        share_after(inputs[0].point / 100, digital, (1 + g) * (1 + inflation) - 1)
        for g in (low, high)
    ]
    shown = {"gdp": percent(gdp.point, 2), "low": percent(gdp.low), "high": percent(gdp.high)}
    shown |= {"inflation": percent(inflation, 2)}
    shown |= {"share_low": percent(real[1]), "share_high": percent(real[0])}
    return Finding(agreement(gdp, Band((low + high) / 2, low, high)), shown)


@check("C03", "A009 B018 B019 B020 B021")
def three_parts(f: Evidence) -> Finding:
    """Three components are defined; the published structure has two that already make 100%."""
    left = computed(lambda a, b: 100 - a - b, printed(f["B018"]), printed(f["B019"]))
    published = exact(2.0 if left.point == 0 else 3.0)
    verdict = agreement(published, exact(f["A009"].numbers[0]))
    return Finding(verdict, {"left": percent(left.point / 100, 0), "parts": number(3, 0)})


def _rule_of_thumb(
    f: Evidence, year: int, before: Band, after: Band, claims: tuple[Band, Band]
) -> Finding:
    """Hold digital growth and its multiple of GDP growth, both on one price basis, to the claim."""
    nominal = f.value("gdp_nominal", "imf", year) / f.value("gdp_nominal", "imf", year - 1) - 1
    real = f.value("gdp_real_growth", "imf", year) / 100
    verdicts: list[Verdict] = []
    grown, multiple = {}, {}
    for basis, gdp in (("nominal", nominal), ("real", real)):
        growth = computed(lambda a, b, g=gdp: (b / a * (1 + g) - 1) * 100, before, after)
        times = computed(lambda a, b, g=gdp: (b / a * (1 + g) - 1) / g, before, after)
        verdicts.append(worst(agreement(growth, claims[0]), agreement(times, claims[1])))
        grown[basis], multiple[basis] = growth.point / 100, times.point
    rule = share_after(before.point / 100, claims[1].point * real, real)
    best = min(verdicts, key=VERDICTS.index)
    return Finding(
        best,
        {"nominal": percent(grown["nominal"]), "real": percent(grown["real"])}
        | {"times_nominal": number(multiple["nominal"]), "times_real": number(multiple["real"])}
        | {"rule": percent(rule, 2)},
    )


@check("C04", "B005 B007 B008 A010", "gdp_nominal gdp_real_growth")
def growth_2024(f: Evidence) -> Finding:
    """2024: growth above 20% and three times GDP growth."""
    above = Band(f["B007"].numbers[0], f["B007"].numbers[0], 1e9)
    claims = (above, printed(f["B008"]))
    return _rule_of_thumb(f, 2024, printed(f["A010"]), printed(f["B005"]), claims)


@check("C05", "A010 A011 A012 A057", "gdp_nominal gdp_real_growth")
def growth_2023(f: Evidence) -> Finding:
    """2023: growth of about 20% and three times GDP growth."""
    claims = (printed(f["A011"]), printed(f["A012"]))
    return _rule_of_thumb(f, 2023, printed(f["A057"]), printed(f["A010"]), claims)


@check("C06", "A056 A057 A011 A012", "gdp_nominal gdp_real_growth")
def growth_2022(f: Evidence) -> Finding:
    """2022, by the same rule of thumb."""
    claims = (printed(f["A011"]), printed(f["A012"]))
    return _rule_of_thumb(f, 2022, printed(f["A056"]), printed(f["A057"]), claims)


@check("C07", "A056 B005", "gdp_nominal")
def ministry_series(f: Evidence) -> Finding:
    """Set the ministry's series 2021-2024 beside every official series abroad."""
    first, last = printed(f["A056"]), printed(f["B005"])
    gdp = f.value("gdp_nominal", "imf", 2024) / f.value("gdp_nominal", "imf", 2021)
    growth = computed(lambda a, b: (b / a * gdp) ** (1 / 3) - 1, first, last)
    pace = computed(lambda a, b: (log_odds(b / 100) - log_odds(a / 100)) / 3, first, last)
    fastest = outside_view.paces()[-1]
    shown = {"growth": percent(growth.point), "pace": speed(pace.point), "fastest": speed(fastest)}
    return Finding(agreement(pace, Band(fastest, -1.0, fastest)), shown)


@check("C08", "A001 A052 A053 A054 A055")
def office_average(f: Evidence) -> Finding:
    """Check that the unattributed average of 2020-2023 is the statistics office's."""
    years = [printed(f[id]) for id in ("A052", "A053", "A054", "A055")]
    mean = computed(lambda a, b, c, d: (a + b + c + d) / 4, *years)
    return Finding(agreement(mean, printed(f["A001"])), {"mean": percent(mean.point / 100, 3)})


@check("C09", "A011 A052 A055", "gdp_nominal digital_share")
def office_growth(f: Evidence) -> Finding:
    """Growth of about 20% a year beside the statistics office's own series, two vintages."""
    old = _yearly_growth(f, "2024-10")
    new = _yearly_growth(f, "2025-02")
    return Finding(
        worst(*(agreement(exact(g[0] * 100), printed(f["A011"])) for g in (old, new))),
        {"old": percent(old[0]), "old_gdp": percent(old[1])}
        | {"new": percent(new[0]), "new_gdp": percent(new[1])},
    )


def _yearly_growth(f: Evidence, day: str | None) -> tuple[float, float]:
    """Growth a year of digital value added and of GDP in 2020-2023, as known on a day."""
    gdp = [f.value("gdp_nominal", "imf", year, day) for year in (2020, 2023)]
    share = [f.value("digital_share", "nso", year, day) for year in (2020, 2023)]
    digital = (gdp[1] * share[1]) / (gdp[0] * share[0])
    return digital ** (1 / 3) - 1, (gdp[1] / gdp[0]) ** (1 / 3) - 1


@check("C10", "A010 A055", "gdp_nominal")
def two_producers(f: Evidence) -> Finding:
    """Compare the two producers' shares of 2023."""
    ministry, office = printed(f["A010"]), printed(f["A055"])
    gdp = f.value("gdp_nominal", "imf", 2023)
    gap = computed(lambda a, b: (a - b) / 100, ministry, office)
    ratio = computed(lambda a, b: a / b, ministry, office)
    shown = {"ratio": number(ratio.point, 2), "gap": points(gap.point, 2)}
    return Finding(agreement(ministry, office), shown | {"money": number(gap.point * gdp, 0)})


@check("C27", "A038", "gdp_nominal_china")
def china_comparator(f: Evidence) -> Finding:
    """China 2022: 50.2 is the size in trillion yuan, not a share of GDP in per cent.

    The verdict rests on the share published by the measure's own producer; GDP as the fund states
    it came out later, and before that only a remembered value stands in.
    """
    gdp, remembered = f.value_or_recollection("gdp_nominal_china", "imf", "nbs-china", 2022)
    share = computed(lambda size: size / gdp, printed(f["A038"]))
    published = next(p.share for p in episodes.shares("china-caict") if p.year == 2022)
    shown = {"share": percent(share.point), "published": percent(published)}
    shown |= {"error": points(f["A038"].numbers[0] / 100 - published)}
    verdict = agreement(exact(100 * published), printed(f["A038"]))
    return Finding(verdict, shown, remembered=remembered)


@check("C38", "A058 A059 A041")
def target_signs(f: Evidence) -> Finding:
    """Compare the resolution of 2019, above 30%, with the draft of 2024, at least 30%."""
    same = f["A059"].numbers[0] == f["A041"].numbers[0]
    return Finding(holds(same), {"threshold": percent(f["A041"].numbers[0] / 100, 0)})
