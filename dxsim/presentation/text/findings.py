"""Answers in words: every sentence with a number is made here from results."""

from collections.abc import Iterable

from dxsim.analysis.judged import Given, verdicts
from dxsim.analysis.outside_view import paces
from dxsim.analysis.targets import Target, load_targets
from dxsim.analysis.verdicts import ALL, Verdict
from dxsim.data.country import load_country
from dxsim.data.sources import producer
from dxsim.presentation.text import tables
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.messages import number, percent, points, say, signed
from dxsim.presentation.text.words import key_in_words, value_in_words
from dxsim.scenario.provenance import assumptions
from dxsim.scenario.records import Scenario


def sentences(scenario: Given, lang: str, targets: tuple[Target, ...] | None = None) -> list[str]:
    """Return one sentence a target, then what the path does to the rest of the economy."""
    judged = verdicts(scenario, targets)
    said = [sentence(verdict, verdict.target.title.get(lang), lang) for verdict in judged]
    return [*said, tables.rest_in_words(judged[0].strain, lang)] if judged else said


def sentence(verdict: Verdict, title: str, lang: str) -> str:
    """Return a verdict in one sentence: the target, the state, the value and the gap."""
    if verdict.is_told_as_over:
        return _ended(verdict, title, lang)
    later = verdict.state == "reached" and verdict.strain.years
    state = "strained_later" if later else verdict.state
    return say(
        f"verdict.sentence_{state}",
        lang,
        title=title,
        value=tables.in_unit(verdict.value, verdict.unit, lang),
        gap=points(verdict.gap_pp, lang, sign=True)
        if verdict.gap_pp is not None
        else tables.gap_in_unit(verdict, lang),
        year=tables.years_of(verdict.target),
        reason=tables.reason_in_words(verdict, lang),
        rest=tables.rest_in_brief(verdict.strain, lang),
    )


def _ended(verdict: Verdict, title: str, lang: str) -> str:
    """Return how a target ended whose year is over, with the scenario's figure beside."""
    key = "sentence_over" if verdict.value is None else "sentence_over_beside"
    value = tables.in_unit(verdict.value, verdict.unit, lang)
    over = tables.over_in_words(verdict, lang)
    return say(f"verdict.{key}", lang, title=title, over=over, value=value)


def assumption_table(scenario: Scenario, lang: str) -> Table:
    """Return the assumptions of a scenario in words, with the file and line that set each."""
    header = [say(f"notebook.column_{key}", lang) for key in ("assumption", "value", "place")]
    rows = []
    for key, stated in assumptions(scenario.reference).items():
        if key.rsplit(".", 1)[-1] == "uncertainty":
            continue
        place = f"{stated.file.replace(chr(92), '/').rsplit('/', 1)[-1]}:{stated.line}"
        rows.append([key_in_words(key, lang), value_in_words(key, stated.value, lang), place])
    return header, rows


def required_table(verdicts: list[Verdict], lang: str) -> Table:
    """Return the growth a year each target ahead lacks or has to spare, by component and in all.

    A component without any number, as one that the scenario does not have, has no column.
    """
    ahead = [verdict for verdict in verdicts if not verdict.over]
    told = {name for one in ahead for name in one.additions if one.helpful(name) is not None}
    parts = {name: c for name, c in load_country().components.items() if name in told}
    levers = (ALL, *parts)
    header = [say("verdict.column_target", lang), say("tables.lever_all", lang)]
    header += [say("tables.lever_alone", lang, component=c.brief[lang]) for c in parts.values()]
    rows = [
        [tables.target_in_words(verdict.target, lang)]
        + [tables.extra_points(verdict.helpful(lever), lang) for lever in levers]
        for verdict in ahead
    ]
    return header, rows


def speed_table(verdicts: list[Verdict], lang: str) -> Table:
    """Return log-odds speeds to the targets ahead, with their place in the reference class."""
    names = ("required", "projected", "percentile", "percentile_broad")
    header = [say("verdict.column_target", lang)]
    counts = {"percentile": len(paces()), "percentile_broad": len(paces("broad"))}
    header += [say(f"notebook.speed_{name}", lang, count=counts.get(name)) for name in names]
    rows = []
    for verdict in (one for one in verdicts if not one.over):
        speed = verdict.speed
        rows.append(
            [
                tables.target_in_words(verdict.target, lang),
                number(speed.required, lang, 3),
                signed(speed.projected, lang, 3),
                percent(speed.percentile, lang, 0),
                percent(speed.percentile_broad, lang, 0),
            ]
        )
    return header, rows


def summary_sentences(
    scenarios: Iterable[Given], lang: str, targets: tuple[Target, ...] | None = None
) -> list[str]:
    """Return for each target under how many scenarios of each producer it is reached."""
    targets = targets if targets is not None else load_targets()
    judged = verdicts(scenarios, targets)
    return [
        say(
            "notebook.summary",
            lang,
            title=target.title.get(lang),
            counts="; ".join(_counts(target, judged, lang)),
        )
        for target in targets
    ]


def _counts(target: Target, verdicts: list[Verdict], lang: str) -> list[str]:
    about = [v for v in verdicts if v.target.id == target.id]
    if about and about[0].over and about[0].published:
        return [tables.over_in_words(about[0], lang)]
    said = []
    for name in target.producers:
        judged = [v.reached for v in about if v.producer == name and v.reached is not None]
        key = "summary_judge" if name == target.judge else "summary_beside"
        few = {0: "_none", 1: "_one"}.get(len(judged), "")
        fields = {"producer": producer(name).short[lang], "reached": sum(judged)}
        word = say(f"verdict.{'reached' if any(judged) else 'missed'}", lang)
        said.append(say(f"notebook.{key}{few}", lang, count=len(judged), verdict=word, **fields))
    return said


def scenario_table(scenarios: list[Scenario], lang: str) -> Table:
    """Return the scenarios with title, question, producer and price basis."""
    keys = ("scenario", "title", "question", "producer", "prices")
    header = [say(f"notebook.column_{key}", lang) for key in keys]
    rows = [
        [
            scenario.name,
            scenario.heading(lang),
            scenario.question.get(lang) if scenario.question else "",
            producer(scenario.producer).short[lang],
            say(f"words.prices_{scenario.prices}", lang),
        ]
        for scenario in scenarios
    ]
    return header, rows
