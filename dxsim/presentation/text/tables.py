"""Tables for the terminal and for notebooks: headers and rows of texts, in either language."""

from collections.abc import Iterable, Sequence

from dxsim.analysis.evidence.past_targets import PastVerdict
from dxsim.analysis.targets import Target
from dxsim.analysis.verdicts import ALL, Verdict
from dxsim.data.files import Document
from dxsim.model.trajectory import Strain
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.messages import (
    MISSING,
    day,
    in_money_unit,
    money_unit,
    number,
    percent,
    say,
    signed,
    year,
)
from dxsim.presentation.text.words import block_name, rate

SMALL_MONEY = 100
"""Amount, in the unit shown, below which a table shows decimals."""


def projection_table(record: Document, lang: str) -> Table:
    """Return a projection by year: GDP, the rest, digital value added, shares and growth."""
    names = list(record["components"])
    header = [say(f"tables.{key}", lang) for key in ("year", "gdp", "non_digital", "share")]
    header += [block_name(name, lang) for name in names]
    header += [say(f"tables.{key}", lang) for key in ("digital_growth", "rest_growth_real")]
    unit_name = record["unit"]
    digits = 0 if (in_money_unit(record["gdp"][0], unit_name) or 0) >= SMALL_MONEY else 3
    rows = []
    for at, one_year in enumerate(record["years"]):
        growth = [
            percent(record["growth"][key][at - 1] if at else None, lang)
            for key in ("digital", "non_digital_real")
        ]
        levels = [
            number(in_money_unit(record[key][at], unit_name), lang, digits)
            for key in ("gdp", "non_digital")
        ]
        shares = [percent(record["component_share"][name][at], lang) for name in names]
        rows.append([year(one_year), *levels, percent(record["share"][at], lang), *shares, *growth])
    return header, rows


def verdict_table(verdicts: Iterable[Verdict], lang: str) -> Table:
    """Return verdicts, a row each, with the check on the rest of the economy in words."""
    header = [
        say(f"verdict.column_{key}", lang)
        for key in (
            "scenario", "producer", "target", "state", "value", "gap", "first_year",
            "required", "rest",
        )
    ]  # fmt: skip
    return header, [_verdict_row(verdict, lang) for verdict in verdicts]


def _verdict_row(verdict: Verdict, lang: str) -> list[str]:
    from dxsim.data.sources import producer

    judge = f" ({say('verdict.judge', lang)})" if verdict.judge else ""
    return [
        verdict.scenario,
        producer(verdict.producer).short[lang] + judge,
        target_in_words(verdict.target, lang),
        state_in_words(verdict, lang),
        in_unit(verdict.value, verdict.unit, lang),
        gap_in_unit(verdict, lang),
        year(verdict.first_year),
        _extra_growth(verdict, lang),
        rest_in_brief(verdict.strain, lang),
    ]


def _extra_growth(verdict: Verdict, lang: str) -> str:
    """Return the gap or surplus to a target, with the component if the target is on one."""
    lever = verdict.target.lever
    addition = verdict.helpful(lever)
    shown = extra_points(addition, lang)
    if lever == ALL or addition is None:
        return shown
    return f"{shown} ({block_name(lever, lang)})"


def extra_points(addition: float | None, lang: str) -> str:
    """Return an addition to yearly growth in percentage points, with its sign."""
    return signed(None if addition is None else addition * 100, lang, 2)


def target_in_words(target: Target, lang: str) -> str:
    """Return a target as sense, threshold and year, with what it is a share of."""
    from dxsim.presentation.text.words import measured_name

    return say(
        f"metrics.target_{target.metric}",
        lang,
        sense=say(f"verdict.sense_{target.sense}", lang),
        threshold=in_unit(target.threshold, target.unit, lang, shortest=True),
        year=years_of(target),
        of=target.named[lang] if target.named else measured_name(target.measured, lang),
    )


def years_of(target: Target) -> str:
    """Return the year of a target, or the first and the last of its span."""
    return "-".join(map(str, target.years or [target.year]))


def in_unit(
    value: float | None, unit: str, lang: str, *, shortest: bool = False, digits: int = 1
) -> str:
    """Format a target's measure in its unit: per cent, times, or money a head.

    `shortest` writes a stated value with no decimal it does not need, `digits` are those of per
    cent.
    """
    if unit in ("share", "rate"):
        return rate(value, lang) if shortest and value is not None else percent(value, lang, digits)
    if value is None:
        return MISSING
    if unit == "times":
        digits = 0 if shortest and float(value).is_integer() else 2
        return say("tables.times", lang, value=number(value, lang, digits))
    return say("tables.money_a_head", lang, value=number(value, lang, 0), currency=unit)


def change_in_unit(change: float, unit: str, lang: str) -> str:
    """Return a change of what a target measures, with its sign: points, times, or money a head."""
    if unit in ("share", "rate"):
        return say("tables.points", lang, value=signed(change * 100, lang, 2))
    if unit == "times":
        return say("tables.times", lang, value=signed(change, lang, 2))
    return say("tables.money_a_head", lang, value=signed(change, lang, 0), currency=unit)


def gap_in_unit(verdict: Verdict | PastVerdict, lang: str) -> str:
    """Return the gap to a target with its sign: points, times, or money a head."""
    if verdict.unit in ("share", "rate"):
        return signed(verdict.gap_pp, lang)
    return signed(verdict.gap, lang, 2 if verdict.unit == "times" else 0)


def state_in_words(verdict: Verdict, lang: str) -> str:
    """Return reached, missed, or not evaluable with the reason; what was published where over."""
    if verdict.is_told_as_over:
        return over_in_words(verdict, lang)
    state = say(f"verdict.{verdict.state}", lang)
    return f"{state}: {reason_in_words(verdict, lang)}" if verdict.reached is None else state


def reason_in_words(verdict: Verdict, lang: str) -> str:
    """Return why a target cannot be evaluated, nothing where it can."""
    if verdict.reason is None:
        return ""
    return say(f"verdict.{verdict.reason}", lang, year=year(verdict.strain.exhausted_in))


def over_in_words(verdict: Verdict, lang: str) -> str:
    """Return how a target ended whose year is over: what was published, by whom and when."""
    from dxsim.data.sources import producer

    past = verdict.published
    if past is None:
        return say("verdict.over_unpublished", lang)
    return say(
        f"verdict.over_{'reached' if past.reached else 'missed'}", lang,
        value=in_unit(past.value, past.unit, lang, digits=2),
        who=producer(past.producer).short[lang], grade=graded(past.confidence, lang),
        day=day(past.known_since, lang),
    )  # fmt: skip


def graded(confidence: str, lang: str) -> str:
    """Return how a published number became known, nothing where it was read in a copy."""
    if confidence == "verified":
        return ""
    return say("verdict.graded", lang, grade=say(f"evidence.grade_{confidence}", lang))


def rest_in_words(strain: Strain, lang: str) -> str:
    """Return in sentences in which years the rest of the economy shrinks, or that it grows."""
    money, real = _spells(strain, lang)
    said = []
    if money and real:
        said.append(say("verdict.shrinks_both", lang, money=money, real=real))
    elif money or real:
        key = "verdict.shrinks" if money else "verdict.shrinks_real"
        said.append(say(key, lang, years=money or real))
    if strain.exhausted_in:
        said.append(say("verdict.exhausted_in", lang, year=strain.exhausted_in))
    return " ".join(said) or say("verdict.sound", lang)


def rest_in_brief(strain: Strain, lang: str) -> str:
    """Return the check on the rest of the economy in a few words, for a table cell."""
    money, real = _spells(strain, lang)
    years = {
        "brief_shrinks": money,
        "brief_shrinks_real": real,
        "brief_exhausted": strain.exhausted_in,
    }
    said = [say(f"verdict.{key}", lang, years=value) for key, value in years.items() if value]
    return "; ".join(said) or say("verdict.brief_sound", lang)


def _spells(strain: Strain, lang: str) -> tuple[str, str]:
    """Return the years in which the rest shrinks, in money and after inflation, in words."""
    return (
        years_in_words(strain.shrinks_in, strain.shrinks_from, lang),
        years_in_words(strain.shrinks_in_real, strain.shrinks_from_real, lang),
    )


def years_in_words(years: Sequence[int], lasting: int | None, lang: str) -> str:
    """Return years in words: those that pass, then the one from which they last to the end.

    Parameters
    ----------
    years
        every year, in order.
    lasting
        the first year of those that last to the end, None where they do not.
    lang
        the language.
    """
    passing = [one for one in years if lasting is None or one < lasting]
    said = [say("verdict.years_in", lang, years=year_spans(passing))] if passing else []
    if lasting is not None:
        said.append(say("verdict.years_from", lang, year=lasting))
    return ", ".join(said)


def years_in_short(years: Sequence[int], lasting: int | None, lang: str) -> str:
    """Return the same years as `years_in_words`, for a mark in a figure."""
    passing = [one for one in years if lasting is None or one < lasting]
    said = [year_spans(passing)] if passing else []
    if lasting is not None:
        said.append(say("verdict.short_from", lang, year=lasting))
    return ", ".join(said)


def year_spans(years: Sequence[int]) -> str:
    """Return years with neighbours drawn together: 2028, 2030-2032."""
    spans: list[list[int]] = []
    for one in years:
        if spans and one == spans[-1][-1] + 1:
            spans[-1].append(one)
        else:
            spans.append([one])
    return ", ".join(f"{s[0]}-{s[-1]}" if len(s) > 1 else f"{s[0]}" for s in spans)


def money_header(unit_name: str, lang: str) -> str:
    """Return the heading of a column of gaps in money."""
    return say("verdict.column_gap_money", lang, unit=money_unit(unit_name, lang))
