"""Tables and sentences of an ensemble: fan, probabilities, ranges, data published since."""

from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.targets import Target
from dxsim.analysis.uncertainty.summary import Free, Given, Odds, Summary
from dxsim.data.files import Document
from dxsim.model.trajectory import Strain
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.messages import interval, number, odds, percent, points, say
from dxsim.presentation.text.tables import in_unit, rest_in_words, target_in_words
from dxsim.presentation.text.uncertainty.errors import assumptions_in_words, rests_on
from dxsim.presentation.text.words import block_name

if TYPE_CHECKING:
    import xarray as xr


FAN_COLUMNS = (0.05, 0.25, 0.5, 0.75, 0.95)
SMALL = 0.095
"""Chance below which whole per cents would contradict a table: 4.5% rounds to 4."""
SURE = 0.995
"""Chance above which whole per cents would say 100."""
NOTABLE = 0.01
"""Distance of the median from the scenario, as a fraction of GDP, from which it is told."""


def fan_table(futures: "Summary | xr.Dataset", lang: str) -> Table:
    """Return the quantiles of the digital share by year, and the share of the scenario itself."""
    futures = Summary.of(futures)
    columns = {percent(q, lang, 0): futures.share_at(q) for q in FAN_COLUMNS}
    if isinstance(futures, Free):
        columns[say("ensemble.column_scenario", lang)] = futures.scenario_share
    rows = [
        [str(year), *(percent(float(values[place]), lang) for values in columns.values())]
        for place, year in enumerate(futures.years)
    ]
    return [say("ensemble.column_year", lang), *columns], rows


def probability_table(
    futures: "Free | xr.Dataset", targets: tuple[Target, ...], lang: str
) -> Table:
    """Return the probability of each target with its range, shortfall and first year."""
    futures = Free.of(futures)
    columns = ("target", "probability", "range", "shortfall", "first_year")
    header = [say(f"ensemble.column_{key}", lang) for key in columns]
    known = {target.id: target for target in targets}
    rows = []
    for place, one in enumerate(futures.odds()):
        target = known[one.target]
        rows.append(
            [
                target_in_words(target, lang),
                odds(one.probability, lang),
                range_in_words(one, lang),
                _shortfall(float(futures.shortfall[place]), target, lang),
                first_year_in_words(futures, place, lang),
            ]
        )
    return header, rows


def _shortfall(value: float, target: Target, lang: str) -> str:
    """Return a mean shortfall: in points for a target in per cent, else in the target's unit."""
    return number(value, lang) if target.in_per_cent else in_unit(value, target.unit, lang)


def range_in_words(one: Odds, lang: str) -> str:
    """Return the range of one target's probability over the bases that could be defended."""
    low, high = one.range_low, one.range_high
    return interval(odds(low, lang), odds(high if low < high else low, lang))


def odds_and_range(one: "Odds | xr.Dataset", lang: str) -> tuple[str, str]:
    """Return one target's probability and its range with the same decimals.

    Whole per cents, or tenths as in the tables where any of the three is small or nearly sure.
    """
    chance, low, high = Odds.range_of(one)
    digits = 1 if min(chance, low) < SMALL or max(chance, high) > SURE else 0
    ends = odds(low, lang, digits), odds(max(low, high), lang, digits)
    return odds(chance, lang, digits), interval(*ends)


def basis_table(futures: "Summary | xr.Dataset", targets: tuple[Target, ...], lang: str) -> Table:
    """Return the probability of each target under its own basis and under every other one."""
    futures = Summary.of(futures)
    own = str(futures.attrs["assumptions"]["basis"])
    header = [say("ensemble.column_target", lang), say(f"ensemble.column_{own}", lang)]
    header += [say(f"ensemble.column_{name}", lang) for name in futures.bases]
    known = {target.id: target for target in targets}
    rows = []
    for one in futures.odds():
        values = (one.probability, *one.by_basis.values())
        rows.append([target_in_words(known[one.target], lang), *(odds(v, lang) for v in values)])
    return header, rows


def updated_table(
    before: "Summary | xr.Dataset",
    after: "Summary | xr.Dataset",
    targets: tuple[Target, ...],
    lang: str,
) -> Table:
    """Return the odds of each target before and after what is known, with the new range."""
    keys = ("target", "before", "after", "range")
    header = [say(f"ensemble.column_{key}", lang) for key in keys]
    known, before = {target.id: target for target in targets}, Summary.of(before)
    rows = []
    for one in Summary.of(after).odds():
        chances = (before.odds_of(one.target).probability, one.probability)
        shown = [odds(value, lang) for value in chances]
        rows.append([target_in_words(known[one.target], lang), *shown, range_in_words(one, lang)])
    return header, rows


def outcomes_in_words(after: "Given | xr.Dataset", lang: str) -> list[str]:
    """State the outcomes taken as known and the effective number of draws."""
    after = Given.of(after)
    items = []
    for outcome in after.attrs["outcomes"]:
        of = outcome["of"]
        fields = {"year": outcome["year"], "value": percent(outcome["value"], lang)}
        if of == "share":
            items.append(say("ensemble.known_share", lang, **fields))
        else:
            block = block_name(of, lang)
            items.append(say("ensemble.known_growth", lang, block=block, **fields))
    worth, draws = after.effective_draws, after.attrs["draws"]
    counts = {"worth": number(worth, lang, 0), "draws": number(draws, lang, 0)}
    lines = [say("ensemble.given", lang, items="; ".join(items)), *_revised(after.attrs, lang)]
    lines.append(say("ensemble.worth", lang, **counts))
    return [*lines, say("ensemble.thin", lang)] if after.attrs["thin"] else lines


def _revised(facts: Document, lang: str) -> list[str]:
    """Return how far each thing known is taken to be revised, and what that rests on."""
    lines = []
    for of, sd in facts["revisions"].items():
        if not sd:
            continue
        aggregate = facts["assumptions"]["moves"].get(of) == "level"
        kind, stated = ("revision", of) if aggregate else ("measurement", "measurement_sd")
        words = say("ensemble.known_of_share", lang) if of == "share" else block_name(of, lang)
        rests = rests_on(facts["assumptions"], kind, stated, lang)
        lines.append(say("ensemble.revised", lang, what=words, sd=percent(sd, lang)) + rests)
    return lines


def first_year_in_words(futures: Free, place: int, lang: str) -> str:
    """Return the first year by which half of the futures have reached the target at a place."""
    upto = futures.first_year[place].cumsum()
    if upto[-1] < 0.5:
        return say("ensemble.never", lang, year=futures.years[-1])
    return str(futures.years[(upto >= 0.5).argmax()])


def ensemble_sentences(futures: "Free | xr.Dataset", lang: str) -> list[str]:
    """Return the notes beside the numbers: basis, joint odds, assumptions, footnotes, engine."""
    futures = Free.of(futures)
    return [
        basis_in_words(futures, lang),
        joint_in_words(futures, lang),
        rest_line(futures, lang),
        exhausted_in_words(futures, lang),
        *centre_in_words(futures, lang),
        sampling_in_words(futures, lang),
        precision_in_words(futures, lang),
        *assumptions_in_words(futures, lang),
        engine_in_words(futures, lang),
    ]


def basis_in_words(futures: "Summary | xr.Dataset", lang: str) -> str:
    """Name the basis of the centre and the spread of the futures."""
    facts = futures.attrs["assumptions"]
    if facts["centre"] == facts["basis"]:
        return say(f"ensemble.basis_{facts['basis']}", lang)
    spread = say(f"ensemble.column_{facts['basis']}", lang)
    return f"{say('ensemble.basis_path', lang)} {say('ensemble.basis_spread', lang, basis=spread)}"


def joint_in_words(futures: "Free | xr.Dataset", lang: str) -> str:
    """Return the probability that every target is reached in the same future."""
    futures = Free.of(futures)
    if not futures.targets:
        return say("ensemble.no_target", lang)
    return say("ensemble.joint", lang, probability=odds(futures.joint_probability, lang))


def sampling_in_words(futures: "Summary | xr.Dataset", lang: str) -> str:
    """Return the sampling error of the draws, as a footnote."""
    futures = Summary.of(futures)
    worst = float(max(futures.sampling_error, default=0.0))
    draws = number(futures.attrs["draws"], lang, 0)
    return say("ensemble.sampling", lang, error=points(100 * worst, lang, 2), draws=draws)


def odds_sentences(
    futures: "Summary | xr.Dataset", targets: tuple[Target, ...], lang: str
) -> list[str]:
    """Return the odds of each target in a sentence."""
    known = {target.id: target for target in targets}
    lines = []
    for one in Summary.of(futures).odds():
        title, chance = known[one.target].title.get(lang), one.probability
        if chance != chance:
            lines.append(say("ensemble.sentence_ended", lang, target=title))
            continue
        low, high = (odds(end, lang) for end in (one.range_low, one.range_high))
        fields = {"probability": odds(chance, lang), "low": low, "high": high}
        lines.append(say("ensemble.sentence", lang, target=title, **fields))
    return lines or [say("ensemble.no_target", lang)]


def rest_line(futures: "Summary | xr.Dataset", lang: str) -> str:
    """Describe the rest of the economy on the scenario's own path."""
    return say("ensemble.rest", lang, said=rest_in_words(Strain.of(futures.attrs), lang))


def exhausted_in_words(futures: "Summary | xr.Dataset", lang: str) -> str:
    """Return from which year on the scenario's own path, and so every future, is exhausted."""
    year = futures.attrs["exhausted_in"]
    if year is None:
        return say("ensemble.none_exhausted", lang)
    return say("ensemble.exhausted", lang, year=year)


def centre_in_words(futures: "Summary | xr.Dataset", lang: str) -> list[str]:
    """Return how far the median future ends from the scenario itself, where that is notable."""
    futures = Summary.of(futures)
    year = apart_in(futures)
    if year is None or not isinstance(futures, Free):
        return []
    last = futures.years.index(year)
    own, median = float(futures.scenario_share[last]), float(futures.share_at(0.5)[last])
    key = "ensemble.centre_above" if median > own else "ensemble.centre_below"
    said = {"own": percent(own, lang), "median": percent(median, lang)}
    return [say(key, lang, year=year, **said)]


def apart_in(futures: "Summary | xr.Dataset") -> int | None:
    """Return the last year with a median future and a scenario, None where they are close.

    Futures given outcomes are not compared.
    """
    futures = Summary.of(futures)
    if not isinstance(futures, Free):
        return None
    gap = futures.share_at(0.5) - futures.scenario_share
    known = np.flatnonzero(~np.isnan(gap))
    if not known.size or abs(float(gap[known[-1]])) < NOTABLE:
        return None
    return futures.years[known[-1]]


def precision_in_words(futures: "Summary | xr.Dataset", lang: str) -> str:
    """Return how exact the quantiles are for these draws."""
    error = futures.attrs["quantile_error"]
    if not error:
        return say("ensemble.quantile_exact", lang)
    return say("ensemble.quantile_streaming", lang, error=points(100 * error, lang, 4))


def engine_in_words(futures: "Summary | xr.Dataset", lang: str) -> str:
    """Return which engine ran, and why that one."""
    engine = say(f"ensemble.name_{futures.attrs['engine']}", lang)
    reason = say(f"ensemble.{futures.attrs['engine_reason']}", lang)
    return say("ensemble.engine", lang, engine=engine, reason=reason)
