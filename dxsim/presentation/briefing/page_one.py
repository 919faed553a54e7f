"""Page one: three to four large statements, and the figure that shows them."""

from dxsim.analysis import outside_view
from dxsim.analysis.evidence.standing import Standing, standing
from dxsim.analysis.targets import Target, middle_target
from dxsim.data.sources import producers
from dxsim.model import share_curves
from dxsim.presentation.briefing import sentences
from dxsim.presentation.briefing.elements import Element, cards, heading
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.figures.drawing import style
from dxsim.presentation.text.messages import number, percent, points, say, signed
from dxsim.presentation.text.programmes.bridge import steps
from dxsim.presentation.text.uncertainty import odds_and_range
from dxsim.presentation.text.words import scenario_label

Card = tuple[str, str]
"""A large number with its unit, and the sentence under it."""


def front(results: BriefingResults, lang: str) -> list[Element]:
    """Return the finding as a heading, and the statements that can be made on this results."""
    main = middle_target([t for t in results.targets if t.is_digital_share])
    if main is None:
        return [heading(say("briefing.heading_figures", lang))]
    finding = heading(sentences.headline(main, results.facts, lang))
    stands = standing(main.judge)
    result: list[Card] = []
    if stands is not None:
        result += [where(stands, lang), *needed(stands, main, lang)]
    result += delivered(results, lang)
    result += sure(results, main, lang)
    return [finding, cards(result)] if result else [finding]


def where(stands: Standing, lang: str) -> Card:
    """Return the newest share that the official measure gives, and what others say."""
    others = [standing(id) for id, about in producers().items() if id != stands.producer]
    beside = [
        say("front.beside", lang, who=style.short_name(o.producer, lang),
            share=percent(o.share, lang), year=o.year)
        for o in others if o is not None
    ]  # fmt: skip
    key = "where_beside" if beside else "where"
    said = say(
        f"front.{key}", lang, year=stands.year, judge=style.short_name(stands.producer, lang),
        others="; ".join(beside),
    )  # fmt: skip
    return percent(stands.share, lang), said


def needed(stands: Standing, target: Target, lang: str) -> list[Card]:
    """Return the rise a year that a target still asks, against the rise so far and abroad."""
    years = target.year - stands.year
    if years <= 0 or target.threshold <= stands.share:
        return []
    asked = (target.threshold - stands.share) / years
    slower = _slower(share_curves.pace(stands.share, target.threshold, years))
    key = "needed_since" if stands.pace is not None else "needed"
    said = say(
        f"front.{key}", lang, title=target.title.get(lang), since=stands.since,
        done=signed(100 * _rise_so_far(stands), lang), slower=slower, year=stands.year,
        count=len(outside_view.paces()),
    )  # fmt: skip
    return [(say("front.points_a_year", lang, points=signed(100 * asked, lang)), said)]


def _rise_so_far(stands: Standing) -> float:
    """Return by how much of GDP the share rose a year over the years its pace is taken from."""
    if stands.pace is None or stands.since is None:
        return 0.0
    years = stands.year - stands.since
    return (stands.share - stands.share / (1 + stands.pace) ** years) / years


def _slower(speed: float) -> int:
    return sum(1 for pace in outside_view.paces() if pace < speed)


def delivered(results: BriefingResults, lang: str) -> list[Card]:
    """State what programmes and trend add to their target, and the gap left open: they sum up."""
    if not results.bridges:
        return []
    each, bridge = results.bridges[0]
    key = "delivered" if bridge.open > 0 else "delivered_all"
    said = say(
        f"front.{key}", lang, count=len(bridge.steps), title=bridge.target.title.get(lang),
        asked=points(100 * bridge.asked, lang), open=points(100 * bridge.open, lang),
        trend=signed(100 * bridge.trend, lang), base_year=each.scenario.base_year,
        scenario=scenario_label(each.scenario, lang),
    )  # fmt: skip
    return [(say("front.points", lang, points=_added(bridge.delivered, lang)), said)]


def _added(share: float, lang: str) -> str:
    """Return a change of a share in points: with as many decimals as it needs, 0 where none."""
    if share == 0:
        return "0"
    small = round(100 * share, 1) == 0
    return steps(share, lang) if small else signed(100 * share, lang)


def sure(results: BriefingResults, target: Target, lang: str) -> list[Card]:
    """Return the probability of a target on the official measure, with its range."""
    for scenario in (each.scenario for each in results.references):
        futures = results.futures.get(scenario.name)
        if futures is None or scenario.producer != target.judge:
            continue
        if target.id not in futures["target"].values:
            continue
        one = futures.sel(target=target.id)
        chance, ends = odds_and_range(one, lang)
        said = say(
            "front.sure", lang, title=target.title.get(lang),
            scenario=scenario_label(scenario, lang), range=ends,
            draws=number(float(futures.attrs["draws"]), lang, 0),
        )  # fmt: skip
        return [(chance, said)]
    return []
