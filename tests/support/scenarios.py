"""Random scenario files: every law under every closure and price basis it has a meaning in.

Strategies are made once: hypothesis looks through each new one for what it cannot draw.
"""

from functools import cache

from hypothesis import strategies as st

from dxsim.scenario.laws import RATIO_LAWS, SHARE_LAWS
from support.laws import number, speeds, speeds_of, within
from support.mutations import yaml_bytes

BASE, COMPONENTS = 2024, ("ict", "platform", "sectoral")


@cache
def rate(low=-20.0, high=40.0):
    """A rate with its per-cent sign."""
    return st.floats(low, high).map(lambda x: f"{x:.4f}%")


@cache
def speed(low=-0.1, high=0.3):
    """A speed in log points a year."""
    return number(low, high)


@cache
def rounded(low, high):
    """A plain number with three decimals."""
    return st.floats(low, high).map(lambda x: float(f"{x:.3f}"))


KINDS = st.sampled_from(("constant", "path", "steps", "fade"))
NAMES = st.sets(st.sampled_from(COMPONENTS), min_size=1).map(sorted)
PART_OF_ROOM = st.floats(0, 1)
OF = st.sampled_from(("nominal", "real"))


@cache
def additions(end):
    """Points added to the rate of some years: none as a rule."""
    years = st.integers(BASE + 1, end).flatmap(
        lambda first: st.integers(first, end).map(lambda last: _span(first, last))
    )
    some = st.dictionaries(years, rate(-8.0, 8.0), min_size=1, max_size=2)
    return st.one_of(st.just({}), st.just({}), some.map(lambda found: {"add": found}))


@cache
@st.composite
def rate_laws(draw, end, low=-20.0, high=40.0):
    """One of the four laws that give a rate on their own, with or without additions."""
    return draw(_plain_laws(end, low, high)) | draw(additions(end))


@cache
@st.composite
def _plain_laws(draw, end, low, high):
    one = rate(low, high)
    kind = draw(KINDS)
    if kind == "constant":
        return {"constant": draw(one)}
    if kind == "fade":
        half_life = draw(rounded(0.2, 20))
        return {"fade": {"from": draw(one), "to": draw(one), "half_life": half_life}}
    if kind == "path":
        years = draw(st.sets(st.integers(BASE + 1, end + 5), min_size=1, max_size=5))
        return {"path": {year: draw(one) for year in years}}
    cuts = sorted(draw(st.sets(st.integers(BASE + 1, end), max_size=4)) | {BASE + 1, end + 1})
    spans = zip(cuts, cuts[1:], strict=False)
    return {"steps": {_span(a, b - 1): draw(one) for a, b in spans}}


def _span(first, last):
    return first if first == last else f"{first}-{last}"


@cache
def _component_kinds(closure):
    kinds = ["rate", "rate", *RATIO_LAWS]
    kinds += ["multiple"] if closure == "gdp_given" else []
    return st.sampled_from(kinds)


def component_law(draw, end, closure, share):
    """Draw any growth law a component may have."""
    kind = draw(_component_kinds(closure))
    if kind == "rate":
        return draw(rate_laws(end))
    if kind == "relative":
        return {"relative": {"speed": draw(speed())}}
    if kind == "multiple":
        times = draw(rounded(-1, 4))
        return {"gdp_multiple": {"times": times, "of": draw(OF)}} | draw(additions(end))
    lowest = share * 100 + 0.5
    ceiling = lowest + draw(PART_OF_ROOM) * (95 - lowest)
    return {kind: {"ceiling": f"{ceiling:.3f}%", **draw(speeds(kind))}}


@st.composite
def scenarios(draw, closures=("gdp_given", "non_digital_given"), prices=("current", "constant")):
    """A whole scenario as the mapping its file holds."""
    end = BASE + draw(st.integers(1, 30))
    closure = draw(st.sampled_from(closures))
    basis = draw(st.sampled_from(prices))
    deflators = rate_laws(end, -3.0, 12.0)
    names = draw(NAMES)
    components = {}
    for name in names:
        share = draw(rounded(0.5, 25)) / 100
        law = component_law(draw, end, closure, share)
        component = {"base": f"{share * 100:.3f}% of gdp", "growth": law}
        if basis == "constant" and next(iter(law)) not in RATIO_LAWS:
            component["deflator"] = draw(deflators)
        components[name] = component
    data = {
        "name": "random",
        "producer": draw(st.sampled_from(("mic", "nso"))),
        "base_year": BASE,
        "end_year": end,
        "prices": basis,
        "closure": closure,
        "gdp": {"base": "11511.9 trn VND", "deflator": draw(deflators)},
        "components": components,
    }
    growth = draw(rate_laws(end, -8.0, 25.0))
    if closure == "gdp_given":
        data["gdp"]["growth"] = growth
    else:
        data["non_digital"] = {"growth": growth, "deflator": draw(deflators)}
    return data


def write(data, folder):
    """Write a scenario mapping under its name; return the path."""
    path = folder / f"{data['name']}.yaml"
    path.write_bytes(yaml_bytes(data))
    return path


def plan(gdp="10%", deflator="3.35%", prices="current", **changes):
    """The ministry's plan year kept, platform growing with ICT."""
    component = {"deflator": {"constant": deflator}} if prices == "constant" else {}
    data = {
        "name": "plan",
        "producer": "mic",
        "base_year": 2024,
        "end_year": 2045,
        "prices": prices,
        "closure": "gdp_given",
        "gdp": {
            "base": "11511.9 trn VND",
            "growth": {"constant": gdp},
            "deflator": {"constant": deflator},
        },
        "components": {
            "ict": {"base": "8.316% of gdp", "growth": {"constant": "15%"}, **component},
            "platform": {
                "base": "1.2% of gdp",
                "growth": {"constant": "15%"},
                "carved_from": "ict",
                **component,
            },
            "sectoral": {"base": "8.784% of gdp", "growth": {"constant": "30%"}, **component},
        },
    }
    return data | changes


def extreme_rate():
    return st.sampled_from(("-99%", "-50%", "-0.001%", "0%", "1e-6%", "100%", "300%", "1000%"))


@st.composite
def extreme_laws(draw, share, closure, years):  # noqa: PLR0911 - one a law
    """Growth laws at the edge of what is legal."""
    extreme = (-5, -0.5, 0, 1e-9, 0.5, 5)
    kinds = ("times",) if closure == "gdp_given" else ()
    kinds += ("constant", "path", "steps", "fade", "relative", *SHARE_LAWS)
    kind = draw(st.sampled_from(kinds))
    if kind == "constant":
        return {kind: draw(extreme_rate())}
    if kind == "path":
        return {kind: {BASE + 1: draw(extreme_rate()), BASE + 2: draw(extreme_rate())}}
    if kind == "steps":
        rest = {f"{BASE + 2}-{BASE + years}": draw(extreme_rate())} if years > 1 else {}
        return {kind: {BASE + 1: draw(extreme_rate()), **rest}}
    if kind == "fade":
        half_life = draw(st.sampled_from((0.001, 1, 1000)))
        return {
            kind: {"from": draw(extreme_rate()), "to": draw(extreme_rate()), "half_life": half_life}
        }
    if kind == "relative":
        return {kind: {"speed": draw(st.sampled_from(extreme))}}
    if kind == "times":
        times = draw(st.sampled_from((-1000, -1, 0, 3, 1000)))
        return {"gdp_multiple": {"times": times, "of": draw(st.sampled_from(("nominal", "real")))}}
    legal = {key: st.sampled_from(within(one, extreme)) for key, one in speeds_of(kind).items()}
    drawn = {key: draw(values) for key, values in legal.items()}
    return {kind: {"ceiling": f"{min(share + 0.0001, 100)}%", **drawn}}


@st.composite
def extremes(draw):
    """A scenario in which everything may be extreme, and all of it legal."""
    closure = draw(st.sampled_from(("gdp_given", "non_digital_given")))
    years = draw(st.sampled_from((1, 2, 30, 300)))
    names = draw(NAMES)
    share = draw(st.sampled_from((0.01, 1, 33, 99))) / len(names)
    rates = extreme_rate().map(lambda rate: {"constant": rate})
    prices, components = draw(st.sampled_from(("current", "constant"))), {}
    for name in names:
        law = draw(extreme_laws(share, closure, years))
        components[name] = {"base": f"{share}% of gdp", "growth": law}
        if prices == "constant" and next(iter(law)) not in RATIO_LAWS:
            components[name]["deflator"] = draw(rates)
    amount = draw(st.sampled_from(("1e-9 m VND", "11511.9 trn VND", "1e30 trn VND")))
    data = {
        **plan(),
        "name": "extreme",
        "closure": closure,
        "prices": prices,
        "end_year": BASE + years,
        "components": components,
        "gdp": {"base": amount, "deflator": draw(rates)},
    }
    if closure == "gdp_given":
        data["gdp"]["growth"] = draw(rates)
    else:
        data["non_digital"] = {"growth": draw(rates)}
        if prices == "constant":
            data["non_digital"]["deflator"] = draw(rates)
    return data
