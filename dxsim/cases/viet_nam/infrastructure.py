"""Checks of infrastructure, payments, adoption and budget figures."""

import datetime as dt

from dxsim.cases.results import Finding
from dxsim.cases.viet_nam.bands import computed, exact, printed
from dxsim.cases.viet_nam.record import Evidence, agreement, check, number, percent

_TEN_MONTHS = (dt.date(2023, 11, 1) - dt.date(2023, 1, 1)).days
_YEAR = 365


@check("C28", "A066")
def data_exchange(f: Evidence) -> Finding:
    """Check data exchange: over 50 times, and 1.6 million a year."""
    fact = f["A066"]
    times = computed(lambda a, b: b / a, printed(fact, 0), printed(fact, 1))
    daily = computed(lambda n: n / _TEN_MONTHS, printed(fact, 2))
    a_year = computed(lambda n: n / _TEN_MONTHS * _YEAR, printed(fact, 2))
    shown = {"times": number(times.point, 0), "daily": number(daily.point, 2)}
    return Finding(agreement(a_year, printed(fact, 4)), shown | {"yearly": number(a_year.point, 0)})


@check("C29", "A067")
def interbank_total(f: Evidence) -> Finding:
    """Check the interbank total, printed in million dong, against its daily flow."""
    fact = f["A067"]
    days = computed(lambda n, d: n * 1e6 / d, printed(fact, 0), printed(fact, 1))
    total = computed(  # trillions a day times days, in million billion dong
        lambda n, d, flow: flow * n * 1e6 / d / 1e3,
        printed(fact, 0),
        printed(fact, 1),
        printed(fact, 2),
    )
    in_million_dong = computed(lambda n: n * 1e9, total)
    shown = {"days": number(days.point, 0), "total": number(total.point)}
    shown |= {"low": number(total.low), "high": number(total.high)}
    return Finding(agreement(in_million_dong, printed(fact, 3)), shown)


@check("C30", "A061")
def bandwidth(f: Evidence) -> Finding:
    """Backbone bandwidth rose 74 times from 2013 to 2020."""
    fact = f["A061"]
    rise = computed(lambda a, b: b / a - 1, printed(fact, 0), printed(fact, 1))
    shown = {"rise": number(rise.point), "ratio": number(rise.point + 1)}
    return Finding(agreement(rise, printed(fact, 3)), shown)


@check("C31", "B015", "adult_population")
def signatures(f: Evidence) -> Finding:
    """12.5 million signatures are 25% of adults."""
    adults = computed(lambda n, s: n / s * 100, printed(f["B015"], 0), printed(f["B015"], 2))
    population = f.recollection("adult_population", "nso", 2024)
    shown = {"adults": number(adults.point), "population": number(population, 0)}
    shown |= {"share": percent(f["B015"].numbers[0] / population, 0)}
    return Finding(agreement(adults, exact(population)), shown, remembered=True)


@check("C32", "A040")
def data_economy(f: Evidence) -> Finding:
    """Pass over the data economy at three times GDP growth: defined, but no base value."""
    return Finding("not_checkable", {"times": number(f["A040"].numbers[0], 0)})


@check("C33", "A007", "government_spending gdp_nominal")
def budget_lever(f: Evidence) -> Finding:
    """2-3% of the state budget as a share of GDP: the scale of a lever, with no counterpart."""
    spending = f.outlook("government_spending", "imf", 2024)
    gdp = f.value("gdp_nominal", "imf", 2024)
    money = [share / 100 * spending for share in f["A007"].numbers]
    shown = {"low": number(money[0], 0), "high": number(money[1], 0)}
    shown |= {"low_gdp": percent(money[0] / gdp, 2), "high_gdp": percent(money[1] / gdp, 2)}
    return Finding("not_checkable", shown)


@check("C37", "A016 A062 B003")
def fibre(f: Evidence) -> Finding:
    """Fibre: households that use it, that it reaches and that have it are three measures."""
    path = [f[id].numbers[0] for id in ("A062", "A016", "B003")]
    names = ("use", "reach", "possession")
    shown = {name: percent(v / 100) for name, v in zip(names, path, strict=True)}
    return Finding("not_checkable", shown)
