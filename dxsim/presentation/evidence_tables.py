"""Tables of the evidence side as a reader sees them, in either language."""

from typing import TYPE_CHECKING

from dxsim.analysis.claims import VERDICTS, Result, Shown, audit
from dxsim.data.observations import Date
from dxsim.presentation import messages

if TYPE_CHECKING:
    import pandas as pd


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
    """Return what a check found, in one sentence with its numbers."""
    fields = {name: shown(value, lang) for name, value in result.numbers.items()}
    text = messages.say(result.key, lang, **fields)
    return f"{text} ({messages.say('claims.remembered', lang)})" if result.remembered else text


def claim(result: Result, lang: str) -> str:
    """Return the claim that a check is about."""
    return messages.say(f"claims.{result.id.lower()}_claim", lang)


def audit_summary(results: list[Result], lang: str) -> str:
    """Return how many checks came out how, in one line."""
    counts = {verdict: sum(r.verdict == verdict for r in results) for verdict in VERDICTS}
    return messages.say("claims.summary", lang, total=len(results), **counts)


def audit_page(lang: str = "en", as_of: Date | None = None) -> "pd.DataFrame":
    """Return the claims audit as a table to print: check, claim, finding, verdict, facts."""
    import pandas as pd

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
    headers = [messages.say(f"claims.column_{column}", lang) for column in columns]
    return pd.DataFrame(rows, columns=headers)
