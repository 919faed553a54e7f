"""Pages on the targets: which were met, which can be, and what those ahead would take."""

from collections.abc import Sequence
from typing import NamedTuple

from dxsim.analysis.evidence.past_targets import PastVerdict
from dxsim.analysis.evidence.standing import standing, still_asked
from dxsim.analysis.targets import Target, middle_target
from dxsim.analysis.verdicts import Verdict
from dxsim.data.sources import producer
from dxsim.presentation.briefing import sentences
from dxsim.presentation.briefing.elements import Element, bullets, heading, paragraph, small, table
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.countries.promises import promises_sentence
from dxsim.presentation.figures.drawing import style
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.findings import required_table
from dxsim.presentation.text.messages import MISSING, day, number, percent, say, signed
from dxsim.presentation.text.standing import others_of_year, stands_sentence
from dxsim.presentation.text.tables import graded, in_unit
from dxsim.presentation.text.words import scenario_label


class Groups(NamedTuple):
    """The targets of a briefing by what can be said of them.

    `ahead` are judged on the scenarios, `over` on what was published; `silent` are on what the
    model does not hold, without anything published; `early` are averages that begin before every
    scenario's first year.
    """

    ahead: list[Target]
    over: list[Target]
    silent: list[Target]
    early: list[Target]


def groups(targets: Sequence[Target], facts: Sequence[Verdict]) -> Groups:
    """Return each target in the one group it belongs to, in the order given."""
    about = {fact.target.id: fact for fact in facts}
    parted = Groups([], [], [], [])
    for target in targets:
        fact = about.get(target.id)
        over = fact is not None and fact.over
        if target.metric == "unmodelled" and not (fact and over and fact.published):
            parted.silent.append(target)
        elif over:
            parted.over.append(target)
        elif _begins_early(target, facts):
            parted.early.append(target)
        else:
            parted.ahead.append(target)
    return parted


def _begins_early(target: Target, facts: Sequence[Verdict]) -> bool:
    """Return whether part of a target's years lies before the first year of every scenario."""
    about = [f for f in facts if f.target.id == target.id]
    judged = any(f.reached is not None for f in about)
    return not judged and any(f.reason == "span_before_base_year" for f in about)


def answer(targets: Sequence[Target], facts: Sequence[Verdict], lang: str) -> list[Element]:
    """Return the answer: where the share stands, the targets ahead, and those whose year is over.

    Each is a finding as a title with its table; what nothing can be said of stands below them.
    """
    parted = groups(targets, facts)
    counted = len({fact.scenario for fact in facts}) > 1
    notes = [say("briefing.counts_note", lang)] if counted and parted.ahead else []
    return [
        heading(say("briefing.heading_answer", lang)),
        *_stands(targets, lang),
        *_ahead(parted.ahead, facts, lang),
        *[small(text) for text in notes],
        *_over(parted.over, facts, lang),
        *[small(text) for text in _silent(parted, lang)],
    ]


def _stands(targets: Sequence[Target], lang: str) -> list[Element]:
    """Return where the digital share stands by each measure that judges a target on it."""
    judges = dict.fromkeys(t.judge for t in targets if t.is_digital_share)
    known = [stands for judge in judges if (stands := standing(judge)) is not None]
    return [bullets(stands_sentence(stands, lang) for stands in known)] if known else []


def _ahead(targets: Sequence[Target], facts: Sequence[Verdict], lang: str) -> list[Element]:
    """Return on how many scenarios each target ahead is reached, by each who measures it."""
    if not targets:
        return []
    header = [
        say(f"briefing.column_{key}", lang)
        for key in ("target", "asked", "by_judge", "values", "beside", "values")
    ]
    asked = {
        id: pace
        for judge in dict.fromkeys(t.judge for t in targets)
        if (stands := standing(judge)) is not None
        for id, pace in still_asked(stands, targets).items()
    }
    rows = [
        [t.title.get(lang), percent(asked.get(t.id), lang), *_judged(t, facts, lang)]
        for t in targets
    ]
    about = {t.id for t in targets}
    states = {f.reason or f.state for f in facts if f.target.id in about}
    notes = [say("briefing.ahead_note", lang)]
    if "strained" in states:
        notes.append(say("briefing.shrinks_note", lang))
    if "exhausted" in states:
        notes.append(say("briefing.ended_note", lang))
    return [
        heading(_ahead_title(targets, facts, lang), 2),
        table(*_filled((header, rows), [2.9, 0.8, 1.25, 1.25, 1.25, 1.25])),
        small(" ".join(notes)),
    ]


def _filled(content: Table, widths: Sequence[float]) -> tuple[Table, list[float]]:
    """Return a table and its widths without the columns in which every row has a dash."""
    header, rows = content
    kept = [at for at in range(len(header)) if any(row[at] != MISSING for row in rows)]
    shown = [[row[at] for at in kept] for row in rows]
    return ([header[at] for at in kept], shown), [widths[at] for at in kept]


def _ahead_title(targets: Sequence[Target], facts: Sequence[Verdict], lang: str) -> str:
    """Return how many targets some scenario reaches on the official measure, and at what cost."""
    states: dict[str, set[str]] = {}
    for fact in facts:
        if fact.judge and fact.reached is not None:
            states.setdefault(fact.target.id, set()).add(fact.state)
    judged = [states[t.id] for t in targets if t.id in states]
    if not judged:
        return say("briefing.ahead_unjudged", lang)
    reached = sum("reached" in found for found in judged)
    strained = sum("strained" in found and "reached" not in found for found in judged)
    if not reached and not strained:
        return say("briefing.ahead_none", lang, count=len(judged))
    key = "ahead_strained" if strained else "ahead"
    return say(f"briefing.{key}", lang, reached=reached, count=len(judged), strained=strained)


def _judged(target: Target, facts: Sequence[Verdict], lang: str) -> list[str]:
    """Return counts and values of the official measure, then those of the others."""
    about = [fact for fact in facts if fact.target.id == target.id]
    others = [name for name in target.producers if name != target.judge]
    cells: list[str] = []
    for names in ([target.judge], others):
        of_each = [(n, [f for f in about if f.producer == n]) for n in names]
        of_each = [(n, found) for n, found in of_each if found]
        cells.append("; ".join(sentences.counted(n, found, lang) for n, found in of_each))
        cells.append("; ".join(filter(None, (sentences.values(f, lang) for _, f in of_each))))
    return [cell or MISSING for cell in cells]


def _over(targets: Sequence[Target], facts: Sequence[Verdict], lang: str) -> list[Element]:
    """Return how each target ended whose year is over, beside what the scenarios have."""
    if not targets:
        return []
    keys = ("target", "published", "publisher", "state", "scenarios_have")
    header = [say(f"briefing.column_{key}", lang) for key in keys]
    ended = {t.id: _published(t, facts) for t in targets}
    rows = []
    for target in targets:
        about = [f for f in facts if f.target.id == target.id]
        past, have = ended[target.id], sentences.values(about, lang)
        rows.append([target.title.get(lang), *_outcome(target, past, lang), have or MISSING])
    known = [past for past in ended.values() if past is not None]
    title = say(
        "briefing.over", lang, count=len(targets), known=len(known),
        reached=sum(past.reached for past in known),
    )  # fmt: skip
    said = others_of_year([t for t in targets if t.is_digital_share], lang)
    return [
        heading(title, 2),
        table((header, rows), [2.9, 1.0, 1.9, 1.0, 1.5]),
        *[small(text) for text in said],
    ]


def _published(target: Target, facts: Sequence[Verdict]) -> PastVerdict | None:
    """Return the target held to what was published, the official measure before others."""
    published = [f.published for f in facts if f.target.id == target.id and f.published is not None]
    return next((past for past in published if past.judge), published[0] if published else None)


def _outcome(target: Target, past: PastVerdict | None, lang: str) -> list[str]:
    """Return the published value, by whom and when, and whether it reaches the target."""
    if past is None:
        return [MISSING, MISSING, say("briefing.nothing_published", lang)]
    value = in_unit(past.value, target.unit, lang, digits=2)
    known = f"{producer(past.producer).short[lang]}, {day(past.known_since, lang)}"
    state = say(f"verdict.{'reached' if past.reached else 'missed'}", lang)
    return [value, f"{known}{graded(past.confidence, lang)}", state]


def _silent(groups: Groups, lang: str) -> list[str]:
    """Return what is said together of the targets that nothing is known of."""
    said = []
    if groups.silent:
        names = dict.fromkeys((t.named or t.title.model_dump())[lang] for t in groups.silent)
        said.append(say("briefing.unmodelled", lang, names="; ".join(names)))
    if groups.early:
        titles = "; ".join(t.title.get(lang) for t in groups.early)
        said.append(say("briefing.begins_early", lang, titles=titles))
    return said


def takes(results: BriefingResults, lang: str) -> list[Element]:
    """Return the growth that targets ahead need: a sentence on the main one, then all in tables."""
    return [
        heading(say("briefing.heading_takes", lang)),
        *_main_need(results, lang),
        *_needs(results, lang),
        *_levers(results, lang),
    ]


def _solved(results: BriefingResults) -> list[tuple[int, Verdict]]:
    """Return the verdicts with a growth required, each with the place of its scenario."""
    return [
        (at, fact)
        for at, each in enumerate(results.references)
        for fact in each.verdicts
        if fact.digital_cagr is not None and fact.target.year > each.scenario.base_year + 1
    ]


def _main_need(results: BriefingResults, lang: str) -> list[Element]:
    """Return what the main target on the digital share needs, in one sentence a measure."""
    main = middle_target([t for t in results.targets if t.is_digital_share])
    said: list[str] = []
    for at, fact in _solved(results):
        if main is None or fact.target.id != main.id:
            continue
        said.append(sentences.takes(results.references[at], main, fact, lang))
        if fact.speed.percentile is not None:
            outside = sentences.outside(fact, main.title.get(lang), lang)
            said.append(f"{outside} {promises_sentence(fact.speed.required, lang)}".strip())
    return [bullets(said)] if said else []


def _needs(results: BriefingResults, lang: str) -> list[Element]:
    """Return growth and speed that every target on the digital share needs, beside those it has."""
    solved = _solved(results)
    if not solved:
        return []
    keys = ("target", "measure", "digital", "projected", "rest_at", "projected", "speed", "slower")
    header = [say(f"briefing.column_{key}", lang) for key in keys]
    rows = [_need(results, at, fact, lang) for at, fact in solved]
    used = dict.fromkeys(at for at, _ in solved)
    names = "; ".join(scenario_label(results.references[at].scenario, lang) for at in used)
    return [
        paragraph(say("briefing.needs", lang, scenarios=names)),
        table((header, rows), [2.8, 0.7, 1, 1, 1, 1, 1, 1]),
    ]


def _need(results: BriefingResults, at: int, fact: Verdict, lang: str) -> list[str]:
    each = results.references[at]
    return [
        fact.target.title.get(lang),
        style.short_name(fact.producer, lang),
        percent(fact.digital_cagr, lang),
        percent(sentences.projected_growth(each, fact.target), lang),
        percent(fact.non_digital_cagr_at_target, lang),
        percent(fact.non_digital_cagr, lang),
        signed(fact.speed.required, lang, 3),
        number(sentences.slower(fact), lang, 0) if fact.speed.percentile is not None else MISSING,
    ]


def _levers(results: BriefingResults, lang: str) -> list[Element]:
    """Return the growth a year that each target still lacks, by lever, a table a measure."""
    elements: list[Element] = []
    for each in results.references:
        told = [f for f in each.verdicts if any(v is not None for v in f.additions.values())]
        if told:
            text = say("briefing.takes_table", lang, scenario=scenario_label(each.scenario, lang))
            content: Table = required_table(told, lang)
            widths = [3, 1.3, *[1] * (len(content[0]) - 2)]
            elements += [paragraph(text), table(content, widths)]
    if not elements:
        return []
    return [*elements, small(say("briefing.levers_note", lang))]
