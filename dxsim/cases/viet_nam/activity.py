"""Checks of the activity figures: ICT industry, e-commerce, firms, workers, Vietnamese value."""

from dxsim.cases.results import Finding
from dxsim.cases.viet_nam.bands import Interval, computed, printed
from dxsim.cases.viet_nam.record import (
    Evidence,
    agreement,
    check,
    holds,
    number,
    percent,
    points,
    worst,
)


def yearly_rate(ratio: Interval, years: Interval) -> Interval:
    """Growth a year, in per cent, that makes up a ratio over some years."""
    return 100 * (ratio ** (1 / years) - 1)


@check("C11", "A020 A021 A022")
def ict_average(f: Evidence) -> Finding:
    """2.28 times in eight years is 11% a year."""
    rate = computed(lambda times: yearly_rate(times, 8), printed(f["A022"]))
    base = computed(lambda now, times: now / times, printed(f["A020"]), printed(f["A022"]))
    shown = {"rate": percent(rate.point / 100, 2), "base": number(base.point)}
    return Finding(agreement(rate, printed(f["A021"])), shown)


@check("C12", "A002 A003 A020", "ict_revenue")
def ict_vintages(f: Evidence) -> Finding:
    """ICT revenue of 2023: two values in one dossier, a third since."""
    base = computed(
        lambda now, rise: now / (1 + rise / 100), printed(f["A002"]), printed(f["A003"])
    )
    published = f.value("ict_revenue", "mic", 2020)
    shown = {"base": number(base.point), "latest": number(f.value("ict_revenue", "mic", 2023), 0)}
    shown |= {"rise": percent(f["A002"].numbers[0] / published - 1)}
    shown |= {"rise_low": percent(f["A020"].numbers[0] / base.point - 1)}
    return Finding(agreement(printed(f["A002"]), printed(f["A020"])), shown)


@check("C13", "A002 A003 A020 A021 A022")
def ict_break(f: Evidence) -> Finding:
    """Check whether the average of 11% a year hides a break in 2020."""
    base_2015 = f["A020"].numbers[0] / f["A022"].numbers[0]
    base_2020 = f["A002"].numbers[0] / (1 + f["A003"].numbers[0] / 100)
    average = computed(lambda times: yearly_rate(times, 8), printed(f["A022"]))
    since = [yearly_rate(f[id].numbers[0] / base_2020, 3) / 100 for id in ("A020", "A002")]
    shown = {"before": percent(yearly_rate(base_2020 / base_2015, 5) / 100)}
    shown |= {"low": percent(since[0]), "high": percent(since[1])}
    return Finding(agreement(average, printed(f["A021"])), shown)


@check("C14", "A020 A023 A028", "gdp_usd")
def ict_value(f: Evidence) -> Finding:
    """7% of GDP beside a Vietnamese value of 28.71% of revenue."""
    gdp = f.value("gdp_usd", "imf", 2023)
    domestic = computed(lambda r, v: r * v / gdp, printed(f["A020"]), printed(f["A028"]))
    added = f["A023"].numbers[0] / 100 * gdp
    shown = {"added": number(added), "ratio": percent(added / f["A020"].numbers[0])}
    shown |= {
        "domestic": number(domestic.point * gdp / 100),
        "share": percent(domestic.point / 100),
    }
    return Finding(agreement(domestic, printed(f["A023"])), shown)


@check("C19", "A005 B009 B010")
def ecommerce_growth(f: Evidence) -> Finding:
    """E-commerce from 20.5 to 25 bn USD is about 20%."""
    growth = computed(lambda a, b: 100 * (b / a - 1), printed(f["A005"]), printed(f["B009"]))
    shown = {"growth": percent(growth.point / 100)}
    shown |= {"low": percent(growth.low / 100), "high": percent(growth.high / 100)}
    return Finding(agreement(growth, printed(f["B010"])), shown)


@check("C20", "A004 A005 A070", "ecommerce_turnover")
def ecommerce_producers(f: Evidence) -> Finding:
    """E-commerce growth of 2023: the trade ministry's series beside the private report's."""
    before = f.value("ecommerce_turnover", "moit", 2022)
    growth = computed(lambda now: 100 * (now / before - 1), printed(f["A005"]))
    average = yearly_rate(f["A005"].numbers[0] / f["A004"].numbers[0], 3) / 100
    shown = {"growth": percent(growth.point / 100, 0), "average": percent(average)}
    shown |= {"private": percent(f["A070"].numbers[2] / 100, 0)}
    claim = printed(f["A070"], 2)
    return Finding(agreement(growth, claim), shown)


@check("C21", "B009 B005", "gdp_usd")
def ecommerce_size(f: Evidence) -> Finding:
    """25 bn USD of e-commerce is turnover and cannot be set against a share of value added."""
    turnover = f["B009"].numbers[0]
    sizes = [turnover / f.value("gdp_usd", producer, 2024) for producer in ("nso", "imf")]
    return Finding("not_checkable", {"low": percent(sizes[0]), "high": percent(sizes[1])})


@check("C22", "A024 B024 B025")
def firms(f: Evidence) -> Finding:
    """Firms: 81,400 in 2025 after +10%, 0.8 per 1,000 people, beside 45,500 in 2023."""
    goal, rise = printed(f["B024"]), printed(f["B024"], 1)
    before = computed(lambda n, g: n / (1 + g / 100), goal, rise)
    people = computed(lambda n, d: n / d / 1000, goal, printed(f["B025"]))
    shown = {"before": number(before.point, 0), "people": number(people.point, 1)}
    shown |= {"jump": percent(before.point / f["A024"].numbers[0] - 1, 0)}
    return Finding(agreement(before, printed(f["A024"])), shown)


@check("C23", "A029 B013 B014")
def workers(f: Evidence) -> Finding:
    """561,000 workers are 1.1% of labour; the dossier has 1.45 million ICT workers."""
    labour = computed(lambda n, s: n / s / 1e4, printed(f["B013"]), printed(f["B014"]))
    ratio = computed(lambda a, b: a * 1e6 / b, printed(f["A029"]), printed(f["B013"]))
    shown = {"labour": number(labour.point), "low": number(labour.low), "high": number(labour.high)}
    same = computed(lambda n: n / 1e6, printed(f["B013"]))
    verdict = agreement(same, printed(f["A029"]))
    return Finding(verdict, shown | {"ratio": number(ratio.point, 2)})


@check("C35", "B011 B038")
def cashless(f: Evidence) -> Finding:
    """Cashless payments grew above 50%, then 20-25% is asked: slower, not contradictory."""
    done, asked = f["B011"].numbers[0], f["B038"].numbers[2]
    shown = {"done": percent(done / 100, 0), "asked": percent(asked / 100, 0)}
    return Finding(holds(asked <= done), shown)


@check("C36", "A027 A028 B023")
def domestic_value(f: Evidence) -> Finding:
    """Check the path of the Made-in-Viet-Nam share of products, apart from that of revenue."""
    products = f["B023"].numbers
    revenue = f["A027"].numbers[0], f["A028"].numbers[0]
    plan, needed = (products[1] - products[0]) / 100, (products[2] - products[1]) / 500
    shown = {"plan": points(plan), "needed": points(needed), "times": number(needed / plan)}
    shown |= {"revenue": points((revenue[1] - revenue[0]) / 300)}
    return Finding(holds(list(products) == sorted(products)), shown)


@check("C24", "A017 A064 B024 B025 B034")
def data_centres(f: Evidence) -> Finding:
    """Data-centre capacity: the increment is one centre, the stocks differ."""
    people = computed(lambda n, d: n / d / 1000, printed(f["B024"]), printed(f["B025"])).point
    now, plan = printed(f["B034"]), printed(f["B034"], 1)
    added = computed(lambda a, b: (b - a) * people, now, plan)
    stock = computed(lambda a: a * people, now)
    shown = {"added": number(added.point), "stock": number(stock.point, 0)}
    verdict = worst(
        agreement(added, printed(f["B034"], 2)),
        agreement(stock, printed(f["A017"], 1)),
        agreement(printed(f["A017"]), printed(f["A064"])),
    )
    return Finding(verdict, shown)
