"""Tables of the evidence side as a reader sees them, in either language."""

import re

from dxsim.analysis import episodes, outside_view
from dxsim.analysis.evidence.required_paths import required_paths
from dxsim.cases import audit
from dxsim.cases.results import VERDICTS, Result, Shown
from dxsim.data.files import Document
from dxsim.data.observations import revisions
from dxsim.data.records import Date
from dxsim.data.sources import producers, source
from dxsim.presentation.text import messages
from dxsim.presentation.text.blocks import Table, evidence_table
from dxsim.presentation.text.tables import gap_in_unit, in_unit

SCOPES: tuple[episodes.Scope, ...] = ("all", "broad")


def shown(value: Shown, lang: str) -> str:
    """Return a check's number as its sentence writes it."""
    if value.unit == "percent":
        return messages.percent(value.value, lang, value.digits)
    if value.unit == "points":
        return messages.points(value.value * 100, lang, value.digits)
    if value.unit == "year":
        return messages.year(int(value.value))
    return messages.number(value.value, lang, value.digits)


def sentence(result: Result, lang: str) -> str:
    """Return the result of a check in one sentence with its numbers."""
    fields = {name: shown(value, lang) for name, value in result.numbers.items()}
    text = messages.say(result.key, lang, **fields)
    return f"{text} ({messages.say('claims.remembered', lang)})" if result.remembered else text


def claim(result: Result, lang: str) -> str:
    """Return the claim that a check is about."""
    return messages.say(f"claims.{result.id.lower()}_claim", lang)


def audit_record(result: Result, lang: str) -> Document:
    """Return one check as plain values: what is claimed, what was found, what is cited."""
    return {
        "check": result.id,
        "verdict": result.verdict,
        "claim": claim(result, lang),
        "finding": sentence(result, lang),
        "facts": list(result.facts),
        "series": list(result.series),
        "numbers": {name: value.value for name, value in result.numbers.items()},
        "remembered": result.remembered,
    }


def audit_summary(results: list[Result], lang: str) -> str:
    """Return how many checks came out how, in one line."""
    if not results:
        return messages.say("evidence.no_claims", lang)
    counts = {verdict: sum(r.verdict == verdict for r in results) for verdict in VERDICTS}
    return messages.say("claims.summary", lang, total=len(results), **counts)


def audit_page(lang: str = "en", as_of: Date | None = None) -> Table:
    """Return the claims audit as a table to print: check, claim, finding, verdict, facts."""
    columns = ("check", "claim", "finding", "verdict", "facts")
    rows = [
        (
            result.id,
            claim(result, lang),
            sentence(result, lang),
            messages.say(f"claims.verdict_{result.verdict}", lang),
            " ".join(result.facts),
        )
        for result in audit(as_of)
    ]
    header = [messages.say(f"claims.column_{column}", lang) for column in columns]
    return header, [list(row) for row in rows]


def outside_view_page(lang: str = "en") -> Table:
    """Return the reference class as a table: episode, shares, pace, grade, median without it."""
    without = outside_view.leave_one_out()
    rows = [
        (
            e.measure.label[lang],
            scope_in_words(e.scope, lang),
            f"{messages.percent(e.start.share, lang, 2)} ({period(e.start.year)})",
            f"{messages.percent(e.end.share, lang, 2)} ({period(e.end.year)})",
            messages.number(e.pace, lang, 3),
            messages.say("evidence.yes" if e.in_broad else "evidence.no", lang),
            messages.say(f"evidence.grade_{e.confidence}", lang),
            messages.number(without[e.id], lang, 3),
        )
        for e in sorted(outside_view.reference_class(), key=lambda e: -e.pace)
    ]
    names = ("economy", "scope", "from", "to", "pace", "broad", "confidence", "without")
    return evidence_table(names, rows, lang)


def scope_in_words(scope: str, lang: str) -> str:
    """Name the coverage of a measure; a scope without a text is returned as it is."""
    key = "_".join(re.findall(r"\w+", scope.lower()))
    return messages.area(lang, "evidence").get(f"evidence.scope_{key}", scope)


def period(year: float) -> str:
    """Return a calendar year, or the two years of a fiscal one (2020.5 is 2020/21)."""
    first = int(year)
    return str(first) if year == first else f"{first}/{(first + 1) % 100:02d}"


def required_page(as_of: Date | None = None, lang: str = "en") -> Table:
    """Return the speeds the targets require and their place in the class, any one left out."""
    rows = []
    for path in required_paths(as_of):
        low, high = outside_view.percentile_range(path.speed)
        places = [outside_view.percentile(path.speed, scope) for scope in SCOPES]
        rows.append(
            (
                producers()[path.producer].short[lang],
                messages.say(
                    "evidence.goal", lang, year=path.year,
                    threshold=messages.percent(path.threshold, lang, 0),
                ),
                messages.number(path.speed, lang, 3),
                *(messages.percent(place, lang, 0) for place in places),
                messages.interval(messages.percent(low, lang, 0), messages.percent(high, lang, 0)),
            )
        )  # fmt: skip
    names = ("producer", "target", "required", "below", "below_broad", "range")
    return evidence_table(names, rows, lang)


def revisions_page(series: str, year: int, producer: str | None = None, lang: str = "en") -> Table:
    """Return how one year's number changed, release by release, with its sources."""
    revised = revisions(series, year, producer)
    rows = [
        (
            messages.day(row["known_since"], lang),
            messages.number(row["value"], lang, 2),
            messages.signed(row["change"], lang, 2),
            producers()[row["producer"]].short[lang],
            messages.say(f"evidence.grade_{row['confidence']}", lang),
            source(row["source"]).title[lang],
        )
        for row in revised.to_dict("records")
    ]
    names = ("known", "value", "change", "producer", "confidence", "source")
    return evidence_table(names, rows, lang)


def past_page(as_of: Date | None = None, lang: str = "en") -> Table:
    """Return the verdicts on targets whose year has been observed, with their sources."""
    from dxsim.analysis.evidence.past_targets import past_verdicts
    from dxsim.analysis.targets import load_targets

    titles = {target.id: target.title.get(lang) for target in load_targets()}
    rows = [
        (
            titles[v.target],
            producers()[v.producer].short[lang],
            messages.say(f"verdict.{'judge' if v.judge else 'beside'}", lang),
            in_unit(v.value, v.unit, lang, digits=2),
            gap_in_unit(v, lang),
            messages.say(f"verdict.{'reached' if v.reached else 'missed'}", lang),
            messages.day(v.known_since, lang),
            messages.say(f"evidence.grade_{v.confidence}", lang),
            ", ".join(source(id).title[lang] for id in v.sources),
        )
        for v in past_verdicts(as_of)
    ]
    names = (
        "target", "producer", "role", "value", "gap", "verdict", "known", "confidence", "source",
    )  # fmt: skip
    return evidence_table(names, rows, lang)
