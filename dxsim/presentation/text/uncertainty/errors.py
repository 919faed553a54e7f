"""The errors that a probability rests on, in words: how large, where from, estimated or assumed."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dxsim.analysis.uncertainty.summary import Summary
from dxsim.data.files import Document
from dxsim.presentation.text.messages import number, percent, say
from dxsim.presentation.text.words import block_name
from dxsim.scenario.assumed_errors.completion import WHOLE

if TYPE_CHECKING:
    import xarray as xr


def assumptions_in_words(futures: "Summary | xr.Dataset", lang: str) -> list[str]:
    """Return the errors a probability rests on and where they come from."""
    return errors_in_words(futures.attrs["assumptions"], lang)


def assumptions_of_several(
    ensembles: Iterable["Summary | xr.Dataset"], lang: str
) -> list[list[str]]:
    """Return the errors each of several ensembles rests on; where they come from is said once."""
    said: list[str] = []
    lines = []
    for futures in ensembles:
        facts = futures.attrs["assumptions"]
        own = [line for line in defaults_in_words(facts, lang) if line not in said]
        said += own
        first, *others = _errors(facts, lang)
        lines.append([first, *own, *others])
    return lines


def errors_in_words(facts: Document, lang: str) -> list[str]:
    """Return in words what `assumptions` says of a scenario: the errors and their origin."""
    first, *others = _errors(facts, lang)
    return [first, *defaults_in_words(facts, lang), *others]


def _errors(facts: Document, lang: str) -> list[str]:
    """Return the kind of errors and how large they are."""
    freedom = number(facts["degrees_of_freedom"], lang, 0)
    distribution = say(f"ensemble.distribution_{facts['distribution']}", lang, freedom=freedom)
    origin = origin_in_words(facts, lang)
    first = say("ensemble.assumes", lang, distribution=distribution, origin=origin)
    return [first, *spreads_in_words(facts, lang), *common_in_words(facts, lang)]


def defaults_in_words(facts: Document, lang: str) -> list[str]:
    """Return where the defaults come from, for a scenario that rests on them."""
    known = facts.get("provenance")
    return [say("ensemble.of_defaults", lang, text=known[lang])] if known else []


def spreads_in_words(facts: Document, lang: str) -> list[str]:
    """Return the errors' standard deviations, blocks with the same ones in one line."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for block, errors in facts["errors"].items():
        kind = "aggregate" if facts["moves"][block] == "level" else facts["moves"][block]
        fading = say("ensemble.lasting", lang)
        if errors["half_life"] is not None and errors["persistent_sd"]:
            years = number(errors["half_life"], lang, 0)
            fading = say("ensemble.fading", lang, years=years)
        spreads = (percent(errors[f"{key}_sd"], lang) for key in ("persistent", "yearly"))
        tied = _from_year_to_year(errors["ar1"], lang) if errors["yearly_sd"] else ""
        rests = tied + rests_on(
            facts, "aggregate" if kind == "aggregate" else "growth", block, lang
        )
        alike.setdefault((kind, *spreads, fading, rests), []).append(block)
    return [
        say(
            f"ensemble.errors_{kind}", lang, blocks=_blocks(blocks, lang),
            persistent=persistent, yearly=yearly, fading=fading,
        )
        + rests
        for (kind, persistent, yearly, fading, rests), blocks in alike.items()
    ]  # fmt: skip


def _from_year_to_year(ar1: float, lang: str) -> str:
    """Return how the shocks of two years hang together, as a part of their line."""
    if not ar1:
        return say("ensemble.independent", lang)
    return say("ensemble.autocorrelated", lang, ar1=number(ar1, lang, 2))


def rests_on(facts: Document, kind: str, stated: str, lang: str) -> str:
    """Return whether a kind of error is estimated or assumed, and why, as the end of its line.

    `stated` is what the scenario says of its own where it does. What nothing says of is assumed.
    """
    if stated not in facts["defaulted"]:
        return say("ensemble.rests_scenario", lang)
    known = facts["kinds"].get(kind)
    if known is None:
        return say("ensemble.rests_unsaid", lang)
    return say(f"ensemble.rests_{known['status']}", lang, text=known[lang])


def common_in_words(facts: Document, lang: str) -> list[str]:
    """Return the errors of total, allocations, ceilings; correlation, breaks and events."""
    result = []
    if facts["measurement_sd"]:
        rests = rests_on(facts, "measurement", "measurement_sd", lang)
        sd = percent(facts["measurement_sd"], lang)
        result.append(say("ensemble.measured", lang, sd=sd) + rests)
    for key in ("allocation", "ceiling"):
        sizes: dict[tuple[str, str], list[str]] = {}
        for block, errors in facts["errors"].items():
            if errors[f"{key}_sd"]:
                size = percent(errors[f"{key}_sd"], lang), rests_on(facts, key, block, lang)
                sizes.setdefault(size, []).append(block)
        for (sd, rests), blocks in sizes.items():
            words = say(f"ensemble.errors_{key}", lang, blocks=_blocks(blocks, lang), sd=sd)
            result.append(words + rests)
    struck = [event_in_words(event, lang) for event in facts["events"]]
    return [*result, *_correlated(facts, lang), *_broken(facts, lang), *struck]


def _correlated(facts: Document, lang: str) -> list[str]:
    """Return how far growth errors of two blocks are correlated."""
    pairs = [value for row in (facts["correlation"] or {}).values() for value in row.values()]
    if not pairs:
        return []
    low, high = (number(end, lang, 1) for end in (min(pairs), max(pairs)))
    rests = rests_on(facts, "correlation", "correlation", lang)
    return [say("ensemble.correlated", lang, low=low, high=high) + rests]


def _broken(facts: Document, lang: str) -> list[str]:
    """Return how often definitions break, and by how much."""
    breaks = facts["breaks"]
    if breaks is None:
        return []
    key = "ensemble.breaks_in" if breaks["included"] else "ensemble.breaks_out"
    said = say(key, lang, rate=number(breaks["rate"], lang, 2), sd=percent(breaks["sd"], lang))
    return [said + rests_on(facts, "breaks", "breaks", lang)]


def event_in_words(event: Document, lang: str) -> str:
    """Return a shock that may come, with its years, probability and size, as an assumption."""
    title = (event["title"] or {}).get(lang) or event["id"]
    first, last = event["years"]
    key = "event_spread" if event["size_sd"] else "event"
    return say(
        f"ensemble.{key}", lang, title=title, block=block_name(event["of"], lang),
        years=f"{first}-{last}" if first < last else str(first),
        probability=percent(event["probability"], lang), sd=percent(event["size_sd"], lang),
        size=percent(event["size"], lang, sign=True),
    )  # fmt: skip


def origin_in_words(facts: Document, lang: str) -> str:
    """Return where the errors come from."""
    if not facts["defaulted"]:
        return say("ensemble.origin_scenario", lang)
    if facts["from"].startswith("scenario"):
        named = ", ".join(_defaulted(name, lang) for name in facts["defaulted"])
        return say("ensemble.origin_both", lang, defaulted=named)
    return say("ensemble.origin_defaults", lang)


def _defaulted(name: str, lang: str) -> str:
    return say(f"ensemble.whole_{name}", lang) if name in WHOLE else block_name(name, lang)


def _blocks(names: Sequence[str], lang: str) -> str:
    return ", ".join(block_name(name, lang) for name in names)
