"""A target's column in the workbook: formulas, and the values they show as written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dxsim.analysis.evidence.past_targets import PastVerdict, last_year_over
from dxsim.analysis.metrics import METRICS
from dxsim.analysis.targets import Target, unjudged, unsuitable
from dxsim.analysis.verdicts import Verdict
from dxsim.data.country import component_names
from dxsim.data.sources import producer
from dxsim.model.growth import compound_growth
from dxsim.model.trajectory import Strain
from dxsim.presentation.text.messages import day
from dxsim.presentation.text.tables import graded
from dxsim.presentation.workbook import required_growth
from dxsim.presentation.workbook.values import Numbers, year_list
from dxsim.presentation.workbook.words import Words

Formulas = Iterator[tuple[str, str]]
Cell = Callable[[str], str]
_REASONS = ("no_such_part", "outside_horizon", "exhausted", "no_growth_in_base_year")


def formulas(
    words: Words,
    c: Cell,
    target: Target,
    paces: Mapping[str, str],
    verdict: Verdict,
    *,
    alone: bool = True,
) -> Formulas:
    """Return the formulas of a target's column by line.

    Parameters
    ----------
    words
        the language.
    c
        the cell of a line in this column.
    target
        what is judged.
    paces
        the ranges that hold the speeds abroad, by scope.
    verdict
        the verdict, which holds what was published where the target's year is over.
    alone
        whether what a component needs alone has its lines.
    """
    yield from _working(c, target)
    yield from _judgement(words, c, target)
    yield from _published(words, c, target, verdict.published)
    if target.is_digital_share:
        yield from _needs(c)
        yield from _alone(c) if alone else ()
        for key, scope in (("percentile", "all"), ("percentile_broad", "broad")):
            below = f"SUMPRODUCT(--({paces[scope]}<{c('speed_required')}))/COUNT({paces[scope]})"
            yield key, f'IF({c("speed_required")}="","",{below})'
    yield from _rest(c)
    if target.unit == "share":
        yield from _speeds(c, target)


def _working(c: Cell, target: Target) -> Formulas:
    yield "place", f"{c('year')}-base_year+1"
    listed = f'ISNUMBER(SEARCH(", "&producer&",",", "&{c("producers")}&","))'
    present = f"{target.of}_present=1" if target.of in component_names() else "1=1"
    yield "suitable", f"IF(AND({listed},{present}),1,0)"
    yield "over", f"IF({c('year')}<={c('last_over')},1,0)"
    within = f"{c('year')}>base_year,{c('year')}<=end_year,{c('over')}=0"
    yield "solvable", f"IF(AND({c('suitable')}=1,{within}),1,0)"
    upto = "INDEX([{0}:],1,MAX(1,MIN(COLUMNS([{0}:])," + c("place") + ')))=""'
    sound = ",".join(upto.format(row) for row in ("falls_years", "falls_real_years"))
    gone = f'exhausted_in="",exhausted_in>{c("year")}'
    yield "strained", f"IF(AND({sound},OR({gone})),0,1)"


def _judgement(words: Words, c: Cell, target: Target) -> Formulas:
    id = target.id
    judge, beside = words.other("verdict.judge"), words.other("verdict.beside")
    yield "role", f'IF(producer="{target.judge}","{judge}","{beside}")'
    yield "reason", _reason(words, c, id)
    keys = ("not_evaluable", "reached", "strained", "missed")
    none, reached, strained, missed = (words.other(f"verdict.{key}") for key in keys)
    met = f"INDEX([met.{id}:],{c('place')})=1"
    how = f'IF({c("strained")}=1,"{strained}","{reached}")'
    yield "state", f'IF({c("reason")}<>"","{none}",IF({met},{how},"{missed}"))'
    yield "value", f'IF({c("reason")}<>"","",INDEX([measure.{id}:],{c("place")}))'
    gap = f"({c('value')}-{c('threshold')})"
    yield "gap_pp", f'IF({c("value")}="","",{gap}*100)'
    yield "gap_money", f'IF({c("value")}="","",{gap}*{_scale(c, target)})'
    first = f'IF(SUM([met.{id}:])=0,"",base_year-1+MATCH(1,[met.{id}:],0))'
    yield "first_year", f'IF({c("suitable")}=0,"",{first})'
    every = f"SUM([met.{id}:])=end_year-{c('first_year')}+1"
    yes, no = words("yes"), words("no")
    yield "stays", f'IF({c("first_year")}="","",IF({every},"{yes}","{no}"))'
    for name in Strain._fields:
        yield (
            name,
            f'{name}&""' if name.startswith("shrinks_in") else f'IF(ISNUMBER({name}),{name},"")',
        )


def _published(words: Words, c: Cell, target: Target, past: PastVerdict | None) -> Formulas:
    """Return the value published for the target's year, and its verdict on the threshold."""
    value = f'IF({c("year")}={target.year},{past.value!r},"")' if past else '""'
    yield "published", value
    by = published_by(words, past)
    yield "published_by", f'IF({c("published")}="","","{by}")'
    reached, missed = (words.other(f"verdict.{key}") for key in ("reached", "missed"))
    sign = {"at_most": "<=", "more_than": ">"}.get(target.sense, ">=")
    met = f"{c('published')}{sign}{c('threshold')}"
    yield "published_state", f'IF({c("published")}="","",IF({met},"{reached}","{missed}"))'


def published_by(words: Words, past: PastVerdict | None) -> str:
    """Return who published a value, when, and how it is known where not read in a copy."""
    if past is None:
        return ""
    who, known = producer(past.producer).short[words.lang], day(past.known_since, words.lang)
    return f"{who}, {known}{graded(past.confidence, words.lang)}"


def _reason(words: Words, c: Cell, id: str) -> str:
    said = {key: words.other(f"verdict.{key}", year="{year}") for key in _REASONS}
    before, _, after = said["exhausted"].partition("{year}")
    exhausted = f'"{before}"&exhausted_in&"{after}"'
    growthless = f'IF(INDEX([measure.{id}:],{c("place")})="","{said["no_growth_in_base_year"]}","")'
    return (
        f'IF({c("suitable")}=0,"{said["no_such_part"]}",'
        f'IF(OR({c("year")}<base_year,{c("year")}>end_year),"{said["outside_horizon"]}",'
        f"IF(INDEX([alive:],{c('place')})=0,{exhausted},{growthless})))"
    )


def _scale(c: Cell, target: Target) -> str:
    if target.unit == "share":
        of = "digital" if METRICS[target.metric].within_digital else "gdp"
        return f"INDEX([money.{of}:],{c('place')})"
    before = f"{c('place')}-1"
    level = f"INDEX([money.{target.of}:],{before})"
    real = target.prices == "real"
    return f"{level}/INDEX([deflator_shown:],{before})" if real else level


def _needs(c: Cell) -> Formulas:
    years = f"({c('place')}-1)"
    solvable = f"{c('solvable')}=0"
    gdp, rest = required_growth.met_gdp_formula(c("threshold"), c("place"))
    yield "met_gdp", f'IF({solvable},"",{gdp})'
    yield "met_rest", f'IF({solvable},"",{rest})'
    start = "+".join(f"{name}_level" for name in component_names())
    digital = f"{c('threshold')}*{c('met_gdp')}/({start})"
    yield "digital_cagr", f'IF({solvable},"",IF({digital}>0,({digital})^(1/{years})-1,""))'
    left = f"{c('met_rest')}/(gdp_base-({start}))"
    yield "rest_cagr", f'IF({solvable},"",IF({left}>0,({left})^(1/{years})-1,""))'


def _alone(c: Cell) -> Formulas:
    years, solvable = f"({c('place')}-1)", f"{c('solvable')}=0"
    for name in component_names():
        needed = required_growth.needed_formula(
            name, c("threshold"), c("place"), c("met_gdp"), c("met_rest")
        )
        cagr = f'IF({needed}>0,(({needed})/{name}_level)^(1/{years})-1,"")'
        yield f"alone_{name}", f'IF(OR({solvable},{name}_present=0),"",{cagr})'
        yield f"addition_{name}", required_growth.addition_formula(name, c(f"alone_{name}"))


def _rest(c: Cell) -> Formulas:
    within = f"AND({c('year')}>base_year,{c('year')}<=end_year)"
    for key, row in (("rest_projected", "non_digital"), ("digital_projected", "digital")):
        level = f"INDEX([money.{row}:],{c('place')})"
        cagr = f"({level}/[money.{row}@0])^(1/({c('place')}-1))-1"
        yield key, f'IF({within},IF({level}="","",{cagr}),"")'
    added = f"INDEX([contribution.digital:],{c('place')})"
    yield "contribution", f'IF({within},{added},"")'


def _speeds(c: Cell, target: Target) -> Formulas:
    def logit(cell: str) -> str:
        return f"LN({cell}/(1-{cell}))"

    base, years = logit(f"[measure.{target.id}@0]"), f"({c('place')}-1)"
    required = f"({logit(c('threshold'))}-{base})/{years}"
    usable = f"AND({c('suitable')}=1,{c('year')}>base_year,{c('over')}=0)"
    yield "speed_required", f'IF({usable},{required},"")'
    projected = f"({logit(c('value'))}-{base})/{years}"
    yield "speed_projected", f'IF({usable},IF({c("value")}="","",{projected}),"")'


def findings(
    numbers: Numbers, target: Target, values: dict[str, Any], verdict: Verdict
) -> dict[str, Any]:
    """Return the numbers of a target's column: the verdict as `verdict`, and the closed forms."""
    scenario = numbers.scenario
    at = target.year - scenario.base_year
    within = 0 < at <= scenario.horizon
    solvable = unjudged(scenario, target, after=1) is None and not verdict.over
    more = {
        "gap_money": verdict.gap_money,
        "digital_cagr": verdict.digital_cagr,
        "rest_cagr": verdict.non_digital_cagr_at_target,
        "rest_projected": verdict.non_digital_cagr,
        "digital_projected": _projected(values["money.digital"], at) if within else None,
        "contribution": values["contribution.digital"][at] if within else None,
        "speed_required": verdict.speed.required,
        "speed_projected": verdict.speed.projected,
        "percentile": verdict.speed.percentile,
        "percentile_broad": verdict.speed.percentile_broad,
        "place": at + 1,
        "suitable": int(unsuitable(scenario, target) is None),
        "solvable": int(solvable),
        "strained": int(verdict.strained),
        "over": int(verdict.over),
        "last_over": last_year_over(),
    }
    if target.is_digital_share:
        met = required_growth.met_levels(numbers, target) if solvable else (None, None)
        more |= {"met_gdp": met[0], "met_rest": met[1]}
        for c in component_names():
            more[f"alone_{c}"] = (
                required_growth.alone(numbers, target, c, values) if solvable else None
            )
            more[f"addition_{c}"] = required_growth.addition(numbers, c, more[f"alone_{c}"])
    return verdict.record() | more


def _projected(levels: Sequence[float], at: int) -> float:
    return float(compound_growth(levels[0], levels[at], at))


def shown(words: Words, verdict: Verdict, numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cached values of the cells: numbers as they are, states in words."""
    yes_no = {True: "yes", False: "no"}
    stays = verdict.stays_reached
    year = verdict.strain.exhausted_in
    reason = words.other(f"verdict.{verdict.reason}", year=year) if verdict.reason else None
    role = "judge" if verdict.judge else "beside"
    past = verdict.published
    ended = words.other(f"verdict.{'reached' if past.reached else 'missed'}") if past else None
    texts = {
        "published": past.value if past else None,
        "published_state": ended,
        "published_by": published_by(words, past) or None,
        "state": words.other(f"verdict.{verdict.state}"),
        "reason": reason,
        "role": words.other(f"verdict.{role}"),
        "stays": words(yes_no[stays]) if stays is not None else None,
        "shrinks_in": year_list(verdict.strain.shrinks_in),
        "shrinks_in_real": year_list(verdict.strain.shrinks_in_real),
    }
    return {**numbers, **texts}
