"""The model a second time, year by year in plain numbers, as a spreadsheet user would write it.

It takes the plain mapping a scenario file holds and shares no code with the package.
"""

import math


def percent(text):
    """Return the fraction of a text such as 15%."""
    return float(str(text).replace("%", "").strip()) / 100


def rates(law, base_year, end_year):
    """Return {year: rate} of one of the four laws that give a rate on their own."""
    extra = added(law)
    plain = _rates(
        {kind: value for kind, value in law.items() if kind != "add"}, base_year, end_year
    )
    return {t: rate + extra.get(t, 0) for t, rate in plain.items()}


def added(law):
    """Return {year: points} of what is added to a law's rate."""
    found = {}
    for span, rate in law.get("add", {}).items():
        first, _, last = str(span).partition("-")
        for t in range(int(first), int(last or first) + 1):
            found[t] = found.get(t, 0) + percent(rate)
    return found


def _rates(law, base_year, end_year):
    ((kind, value),) = law.items()
    years = range(base_year + 1, end_year + 1)
    if kind == "constant":
        return {t: percent(value) for t in years}
    if kind == "path":
        knots = sorted((int(year), percent(rate)) for year, rate in value.items())
        return {t: _between(knots, t) for t in years}
    if kind == "steps":
        found = {}
        for span, rate in value.items():
            first, _, last = str(span).partition("-")
            for t in range(int(first), int(last or first) + 1):
                found[t] = percent(rate)
        return found
    start, end = percent(value["from"]), percent(value["to"])
    half_life = float(value["half_life"])
    return {t: end + (start - end) * 0.5 ** ((t - base_year - 1) / half_life) for t in years}


def _between(knots, t):
    if t <= knots[0][0]:
        return knots[0][1]
    if t >= knots[-1][0]:
        return knots[-1][1]
    for (left, a), (right, b) in zip(knots, knots[1:], strict=False):
        if left <= t <= right:
            return a + (b - a) * (t - left) / (right - left)
    raise AssertionError("unreachable")


def money(text, gdp=None):
    """Return trillions of a base such as 11511.9 trn VND or 8.316% of gdp."""
    words = str(text).split()
    if words[-1].lower() == "gdp":
        return percent(words[0]) * gdp
    return float(words[0]) * {"trn": 1, "bn": 1e-3, "m": 1e-6}[words[1]]


def project(data):  # noqa: PLR0915 - one pass, as in a spreadsheet
    """Return {"gdp", "non_digital", "components", "exhausted_in"} by year, None where missing."""
    base, end = int(data["base_year"]), int(data["end_year"])
    real_prices = data["prices"] == "constant"
    deflator = rates(data["gdp"]["deflator"], base, end)
    gdp0 = money(data["gdp"]["base"])
    start = {n: money(c["base"], gdp0) for n, c in data["components"].items()}
    rest0 = gdp0 - sum(start.values())
    given = data["closure"] == "gdp_given"
    block = data["gdp"] if given else data["non_digital"]
    stated = rates(block["growth"], base, end)
    own = rates(block["deflator"], base, end) if "deflator" in block else {}
    level = gdp0 if given else rest0
    values = dict(start)
    gdp, rest = {base: gdp0}, {base: rest0}
    components = {n: {base: v} for n, v in start.items()}
    exhausted = None
    for t in range(base + 1, end + 1):
        before = level
        level *= (1 + stated[t]) * ((1 + own[t]) if real_prices else 1)
        nominal_gdp = level / before - 1
        grown, shares, ratios = {}, {}, {}
        for name, component in data["components"].items():
            kind, value = next(iter(component["growth"].items()))
            k = t - base
            if kind == "relative":
                ratios[name] = start[name] / rest0 * math.exp(float(value["speed"]) * k)
            elif kind == "logistic":
                ceiling, s0 = percent(value["ceiling"]), start[name] / gdp0
                decay = math.exp(-float(value["speed"]) * k)
                shares[name] = ceiling / (1 + (ceiling / s0 - 1) * decay)
            elif kind == "gompertz":
                ceiling, s0 = percent(value["ceiling"]), start[name] / gdp0
                decay = math.exp(-float(value["speed"]) * k)
                shares[name] = ceiling * math.exp(math.log(s0 / ceiling) * decay)
            else:
                values[name] *= 1 + _nominal(
                    component, kind, value, t, base, end, real_prices, nominal_gdp, deflator
                )
                grown[name] = values[name]
        g, s, r = sum(grown.values()), sum(shares.values()), sum(ratios.values())
        if given:
            y, n = level, (level * (1 - s) - g) / (1 + r)
        else:
            n, y = level, (level * (1 + r) + g) / (1 - s) if s < 1 else math.inf
        if exhausted is None and (n <= 0 or s >= 1):
            exhausted = t
        alive = exhausted is None
        gdp[t], rest[t] = (y, n) if alive else (None, None)
        for name, levels in components.items():
            value = grown.get(name)
            value = shares[name] * y if name in shares else value
            value = ratios[name] * n if name in ratios else value
            levels[t] = value if alive else None
    return {"gdp": gdp, "non_digital": rest, "components": components, "exhausted_in": exhausted}


def _nominal(component, kind, value, t, base, end, real_prices, nominal_gdp, deflator):
    inflation = 0.0
    if real_prices and "deflator" in component:
        inflation = rates(component["deflator"], base, end)[t]
    if kind != "gdp_multiple":
        return (1 + rates(component["growth"], base, end)[t]) * (1 + inflation) - 1
    times, extra = float(value["times"]), added(component["growth"]).get(t, 0)
    if value.get("of", "nominal") == "nominal":
        return times * nominal_gdp + extra
    real_gdp = (1 + nominal_gdp) / (1 + deflator[t]) - 1
    return (1 + times * real_gdp + extra) * (1 + inflation) - 1
