"""Verdicts in a table: the sign, shade and words of a cell, and which targets have a column.

A target whose year is over is held to the published value, whatever the scenario says.
"""

from collections.abc import Iterable, Mapping, Sequence

from dxsim.analysis.targets import Target
from dxsim.analysis.verdicts import Verdict
from dxsim.presentation.figures.drawing import style, wording
from dxsim.presentation.text.messages import MISSING, say
from dxsim.presentation.text.tables import gap_in_unit, reason_in_words

MARKS = {"reached": "✓", "strained": "(✓)", "missed": "✗"}
FILLS = {"reached": "#9dbdff", "strained": "#f3e2b3", "missed": "#ffb3a7"}
FULL_SHADE = 15.0
"""Gap in points, or in per cent of other units, at which a cell has its full shade."""


def columns(targets: Sequence[Target], facts: Iterable[Verdict]) -> list[Target]:
    """Return the targets that a table of verdicts has a column for: those a path decides.

    Left out are those whose year is over, and those that no scenario can be judged on. Where
    nothing would be left, all stand.
    """
    decided = {f.target.id for f in facts if not f.over and f.reached is not None}
    return [target for target in targets if target.id in decided] or list(targets)


def fitting(targets: Sequence[Target], most: int) -> list[Target]:
    """Return at most so many targets in their order: shares before rates and sums of money."""
    first = sorted(targets, key=lambda target: not target.is_share)[:most]
    return [target for target in targets if target in first]


def left_out(targets: Sequence[Target], shown: Sequence[Target], lang: str) -> str:
    """Return how many targets have no column, nothing where each has one."""
    count = len(targets) - len(shown)
    return say("figures.matrix_left_out", lang, count=count) if count else ""


def reasons(facts: Iterable[Verdict]) -> dict[str, str]:
    """Return a letter for each reason why something could not be evaluated, by message key."""
    distinct = dict.fromkeys(f.final.reason for f in facts if f.final.reason)
    return dict(zip(distinct, "abcdefgh", strict=False))


def reasons_in_words(facts: Sequence[Verdict], lang: str) -> str:
    """Return each letter with its reason and the years of exhaustion; a dash for none."""
    ended = [f.strain.exhausted_in for f in facts if f.final.reason == "exhausted"]
    years = sorted({year for year in ended if year is not None})
    year = wording.listing(map(str, years), lang)
    reason_texts = reasons(facts).items()
    said = (f"{mark} {say(f'verdict.{reason}', lang, year=year)}" for reason, mark in reason_texts)
    return "; ".join(said) or MISSING


def cell_text(fact: Verdict, letters: Mapping[str, str], lang: str) -> str:
    """Return a verdict as a sign and its gap in points, or the letter of its reason."""
    fact = fact.final
    if fact.reason is not None:
        return letters[fact.reason]
    return f"{MARKS[fact.state]} {gap_in_unit(fact, lang)}"


def shade(fact: Verdict) -> str:
    """Return the fill of a cell: blue where reached, red where missed, deeper with the gap.

    What is reached only while the rest of the economy shrinks has one pale fill of its own.
    """
    from matplotlib.colors import to_hex, to_rgb

    fact = fact.final
    state = fact.state
    if fact.gap is None:
        return style.PAPER
    if state == "strained":
        return FILLS[state]
    full = to_rgb(FILLS[state])
    points = fact.gap_pp
    relative = 100 * fact.gap / abs(fact.target.threshold) if points is None else points
    depth = 0.25 + 0.75 * min(abs(relative) / FULL_SHADE, 1.0)
    red, green, blue = (1 - depth * (1 - c) for c in full)
    return str(to_hex((red, green, blue)))


def spoken(fact: Verdict, lang: str) -> str:
    """Return a verdict in words: reached or missed with its gap, or why it is not evaluable."""
    fact = fact.final
    state = say(f"verdict.{fact.state}", lang)
    if fact.reached is None:
        return f"{state} ({reason_in_words(fact, lang)})"
    return f"{state} {gap_in_unit(fact, lang)}"
