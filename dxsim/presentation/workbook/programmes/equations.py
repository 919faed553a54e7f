"""Rows of formulas of programmes: plan, coverage, effect and cost of each, then the sum.

Keys end in the programme's place in the list: `plan.1`, `covered.1`. Increments count from the base
year on; effects are fractions or multiples of the path without programmes, whose rows are
`own.gdp`, `own.rest` and `own.level.ict`.
"""

from collections.abc import Iterator, Sequence

from dxsim.data.country import component_names
from dxsim.presentation.workbook.programmes.input_cells import MILLION, YEARS, cell_name
from dxsim.presentation.workbook.rows import Row, Section
from dxsim.presentation.workbook.sheets.equations import NO_KNOT
from dxsim.presentation.workbook.words import Words
from dxsim.scenario.laws import SHARE_LAWS
from dxsim.scenario.programmes.records import Demand, Programme, group_of

TRILLION = 1e12
_PARTS = ("plan", "covered", "reached", "newly", "gain", "risen", "fit")
"""Rows that are parts of the units addressed, or of their value added, not of GDP."""


def sections(words: Words, programmes: Sequence[Programme]) -> list[Section]:
    """Return every row of the sheet of programmes under its heading: the sum first."""
    result = [Section(words("section_programmes_sum"), list(_sum(words, programmes)))]
    if any(group_of(p) for p in programmes):
        result.append(Section(words("section_programmes_group"), list(_groups(words, programmes))))
    for number, programme in enumerate(programmes, 1):
        heading = words("section_programme", title=programme.heading(words.lang))
        result.append(Section(heading, list(_rows(words, programmes, number))))
    return result


def _row(
    words: Words, key: str, formula: str, style: str = "money", first: str | None = "same",
    block: str = "",
) -> Row:  # fmt: skip
    stem = key.partition(".")[0]
    label, how = words(f"row_{stem}", block=block), words(f"how_{stem}")
    unit = words("unit_part") if stem in _PARTS else words.unit(style)
    return Row(key, label, unit, formula, first, style, how)


def _sum(words: Words, programmes: Sequence[Programme]) -> Iterator[Row]:
    numbers = range(1, len(programmes) + 1)
    for c in component_names():
        terms = [
            f"[more.{n}]" for n, p in zip(numbers, programmes, strict=True) if p.component == c
        ]
        yield _row(words, f"added.{c}", "+".join(terms) or "0", block=words.block(c))
    yield _row(words, "added_gdp", "+".join(f"[more_gdp.{n}]" for n in numbers))
    digital = "+".join(f"[own.level.{c}]" for c in component_names())
    added = "+".join(f"[added.{c}]" for c in component_names())
    share = f"({digital}+{added})/([own.gdp]+[added_gdp])-({digital})/[own.gdp]"
    yield _row(words, "added_share", share, "share")
    yield _row(words, "cost_total", "+".join(f"[cost.{n}]" for n in numbers))

    past = ",".join(
        f'AND({c}_growth_law="{law}",[level.{c}]>={c}_growth_{law}_ceiling*[gdp])'
        for c in component_names()
        for law in SHARE_LAWS
    )
    gone = ",".join(f"AND({c}_present=1,[level.{c}]<=0)" for c in component_names())
    unfit = f"IF([year]>end_year,0,IF([own.rest]<=0,0,IF(OR([rest]<=0,{past},{gone}),1,0)))"
    yield _row(words, "unfit", unfit, "flag")


def _groups(words: Words, programmes: Sequence[Programme]) -> Iterator[Row]:
    for group in dict.fromkeys(filter(None, map(group_of, programmes))):
        members = [n for n, p in enumerate(programmes, 1) if group_of(p) == group]
        covered = "+".join(f"{cell_name(n, 'reach')}*[covered.{n}]" for n in members)
        reaches = ",".join(f"{cell_name(n, 'on')}*{cell_name(n, 'reach')}" for n in members)
        formula = f"IF({covered}>MAX({reaches}),MAX({reaches})/({covered}),1)"
        yield _row(words, f"fit.{group}", formula, "index", block=group)


def _rows(words: Words, programmes: Sequence[Programme], number: int) -> Iterator[Row]:
    programme = programmes[number - 1]
    late = f"{cell_name(number, 'lag')}+{cell_name(number, 'delay')}"
    yield from _planned(words, programme, _plan_keys(number), late)
    kind = {"adoption": _adoption, "demand": _demand, "domestic_value": _domestic}
    yield from kind[programme.kind](words, programme, number)
    own = "+".join(f"[own.level.{c}]" for c in component_names())
    share = f"({own}+[more.{number}])/([own.gdp]+[more_gdp.{number}])-({own})/[own.gdp]"
    yield _row(words, f"more_share.{number}", share, "share")


def _planned(words: Words, programme: Programme, keys: Sequence[str], late: str) -> Iterator[Row]:
    """Yield the rows of what was planned some years earlier, the base year's value at first.

    `keys` are those of the year that counts, of the planned years before and after it, and of the
    planned value.
    """
    when, before, after = (f"[{key}]" for key in keys[:3])
    row = cell_name(int(keys[0].rpartition(".")[2]), "plan")
    yield _row(words, keys[0], f"MAX([year]-({late}),base_year)", "year")
    given = f"ISNUMBER({row})"
    earlier = f"SUMPRODUCT(MAX(({YEARS}<={when})*{given}*{YEARS}))"
    yield _row(words, keys[1], earlier, "year")
    later = f"{NO_KNOT}-SUMPRODUCT(MAX(({YEARS}>={when})*{given}*({NO_KNOT}-{YEARS})))"
    yield _row(words, keys[2], later, "year")
    low, high = f"SUMIF({YEARS},{before},{row})", f"SUMIF({YEARS},{after},{row})"
    between = f"{low}+({high}-{low})*({when}-{before})/({after}-{before})"
    flat = f"IF(OR({after}={NO_KNOT},{after}={before}),{low},{between})"
    style = "money" if isinstance(programme, Demand) else "share"
    yield _row(words, keys[3], f"IF({before}=0,{high},{flat})", style)


def _plan_keys(n: int) -> tuple[str, ...]:
    return f"plan_when.{n}", f"plan_before.{n}", f"plan_after.{n}", f"plan.{n}"


def _spent_keys(n: int) -> tuple[str, ...]:
    return f"spent_when.{n}", f"spent_before.{n}", f"spent_after.{n}", f"spent.{n}"


def _carried_out(number: int) -> str:
    return "*".join(cell_name(number, key) for key in ("on", "scale", "realisation"))


def _adoption(words: Words, programme: Programme, number: int) -> Iterator[Row]:
    n, c = number, {k: cell_name(number, k) for k in _ADOPTION}
    covered = f"{_carried_out(n)}*([plan.{n}]-[plan.{n}@0])"
    yield _row(words, f"covered.{n}", covered, "share")
    group = group_of(programme)
    fit = f"*[fit.{group}]" if group else ""
    yield _row(words, f"reached.{n}", f"[covered.{n}]{fit}", "share")
    yield _row(words, f"newly.{n}", f"[reached.{n}]-[reached.{n}<]", "share", "0")
    age = "([year]-[year~])"
    ramp = f"(1-EXP(-{age}/{c['ramp']}))"
    lasting = f"EXP(-IF(ISNUMBER({c['fade']}),LN(2)/{c['fade']},0)*{age})"
    gain = f"SUMPRODUCT([newly.{n}~]*(EXP({c['productivity']}*{ramp}*{lasting})-1))"
    yield _row(words, f"gain.{n}", gain, "share")
    risen = f"SUMPRODUCT([newly.{n}~]*{ramp})*{c['intensity_rise']}*{c['intensity']}"
    yield _row(words, f"risen.{n}", risen, "share")
    size = f"{c['additionality']}*{c['reach']}*[own.gdp]"
    kept = f"(1-{c['displacement']})"
    more = f"{size}*({kept}*{c['intensity']}*[gain.{n}]+[risen.{n}])"
    yield _row(words, f"more.{n}", more)
    yield _row(words, f"more_gdp.{n}", f"{size}*{kept}*[gain.{n}]")
    if getattr(programme, "cost", None) is None:
        yield _row(words, f"cost.{n}", "0")
        return
    each = f"(1+{c['overrun']})*{c['units']}*{c['per_unit']}*{MILLION:.0f}/{TRILLION:.0f}"
    yearly = f"{each}*([newly.{n}]+{c['upkeep']}*[reached.{n}<])"
    yield _row(words, f"cost.{n}", yearly, first="0")


_ADOPTION = (
    "ramp", "fade", "productivity", "intensity_rise", "intensity", "additionality", "reach",
    "displacement", "overrun", "units", "per_unit", "upkeep",
)  # fmt: skip


def _demand(words: Words, programme: Programme, number: int) -> Iterator[Row]:
    n = number
    size = f"{_carried_out(n)}*{cell_name(n, 'additionality')}*{cell_name(n, 'content')}"
    yield _row(words, f"more.{n}", f"{size}*([plan.{n}]-[plan.{n}@0])")
    yield _row(words, f"more_gdp.{n}", f"(1-{cell_name(n, 'displacement')})*[more.{n}]")
    if not (isinstance(programme, Demand) and programme.public):
        yield _row(words, f"cost.{n}", "0")
        return
    yield from _planned(words, programme, _spent_keys(n), cell_name(n, "delay"))
    spent = f"{_carried_out(n)}*([spent.{n}]-[spent.{n}@0])/[deflator]"
    yield _row(words, f"cost.{n}", spent)


def _domestic(words: Words, programme: Programme, number: int) -> Iterator[Row]:
    n = number
    risen = f"{_carried_out(n)}*([plan.{n}]-[plan.{n}@0])/[plan.{n}@0]"
    size = f"{cell_name(n, 'additionality')}*{cell_name(n, 'part')}"
    yield _row(words, f"more.{n}", f"{size}*{risen}*[own.level.{programme.component}]")
    yield _row(words, f"more_gdp.{n}", f"(1-{cell_name(n, 'displacement')})*[more.{n}]")
    yield _row(words, f"cost.{n}", "0")
