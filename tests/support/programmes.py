"""Programmes a second time, in plain numbers by year, and random ones of every kind.

`effects` shares no code with the package: it takes the mappings that files hold.
"""

import math

from hypothesis import strategies as st

from support.reference import _between, money, percent


def at(path, year, read=percent):
    """Return a planned value in a year: linear between the given years, flat outside."""
    return _between(sorted((int(y), read(v)) for y, v in path.items()), year)


def share(programme, key, otherwise):
    """Return a parameter written with a per-cent sign, or what holds where it is left out."""
    return percent(programme[key]) if key in programme else otherwise


def coverage(programme, base, years):
    """Return the realised coverage by year, before a group's common limit."""
    late = int(programme.get("lag", 0)) + int(programme.get("delay", 0))
    path, part = programme["coverage"]["path"], share(programme, "realisation", 1.0)
    covered = dict.fromkeys(years, 0.0)
    for u in years:
        if u - late > base:
            step = at(path, u - late) - at(path, u - late - 1)
            covered[u] = covered[u - 1] + part * step
    return covered


def coverages(programmes, base, years):
    """Return the realised coverage by name and year, groups held to their largest reach."""
    adoption = [p for p in programmes if p["kind"] == "adoption"]
    found = {p["name"]: coverage(p, base, years) for p in adoption}
    for group in {p["group"] for p in adoption if "group" in p}:
        members = [p for p in adoption if p.get("group") == group]
        largest = max(percent(p["reach"].split(" of")[0]) for p in members)
        for t in years:
            total = sum(percent(p["reach"].split(" of")[0]) * found[p["name"]][t] for p in members)
            if total > largest:
                for p in members:
                    found[p["name"]][t] *= largest / total
    return found


def effects(programmes, base, end, gdp, components):
    """Return {name: {year: (dV, dY)}}, trillions, on a path without programmes."""
    years = range(base, end + 1)
    covered = coverages(programmes, base, years)
    found = {}
    for p in programmes:
        by_year = {
            "adoption": lambda p=p: _adoption(p, covered[p["name"]], years, gdp),
            "demand": lambda p=p: _demand(p, base, years),
            "domestic_value": lambda p=p: _domestic(p, base, years, components[p["component"]]),
        }[p["kind"]]()
        found[p["name"]] = by_year
    return found


def _adoption(p, covered, years, gdp):
    a, d = share(p, "additionality", 1.0), share(p, "displacement", 0.0)
    omega, a0 = percent(p["reach"].split(" of")[0]), percent(p["intensity"])
    beta, rise = percent(p["productivity"]), float(p["intensity_rise"])
    found = {}
    for t in years:
        gain = risen = 0.0
        for u in years:
            if u > t or u == years[0]:
                continue
            new, age = covered[u] - covered[u - 1], t - u
            ramp = 1 - math.exp(-age / float(p["ramp"]))
            fade = 0.5 ** (age / float(p["fade"])) if "fade" in p else 1.0
            gain += new * (math.exp(beta * ramp * fade) - 1)
            risen += new * rise * a0 * ramp
        found[t] = (
            gdp[t] * a * omega * ((1 - d) * a0 * gain + risen),
            gdp[t] * a * omega * (1 - d) * gain,
        )
    return found


def _demand(p, base, years):
    late = int(p.get("lag", 0)) + int(p.get("delay", 0))
    size = share(p, "additionality", 1.0) * share(p, "realisation", 1.0) * percent(p["content"])
    path, kept = p["spending"]["path"], 1 - share(p, "displacement", 0.0)
    more = {
        t: at(path, t - late, money) - at(path, base, money) if t - late > base else 0.0
        for t in years
    }
    return {t: (size * more[t], kept * size * more[t]) for t in years}


def _domestic(p, base, years, level):
    late = int(p.get("lag", 0)) + int(p.get("delay", 0))
    path, kept = p["ratio"]["path"], 1 - share(p, "displacement", 0.0)
    start, part = at(path, base), share(p, "realisation", 1.0)
    found = {}
    for t in years:
        planned = at(path, t - late) if t - late > base else start
        ratio = start + part * (planned - start)
        more = share(p, "additionality", 1.0) * percent(p["part"]) * (ratio / start - 1) * level[t]
        found[t] = (more, kept * more)
    return found


def parts(low=0.0, high=100.0):
    """A share with its per-cent sign."""
    return st.floats(low, high).map(lambda x: f"{x:.4f}%")


@st.composite
def plans(draw, values, rising=False):
    """Planned values in one to four years around the horizon."""
    years = sorted(draw(st.sets(st.integers(2020, 2050), min_size=1, max_size=4)))
    numbers = [draw(values) for _ in years]
    return dict(zip(years, sorted(numbers) if rising else numbers, strict=True))


@st.composite
def programmes(draw, component, name="one"):
    """A programme of any kind, small enough for most paths to hold."""
    kind = draw(st.sampled_from(("adoption", "demand", "domestic_value")))
    found = {"name": name, "component": component, "kind": kind}
    for key in ("realisation", "additionality", "displacement"):
        if draw(st.booleans()):
            found[key] = draw(parts())
    if draw(st.booleans()):
        found["lag"] = draw(st.integers(0, 6))
    if kind == "adoption":
        rising = draw(plans(st.floats(0, 100), rising=True))
        found |= {
            "reach": f"{draw(st.floats(0.1, 8)):.4f}% of gdp",
            "coverage": {"path": {year: f"{value:.4f}%" for year, value in rising.items()}},
            "intensity": draw(parts(0, 15)),
            "intensity_rise": round(draw(st.floats(0, 2)), 4),
            "productivity": draw(parts(-10, 15)),
            "ramp": round(draw(st.floats(0.2, 8)), 3),
        }
        found |= {"fade": round(draw(st.floats(0.5, 30)), 3)} if draw(st.booleans()) else {}
        return found | ({"group": "same"} if draw(st.booleans()) else {})
    if kind == "demand":
        path = draw(plans(st.floats(1, 60).map(lambda x: f"{x:.3f} trn VND")))
        return found | {"spending": {"path": path}, "content": draw(parts(0, 60))}
    path = draw(plans(parts(20, 50)))
    return found | {"ratio": {"path": path}, "part": draw(parts(0, 70))}
