"""The equations as rows of formulas, in the order in which the model solves them.

Years after the end year, and after the rest of GDP is exhausted, are computed too: the
projection sheet leaves them out.
"""

from collections.abc import Iterator
from dataclasses import replace

from dxsim.data.country import component_names
from dxsim.model.share_curves import CURVES
from dxsim.presentation.workbook.input_cells import PARAMETERS, Slot, blocks, slots
from dxsim.presentation.workbook.rows import Row, Section
from dxsim.presentation.workbook.words import Words
from dxsim.scenario.laws import RATIO_LAWS

NO_KNOT = 9999
"""Stands for "no given year after this one"."""


def sections(words: Words, with_programmes: bool = False) -> list[Section]:
    """Return every row of the equations sheet under its heading.

    `with_programmes` says that levels are those of the path without, and what programmes add.
    """
    return [
        Section(words("section_time"), list(_time(words))),
        Section(words("section_prices"), list(_prices(words))),
        Section(words("section_aggregate"), list(_aggregates(words))),
        *(Section(words.block(c), list(_component(words, c))) for c in component_names()),
        Section(words("section_closure"), list(_closure(words, with_programmes))),
        Section(words("section_path"), list(_paths(words))),
    ]


def _time(words: Words) -> Iterator[Row]:
    yield words.row("year", "[year<]+1", first="base_year", style="year")
    yield words.row("elapsed", "[year]-base_year", style="flag", unit=words("unit_years"))


def _rate(slot: Slot, otherwise: str) -> str:
    """Return the formula of a slot's rate under its four simple laws, or what is otherwise.

    What is added to the rate in single years is added to each.
    """
    s, added = slot.name, _added(slot)
    fade = f"{s}_fade_to+({s}_fade_from-{s}_fade_to)*0.5^(([elapsed]-1)/{s}_fade_half_life)"
    return (
        f'IF({s}_used=0,"",IF({s}_missing>0,NA(),IF({s}_law="constant",{s}_constant_rate{added},'
        f'IF({s}_law="path",[path.{s}]{added},'
        f'IF({s}_law="steps",SUMIF(grid_years,[year],{s}_steps){added},'
        f'IF({s}_law="fade",{fade}{added},{otherwise}))))))'
    )


def _added(slot: Slot) -> str:
    """Return the end of a formula that adds a year's addition to a slot's rate."""
    return f"+SUMIF(grid_years,[year],{slot.name}_add)"


def _prices(words: Words) -> Iterator[Row]:
    for block in blocks():
        formula = _rate(Slot(block, "deflator"), "NA()")
        yield words.row(f"inflation.{block}", formula, first=None, style="growth")
    yield words.row("deflator", "[deflator<]*(1+[inflation.gdp])", first="1", style="index")


def _aggregates(words: Words) -> Iterator[Row]:
    bases = {
        "gdp": "gdp_base",
        "non_digital": "gdp_base-" + "-".join(f"{c}_level" for c in component_names()),
    }
    for block, base in bases.items():
        yield words.row(
            f"stated.{block}", _rate(Slot(block, "growth"), "NA()"), first=None, style="growth"
        )
        yield _nominal(words, block, 'prices="constant"')
        start = f'IF({block}_growth_used=0,"",{base})'
        level = f'IF([nominal.{block}]="","",[given.{block}<]*(1+[nominal.{block}]))'
        yield words.row(f"given.{block}", level, first=start)
    real = 'IF([nominal.gdp]="","",(1+[nominal.gdp])/(1+[inflation.gdp])-1)'
    yield words.row("real.gdp", real, first=None, style="growth")


def _nominal(words: Words, block: str, is_real: str) -> Row:
    stated, inflation = f"[stated.{block}]", f"[inflation.{block}]"
    formula = f'IF({stated}="","",IF({is_real},(1+{stated})*(1+{inflation})-1,{stated}))'
    return words.row(f"nominal.{block}", formula, first=None, style="growth")


def _component(words: Words, c: str) -> Iterator[Row]:
    law = f"{c}_growth_law"
    multiple = (
        f"{c}_growth_gdp_multiple_times*"
        f'IF({c}_growth_gdp_multiple_of="real",[real.gdp],[nominal.gdp])'
        f"{_added(Slot(c, 'growth'))}"
    )
    otherwise = f'IF({law}="gdp_multiple",{multiple},"")'
    yield words.row(f"stated.{c}", _rate(Slot(c, "growth"), otherwise), first=None, style="growth")
    yield _nominal(words, c, f"{c}_deflator_used=1")
    grows = f"AND({c}_growth_used=1,NOT({_is_one_of(law, RATIO_LAWS)}))"
    grown = f'IF([stated.{c}]="",0,[grown.{c}<]*(1+[nominal.{c}]))'
    yield words.row(f"grown.{c}", grown, first=f"IF({grows},{c}_level,0)")
    start = "(gdp_base-" + "-".join(f"{name}_level" for name in component_names()) + ")"
    ratio = f"{c}_level/{start}*EXP({c}_growth_relative_speed*[elapsed])"
    to_rest = words("unit_ratio")
    yield words.row(f"ratio.{c}", _under(c, "relative", ratio, "0"), style="index", unit=to_rest)
    share = "0"
    for name, curve in reversed(list(CURVES.items())):
        cells = {p.key: f"{c}_growth_{p.suffix}" for p in PARAMETERS if p.law == name}
        written = curve.formula.format(**cells, start=f"{c}_share", elapsed="[elapsed]")
        share = _under(c, name, written, share)
    yield words.row(f"curve.{c}", share, style="share")


def _is_one_of(cell: str, laws: tuple[str, ...]) -> str:
    return "OR(" + ",".join(f'{cell}="{law}"' for law in laws) + ")"


def _under(c: str, law: str, formula: str, otherwise: str) -> str:
    complete = f"IF({c}_growth_missing>0,NA(),{formula})"
    return f'IF(AND({c}_growth_used=1,{c}_growth_law="{law}"),{complete},{otherwise})'


def _closure(words: Words, with_programmes: bool) -> Iterator[Row]:
    own = "own." if with_programmes else ""
    for total, style in (("grown", "money"), ("curve", "share"), ("ratio", "index")):
        formula = "+".join(f"[{total}.{c}]" for c in component_names())
        yield words.row(f"total_{total}", formula, style=style)
    given = 'closure="gdp_given"'
    left = "([given.gdp]*(1-[total_curve])-[total_grown])/(1+[total_ratio])"
    yield words.row(f"{own}rest", f"IF({given},{left},[given.non_digital])")
    whole = "([given.non_digital]*(1+[total_ratio])+[total_grown])/(1-[total_curve])"
    yield words.row(f"{own}gdp", f"IF({given},[given.gdp],{whole})")
    for c in component_names():
        level = f"[grown.{c}]+[curve.{c}]*[{own}gdp]+[ratio.{c}]*[{own}rest]"
        yield words.row(f"{own}level.{c}", level)
    if with_programmes:
        yield from _with_programmes(words)
    room = f"AND([{own}rest]>0,[rest]>0,[total_curve]<1)" if own else _ROOM
    alive = f"IF([year]>end_year,0,IF([alive<]=0,0,IF({room},1,0)))"
    yield words.row("alive", alive, first=f"IF({room},1,0)", style="flag")
    yield words.row("gone", "IF([year]>end_year,0,1-[alive])", style="flag")
    fall = "[alive]=1,IF([rest]{d}<[rest<]{b}*(1-fall_tolerance),1,0),0"
    money, real = fall.format(d="", b=""), fall.format(d="/[deflator]", b="/[deflator<]")
    for key, formula in (("falls", money), ("falls_real", real)):
        yield words.row(key, f"IF({formula})", first=None, style="flag")
        yield words.row(f"{key}_years", _years_so_far(key), first='""', style="list")
        yield words.row(f"{key}_since", _unbroken_since(key), first='""', style="year")


def _with_programmes(words: Words) -> Iterator[Row]:
    """Yield the levels with programmes: what they add stands on their own sheet."""
    added = "+".join(f"[added.{c}]" for c in component_names())
    formulas = {"rest": f"[own.rest]+[added_gdp]-({added})", "gdp": "[own.gdp]+[added_gdp]"}
    formulas |= {f"level.{c}": f"[own.level.{c}]+[added.{c}]" for c in component_names()}
    for key, formula in formulas.items():
        yield replace(words.row(key, formula), how=words("how_with_programmes"))


_ROOM = "AND([rest]>0,[total_curve]<1)"


def _years_so_far(flag: str) -> str:
    """Return the formula that lists the years in which a flag holds, up to a year."""
    before = f"[{flag}_years<]"
    added = f'IF({before}="",[year]&"",{before}&", "&[year])'
    return f"IF([{flag}]=1,{added},{before})"


def _unbroken_since(flag: str) -> str:
    """Return the formula of the first year since which a flag holds every year a path is alive."""
    before = f"[{flag}_since<]"
    return f'IF([alive]=0,{before},IF([{flag}]=1,IF({before}="",[year],{before}),""))'


def _paths(words: Words) -> Iterator[Row]:
    for slot in slots():
        row = f"{slot.name}_path"
        before, after = f"[before.{slot.name}]", f"[after.{slot.name}]"
        given = f"ISNUMBER({row})"
        yield words.row(
            f"before.{slot.name}",
            f"SUMPRODUCT(MAX((grid_years<=[year])*{given}*grid_years))", first=None, style="year",
        )  # fmt: skip
        yield words.row(
            f"after.{slot.name}",
            f"{NO_KNOT}-SUMPRODUCT(MAX((grid_years>=[year])*{given}*({NO_KNOT}-grid_years)))",
            first=None, style="year",
        )  # fmt: skip
        low, high = f"SUMIF(grid_years,{before},{row})", f"SUMIF(grid_years,{after},{row})"
        between = f"{low}+({high}-{low})*([year]-{before})/({after}-{before})"
        flat = f"IF(OR({after}={NO_KNOT},{after}={before}),{low},{between})"
        formula = f'IF(COUNT({row})=0,"",IF({before}=0,{high},{flat}))'
        yield words.row(f"path.{slot.name}", formula, first=None, style="growth")
