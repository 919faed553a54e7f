"""Where the digital share stands, in words: published by whom, and the pace still asked."""

import datetime as dt
from collections.abc import Iterable, Sequence

from dxsim.analysis.evidence.base_vintage import SHARE, assumed_base, known_since_base
from dxsim.analysis.evidence.past_targets import also_said, past_verdicts
from dxsim.analysis.evidence.standing import Standing, standing, still_asked
from dxsim.analysis.targets import Target
from dxsim.data.records import Date
from dxsim.data.sources import all_series, producers, source
from dxsim.presentation.text import messages
from dxsim.presentation.text.words import cite, scenario_label
from dxsim.scenario.records import Scenario


def standing_sentences(
    targets: Iterable[Target], as_of: Date | None = None, lang: str = "en"
) -> list[str]:
    """Return where the digital share stands by each judge, and the pace its targets still ask.

    One sentence on the newest published value and the pace so far, one a target of that year with
    what others said of it, and one a target ahead.
    """
    targets = list(targets)
    said = []
    for judge in dict.fromkeys(t.judge for t in targets if t.is_digital_share):
        stands = standing(judge, as_of)
        if stands is None:
            continue
        said.append(stands_sentence(stands, lang))
        said += _ended(targets, judge, as_of, lang)
        asked = still_asked(stands, targets)
        by_id = {t.id: t for t in targets}
        said += [
            messages.say(
                "evidence.standing_asked", lang, title=by_id[id].title.get(lang), year=stands.year,
                source=cite(by_id[id].source, lang), pace=messages.percent(pace, lang),
                share=messages.percent(stands.share, lang, 2),
            )
            for id, pace in asked.items()
        ]  # fmt: skip
    return said


def stands_sentence(stands: Standing, lang: str) -> str:
    """Return a producer's newest share of GDP in a sentence, with the pace so far."""
    key = "standing" if stands.pace is None else "standing_pace"
    return messages.say(
        f"evidence.{key}", lang, year=stands.year, share=messages.percent(stands.share, lang, 2),
        judge=producers()[stands.producer].short[lang], day=messages.day(stands.known_since, lang),
        grade=messages.say(f"evidence.grade_{stands.confidence}", lang), since=stands.since,
        pace=messages.percent(stands.pace, lang), source=source(stands.source).title[lang],
    )  # fmt: skip


def _ended(targets: Sequence[Target], judge: str, as_of: Date | None, lang: str) -> list[str]:
    """Return the judge's verdicts on targets whose year is over, with what others said."""
    by_id = {t.id: t for t in targets if t.is_digital_share and t.judge == judge}
    result: list[str] = []
    years: set[int] = set()
    for v in past_verdicts(as_of, by_id.values()):
        if not v.judge:
            continue
        others = "" if v.year in years else _others(by_id[v.target], as_of, lang)
        years.add(v.year)
        state = "reached" if v.reached else "missed"
        key = f"evidence.ended_{state}{'_others' if others else ''}"
        fields = {"title": by_id[v.target].title.get(lang), "others": others}
        fields["source"] = cite(by_id[v.target].source, lang)
        fields["gap"] = messages.points(100 * abs(v.gap), lang, 2)
        result.append(messages.say(key, lang, **fields))
    return result


def _others(target: Target, as_of: Date | None, lang: str) -> str:
    said = [
        messages.say(
            "evidence.also_said", lang, who=producers()[one.producer].short[lang],
            value=messages.percent(one.value, lang), source=source(one.source).title[lang],
            day=messages.day(one.known_since, lang),
        )
        for one in also_said(target, as_of)
    ]  # fmt: skip
    return "; ".join(said)


def others_of_year(targets: Iterable[Target], lang: str) -> list[str]:
    """Return other producers' statements on the year of past targets on the share, one a year."""
    by_year = {target.year: target for target in targets}
    said = {year: _others(target, None, lang) for year, target in by_year.items()}
    return [
        messages.say("evidence.also_of_year", lang, year=year, others=text)
        for year, text in said.items() if text
    ]  # fmt: skip


def known_line(day: dt.date | None, lang: str) -> str:
    """Return up to which day facts were known, nothing where none is used."""
    if day is None:
        return ""
    return messages.say("evidence.known_until", lang, day=messages.date_in_words(day, lang))


def assumed_base_sentence(scenario: Scenario, lang: str) -> str:
    """Return why a scenario starts from another share than was published, nothing where not."""
    result = assumed_base(scenario)
    if result is None:
        return ""
    key = "base_assumed" if result.gdp is None else "base_assumed_levels"
    return messages.say(
        f"evidence.{key}", lang, scenario=scenario_label(scenario, lang), year=result.year,
        share=messages.percent(result.share, lang, 2),
        published=messages.percent(result.published, lang, 2),
        gdp=messages.percent(result.gdp, lang, 0, sign=True),
        digital=messages.percent(result.digital, lang, 0, sign=True),
    )  # fmt: skip


def base_vintage_sentence(scenario: Scenario, lang: str = "en") -> str:
    """Return the values published after a scenario's base, none if its base is the newest.

    It names the numbers of the base year since revised, and the newest year published.
    """
    since = known_since_base(scenario)
    parts = []
    for one in since.revised:
        if one.series == SHARE:
            used, latest = (messages.percent(v, lang, 2) for v in (one.used, one.latest))
        else:
            used, latest = (messages.number(v, lang, 1) for v in (one.used, one.latest))
        parts.append(
            messages.say(
                "evidence.base_revised", lang, what=all_series()[one.series].label[lang],
                used=used, latest=latest, day=messages.day(one.known_since, lang),
                producer=producers()[one.producer].short[lang],
            )
        )  # fmt: skip
    if since.year is not None:
        share = messages.percent(since.share, lang, 2)
        parts.append(messages.say("evidence.base_followed", lang, year=since.year, share=share))
    if not parts:
        return ""
    joined = "; ".join(parts)
    return messages.say("evidence.base_old", lang, base=scenario.base_year, parts=joined)
