"""Verdicts on a screen: a row a scenario and a column a headline target, or a row a verdict."""

from collections import Counter
from collections.abc import Iterable, Sequence

from dxsim.analysis.judged import Judged
from dxsim.analysis.targets import Target
from dxsim.analysis.verdicts import Verdict
from dxsim.data.arrays import number
from dxsim.data.sources import producer
from dxsim.presentation.figures.drawing import wording
from dxsim.presentation.figures.verdict_cells import (
    cell_text,
    columns,
    fitting,
    reasons,
    reasons_in_words,
)
from dxsim.presentation.text.blocks import Block, Table
from dxsim.presentation.text.messages import percent, say
from dxsim.presentation.text.tables import (
    over_in_words,
    reason_in_words,
    target_in_words,
    verdict_table,
    years_of,
)

MOST_ROWS, MOST_COLUMNS = 24, 4
"""Scenarios that have a row each on one screen, and targets that have a column."""
STATES = ("reached", "strained", "missed", "not_evaluable")
Row = tuple[Judged, dict[str, Verdict]]
"""A scenario and its verdicts by target."""


def overview(judged: Sequence[Judged], lang: str) -> list[Block]:
    """Return the verdicts on the headline targets as a table of one screen, with its key.

    Headline targets are those on the digital share of GDP; where no path decides one, the first
    that a path decides, shares before rates. Scenarios on the measure of the official judge stand
    first. More scenarios than a screen holds are counted by verdict. Nothing is solved for: the
    verdicts are read off the paths.

    Parameters
    ----------
    judged
        scenarios on their paths, held to the same targets.
    lang
        "en" or "vi".
    """
    rows = [(each, {v.target.id: v for v in each.glances()}) for each in judged]
    targets = judged[0].targets if judged else ()
    if not targets:
        return [_last_shares(judged, lang), "", say("overview.no_targets", lang)]
    shown = headline(targets, [v for _, row in rows for v in row.values()])
    rows.sort(key=lambda row: not any(row[1][target.id].judge for target in shown))
    many = len(rows) > MOST_ROWS
    table = _counts(rows, shown, lang) if many else _rows(rows, shown, lang)
    ended = [target for target in targets if target.is_digital_share and _is_over(target, rows)]
    said = [_past(target, rows, lang) for target in _once(ended)]
    others = len(targets) - len(_alike(targets, shown)) - len(ended)
    return [table, "", *_key(rows, shown, lang, many=many), *said, *_others(others, lang)]


def verdict_rows(verdicts: Sequence[Verdict], lang: str) -> list[Block]:
    """Return a table of the targets that can be judged, and why each of the others cannot.

    Parameters
    ----------
    verdicts
        of one scenario or several, in order.
    lang
        "en" or "vi".
    """
    open_ones = [one for one in verdicts if one.reached is None and not one.is_told_as_over]
    decided = [one for one in verdicts if one not in open_ones]
    by_reason: dict[str, dict[str, list[str]]] = {}
    for one in open_ones:
        targets = by_reason.setdefault(reason_in_words(one, lang), {})
        targets.setdefault(target_in_words(one.target, lang), []).append(one.scenario)
    everywhere = {one.scenario for one in verdicts}
    said = [
        say("overview.not_evaluable", lang, reason=reason, targets="; ".join(
            target if set(names) == everywhere else f"{target} ({', '.join(names)})"
            for target, names in targets.items()
        ))
        for reason, targets in by_reason.items()
    ]  # fmt: skip
    return [verdict_table(decided, lang), *(["", *said] if said else [])]


def headline(targets: Sequence[Target], facts: Iterable[Verdict]) -> list[Target]:
    """Return the targets that have a column, one for several that ask the same in a year."""
    decided = columns(targets, facts)
    of_share = [target for target in decided if target.is_digital_share]
    return _once(of_share)[-MOST_COLUMNS:] or fitting(_once(decided), MOST_COLUMNS)


def _asks(target: Target) -> tuple[object, ...]:
    """Return what a target asks; "about" counts as at least."""
    sense = "at_least" if target.sense == "about" else target.sense
    return target.measure, target.year, target.span, target.threshold, sense


def _once(targets: Iterable[Target]) -> list[Target]:
    """Return the targets in their order, the first of those that ask the same."""
    first: dict[tuple[object, ...], Target] = {}
    for target in targets:
        first.setdefault(_asks(target), target)
    return list(first.values())


def _alike(targets: Iterable[Target], shown: Iterable[Target]) -> list[Target]:
    """Return the targets that ask what one of those shown asks."""
    asked = {_asks(target) for target in shown}
    return [target for target in targets if _asks(target) in asked]


def _head(target: Target, lang: str) -> str:
    """Return the heading of a target: threshold and year of a share of GDP, else in words."""
    if not target.is_digital_share:
        return target_in_words(target, lang)
    asked = wording.threshold(target, lang)
    return say("figures.target_at", lang, threshold=asked, year=years_of(target))


def _rows(result: Sequence[Row], shown: Sequence[Target], lang: str) -> Table:
    """Return a row a scenario: its producer, and sign and gap of each target."""
    letters = reasons(row[target.id] for _, row in result for target in shown)
    header = [say(f"verdict.column_{key}", lang) for key in ("scenario", "producer")]
    rows = [
        [each.scenario.name, producer(each.scenario.producer).short[lang]]
        + [cell_text(row[target.id], letters, lang) for target in shown]
        for each, row in result
    ]
    return [*header, *(_head(target, lang) for target in shown)], rows


def _counts(result: Sequence[Row], shown: Sequence[Target], lang: str) -> Table:
    """Return how many scenarios of each producer reach each target."""
    header = [say(f"verdict.column_{key}", lang) for key in ("target", "producer")]
    counted: dict[tuple[str, str], Counter[str]] = {}
    for target in shown:
        for each, row in result:
            states = counted.setdefault((target.id, each.scenario.producer), Counter())
            states[row[target.id].final.state] += 1
    heads = {target.id: target_in_words(target, lang) for target in shown}
    rows = [
        [heads[id], producer(who).short[lang], *(str(states[state]) for state in STATES)]
        for (id, who), states in counted.items()
    ]
    return [*header, *(say(f"verdict.{state}", lang) for state in STATES)], rows


def _key(rows: Sequence[Row], shown: Sequence[Target], lang: str, *, many: bool) -> list[str]:
    """Return what the cells mean, and by whose measure the targets are judged."""
    said = []
    if many:
        said.append(say("overview.counted", lang, count=len(rows)))
    else:
        said.append(say("overview.key", lang))
        facts = [row[target.id] for _, row in rows for target in shown]
        if reasons(facts):
            said.append(say("overview.letters", lang, reasons=reasons_in_words(facts, lang)))
    judges = dict.fromkeys(target.judge for target in shown)
    alone = {each.scenario.producer for each, _ in rows} <= set(judges)
    names = wording.listing((producer(judge).short[lang] for judge in judges), lang)
    said.append(say(f"overview.{'judge' if alone else 'judge_beside'}", lang, judges=names))
    return said


def _is_over(target: Target, rows: Sequence[Row]) -> bool:
    """Whether the year of a target is over under every scenario."""
    return all(row[target.id].over for _, row in rows)


def _past(target: Target, rows: Sequence[Row], lang: str) -> str:
    """Return what was published of a target whose year is over, by its judge where there is one."""
    facts = sorted((row[target.id] for _, row in rows), key=lambda fact: not fact.judge)
    over = over_in_words(facts[0], lang)
    return say("overview.past", lang, target=target_in_words(target, lang), over=over)


def _others(count: int, lang: str) -> list[str]:
    """Return how many targets are neither a column nor told as over, and what prints them."""
    key = "others" if count > 1 else "others_one"
    return [say(f"overview.{key}", lang, count=count)] if count else []


def _last_shares(judged: Sequence[Judged], lang: str) -> Table:
    """Return the digital share of GDP in the last year of each scenario."""
    header = [say(f"verdict.column_{key}", lang) for key in ("scenario", "producer")]
    header += [say("tables.year", lang), say("tables.share", lang)]
    rows = []
    for each in judged:
        who = producer(each.scenario.producer).short[lang]
        share = percent(number(each.path.share[-1]), lang)
        rows.append([each.scenario.name, who, str(each.scenario.end_year), share])
    return header, rows
