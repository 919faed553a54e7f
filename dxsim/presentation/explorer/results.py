"""The right side in words and numbers: verdicts, the sentence, the rest of the economy.

Each number is taken from a verdict or a trajectory of the package and formatted, never computed.
"""

from collections.abc import Sequence

from dxsim.analysis.targets import Target, find_target
from dxsim.analysis.verdicts import Verdict
from dxsim.data.arrays import finite
from dxsim.data.files import Document
from dxsim.model.projection import yearly_growth
from dxsim.model.trajectory import Trajectory
from dxsim.presentation.countries.promises import promises_sentence
from dxsim.presentation.explorer.state import State
from dxsim.presentation.text.messages import MISSING, in_money_unit, percent, points, say, signed
from dxsim.presentation.text.tables import (
    extra_points,
    in_unit,
    reason_in_words,
    rest_in_words,
    state_in_words,
    target_in_words,
)
from dxsim.presentation.text.words import scenario_label
from dxsim.scenario.records import Scenario

Record = Document


def glance(state: State) -> tuple[Verdict, ...]:
    """Return the verdicts without what must be solved for, fast enough to follow a slider."""
    return state.judged.glances()


def rows(state: State, verdicts: Sequence[Verdict]) -> list[Record]:
    """Return the verdict table's rows as texts, with the values they were made from."""
    return [
        _row(state, target, facts) for target, facts in zip(state.targets, verdicts, strict=True)
    ]


def _row(state: State, target: Target, facts: Verdict) -> Record:
    lang = state.lang
    official = find_target(state.official, target.id).threshold
    first = facts.first_year
    stays = first is None or facts.stays_reached
    full, ended = state_in_words(facts, lang), facts.final
    return {
        "id": target.id,
        "title": target.title.get(lang),
        "hover": _hover(target, facts, lang),
        "short": target_in_words(target, lang),
        "threshold": target.threshold * 100,
        "official": official * 100,
        "moved": say("explorer.moved_from", lang, threshold=percent(official, lang))
        if target.threshold != official
        else "",
        "folded": ended.reached is None or facts.over,
        "judge": say("verdict.judge", lang) if facts.judge else "",
        "state": "none" if ended.reached is None else ended.state,
        "word": _word(facts, full, lang),
        "full": full,
        "value": percent(facts.value, lang),
        "gap": signed(facts.gap_pp, lang),
        "money": signed(in_money_unit(facts.gap_money, facts.money_unit), lang, 0),
        "first": MISSING
        if facts.reached is None and first is None
        else say("explorer.not_reached", lang)
        if first is None
        else str(first)
        if stays
        else say("explorer.not_kept", lang, year=first),
    }


def _word(facts: Verdict, full: str, lang: str) -> str:
    """Return the state in a word or two: of a year that is over with what was published."""
    past = facts.published
    if past is not None:
        state = say(f"verdict.{'reached' if past.reached else 'missed'}", lang)
        value = in_unit(past.value, facts.unit, lang, digits=2)
        return say("verdict.over_brief", lang, state=state, value=value)
    return say("verdict.not_evaluable", lang) if facts.reached is None else full


def _hover(target: Target, facts: Verdict, lang: str) -> str:
    """Return a target's title, and how official targets that needed as much pace have fared."""
    title = target.title.get(lang)
    needed = facts.speed.required if target.is_digital_share else None
    said = promises_sentence(needed, lang)
    return f"{title}. {said}" if said else title


def missing_growth(state: State, verdicts: Sequence[Verdict]) -> dict[str, str]:
    """Return the growth still missing by target, or to spare, in points a year.

    It is that of all components together, for a component's share of digital of this one alone.
    """
    lang = state.lang
    missing = {}
    for target, facts in zip(state.targets, verdicts, strict=True):
        needed = facts.helpful(target.lever)
        none_does = needed is None and facts.reached is False and not facts.over
        shown = extra_points(needed, lang)
        missing[target.id] = say("explorer.missing_none", lang) if none_does else shown
    return missing


def sentence(state: State, verdicts: Sequence[Verdict]) -> str:
    """Return the answer in words: how many targets are reached, and the share at the last two."""
    lang = state.lang
    judged = [facts for facts in (one.final for one in verdicts) if facts.reached is not None]
    count = counted(sum(bool(facts.reached) for facts in judged), len(judged), lang)
    pairs = zip(state.targets, verdicts, strict=True)
    shares = [facts for target, facts in pairs if target.is_digital_share]
    latest = sorted(shares, key=lambda facts: facts.target.year)[-2:]
    return " ".join([count, *(_said(facts, lang) for facts in latest)])


def counted(reached: int, judged: int, lang: str) -> str:
    """Return how many of the targets that can be judged are reached, in words."""
    if judged == 0:
        return say("explorer.answer_no_target", lang)
    if judged == 1:
        return say(f"explorer.answer_one_{'reached' if reached else 'missed'}", lang)
    if reached == 0:
        return say("explorer.answer_reached_none", lang, count=judged)
    if reached == judged:
        return say("explorer.answer_reached_all", lang, count=judged)
    return say("explorer.answer_count", lang, reached=reached, count=judged)


def _said(facts: Verdict, lang: str) -> str:
    target = target_in_words(facts.target, lang)
    fields = {"target": target[:1].upper() + target[1:], "year": facts.target.year}
    if facts.reached is None:
        reason = reason_in_words(facts, lang)
        return say("explorer.answer_none", lang, reason=reason, **fields)
    key = f"explorer.answer_{facts.state}"
    gap = points(None if facts.gap_pp is None else abs(facts.gap_pp), lang)
    return say(key, lang, value=percent(facts.value, lang), gap=gap, **fields)


def rest(state: State) -> Record:
    """Return the check of the rest of the economy: its growth by year and the words."""
    lang, path = state.lang, state.path
    real = path.non_digital / path.deflator
    return {
        "years": [int(year) for year in path.years[1:]],
        "growth": finite(yearly_growth(path.non_digital)[1:]),
        "real": finite(yearly_growth(real)[1:]),
        "words": rest_in_words(path.strain, lang),
        "sound": not path.strain.years,
    }


def comparisons(state: State) -> list[Record]:
    """Return the line of each scenario compared with, and the difference from it in words."""
    pairs = zip(state.others, state.ghosts, strict=True)
    return [_comparison(state, other, ghost) for other, ghost in pairs]


def _comparison(state: State, other: Scenario, ghost: Trajectory) -> Record:
    lang = state.lang
    years = [int(year) for year in ghost.years]
    asked = sorted({target.year for target in state.targets if target.is_digital_share})[-2:]
    wanted = sorted({*asked, state.scenario.end_year} & {*years})
    said = [
        say("explorer.difference", lang, year=year, gap=signed(gap, lang))
        for year in wanted
        if (gap := _gap(state.path, ghost, year)) is not None
    ]
    name, brief = other.heading(lang), scenario_label(other, lang)
    differences = "; ".join(said)
    return {
        "id": other.name,
        "years": years,
        "share": finite(ghost.share),
        "label": name,
        "short": brief,
        "brief": say("explorer.compared_brief", lang, name=brief, differences=differences),
        "words": say("explorer.compared", lang, name=name, differences=differences),
    }


def _gap(path: Trajectory, ghost: Trajectory, year: int) -> float | None:
    ours, theirs = (p.share[p.years == year] for p in (path, ghost))
    if not (ours.size and theirs.size):
        return None
    return finite((ours - theirs) * 100)[0]
