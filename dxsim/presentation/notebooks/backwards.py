"""Contents of the notebook on required growth, conflicts and decisive assumptions."""

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from dxsim.analysis.backwards import (
    break_even_values,
    comparison,
    decomposition,
    feasibility,
    frontier,
    solving,
    start_year,
    tornado,
)
from dxsim.analysis.backwards.shift_share import shift_share
from dxsim.analysis.base_years import explain
from dxsim.analysis.targets import Target, find_target, load_targets, main_target, metric
from dxsim.data.scenario_files import list_scenarios
from dxsim.model.projection import simulate
from dxsim.presentation import figures
from dxsim.presentation.notebooks.defaults import own_limits
from dxsim.presentation.notebooks.languages import in_each_language
from dxsim.presentation.notebooks.show import frame, markdown, plain, show
from dxsim.presentation.text import backwards as backwards_words
from dxsim.presentation.text import explanations
from dxsim.presentation.text.feasibility import feasibility_sentences, together_sentence
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.tables import rest_in_words
from dxsim.presentation.text.words import bound_in_words
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Bound, Scenario

if TYPE_CHECKING:
    from IPython.display import Markdown
    from pandas.io.formats.style import Styler

    from dxsim.presentation.figures.drawing.saving import Figure

Compared = tuple[list[Scenario], decomposition.Explanation]
MOST_BARS = 10
_POINTS = 9
_LEVEL = 1e-5


class Setting(NamedTuple):
    """Subject of the notebook: a scenario, a target, other demands, and the language."""

    scenario: Scenario
    target: Target
    targets: tuple[Target, ...]
    bounds: tuple[Bound, ...]
    lang: str


def setting(scenario: str, target: str, bounds: Sequence[str] = (), *, lang: str = "en") -> Setting:
    """Return the setting of the notebook's parameters.

    Parameters
    ----------
    scenario
        a name or a file.
    target
        the id of the target asked about; empty takes the middle one that is judged.
    bounds
        limits on growth beside the scenario's own, as `id:of:years:min:max`; where there are
        none at all, its growth of the first year is the limit.
    lang
        "en" or "vi".

    Raises
    ------
    InputError
        for whatever a command would refuse.
    """
    loaded, known = load_scenario(scenario or None), load_targets()
    aim = main_target(loaded, target, known)
    solving.target_horizon(loaded, aim)
    limits = (*loaded.bounds, *(feasibility.parse_bound(text) for text in bounds))
    limits = limits or own_limits(loaded, aim)
    targets = feasibility.judged_targets(loaded, None, known)
    return Setting(loaded, aim, targets, limits, lang)


@in_each_language
def answer(about: Setting) -> "Markdown":
    """State the requirements, whether all demands are feasible together, and the rest of GDP."""
    solutions = [solving.required_growth(about.scenario, about.target)]
    record = feasibility.feasible(about.scenario, about.targets, about.bounds)
    lines = backwards_words.required_sentences(about.target, solutions, about.lang)
    together = together_sentence(record, about.targets, about.bounds, about.lang)
    rest = rest_in_words(simulate(about.scenario).strain, about.lang)
    return markdown([f"- {plain(line)}" for line in [*lines, together, rest] if line])


@in_each_language
def required(about: Setting, first_year: int = 0) -> "Styler":
    """Return the extra growth that just meets the target, by lever, from a first year on."""
    scenario, target = about.scenario, about.target
    window = (first_year or scenario.base_year + 1, target.year)
    solutions = [
        solving.required_growth(scenario, target, lever, window=window)
        for lever in ("all", *scenario.components, scenario.aggregate)
    ]
    return frame(backwards_words.required_table(about.target, solutions, about.lang))


@in_each_language
def latest_start(about: Setting, addition: float) -> "Markdown":
    """Return how late a stated extra effort, in points a year, may start."""
    solution = start_year.required_start(about.scenario, about.target, "all", addition / 100)
    line = backwards_words.start_line(about.target, solution, addition / 100, about.lang)
    return markdown([plain(line)])


@in_each_language
def together(about: Setting) -> "Markdown":
    """Return whether targets and limits on growth can hold together, or the smallest conflict."""
    answer = feasibility.feasible(about.scenario, about.targets, about.bounds)
    lines = feasibility_sentences(about.scenario, answer, about.targets, about.bounds, about.lang)
    return markdown([f"- {plain(line)}" for line in lines if line])


@in_each_language
def frontier_figure(
    about: Setting, demands: Sequence[str], out_dir: str = ""
) -> "Figure | Markdown":
    """Return the curve of what trades against what between two demands, or why there is none.

    Kept are the target asked about and the limits on growth. No demands stand for the last limit
    and the last target on a component's share, or else the one asked about.
    """
    demands = demands or _traded(about)
    if len(demands) < 2:
        return markdown([plain(say("feasibility.nothing_traded", about.lang))])
    first, second = demands
    judged = {target.id for target in about.targets} | {bound.id for bound in about.bounds}
    for name in demands:
        if name not in judged and find_target(load_targets(), name):
            line = say("feasibility.not_judged", about.lang, demand=name)
            return markdown([plain(line)])
    return _frontier(about, first, second, out_dir)


def _traded(about: Setting) -> list[str]:
    parts = [t.id for t in about.targets if t.lever == t.of]
    return [*[bound.id for bound in about.bounds][-1:], *(parts or [about.target.id])[-1:]]


def _frontier(about: Setting, first: str, second: str, out_dir: str) -> "Figure | Markdown":
    kept = (first, second, about.target.id)
    targets = tuple(target for target in about.targets if target.id in kept)
    demands: list[Target | Bound] = [*targets, *about.bounds]
    levels = [x for d in demands if d.id == first for x in frontier.levels_around(d, _POINTS)]
    tradeoff = frontier.frontier(about.scenario, targets, about.bounds, first, second, levels)
    held = [float(y) for y in tradeoff.y if not isnan(y)]
    if not held or max(held) - min(held) < _LEVEL:
        key = "feasibility.no_trade" if held else "feasibility.nowhere"
        return markdown([plain(say(key, about.lang, first=first, second=second))])
    drawn = figures.frontier(about.scenario, targets, about.bounds, tradeoff, lang=about.lang)
    return show(drawn, out_dir, "frontier")


def bars(about: Setting) -> list[tornado.Bar]:
    """Return the assumptions that move the target's measure most."""
    return tornado.tornado(about.scenario, about.target, most=MOST_BARS)


@in_each_language
def tornado_figure(
    about: Setting, bars: Sequence[tornado.Bar], out_dir: str = ""
) -> "Figure | Markdown":
    """Return the bars as a figure; where no assumption moves the measure a sentence says so."""
    if not bars:
        return markdown([plain(say("backwards.no_bars", about.lang))])
    drawn = figures.tornado(about.scenario, about.target, bars, lang=about.lang)
    return show(drawn, out_dir, "tornado")


@in_each_language
def break_even(about: Setting, bars: Sequence[tornado.Bar]) -> "Markdown":
    """Return in a sentence each up to which value of an assumption the verdict holds."""
    lines = [
        backwards_words.break_even_sentence(about.scenario, about.target, bar.flip, about.lang)
        for bar in bars
    ]
    return markdown([f"- {plain(line)}" for line in lines])


@in_each_language
def map_figure(
    about: Setting, bars: Sequence[tornado.Bar], out_dir: str = ""
) -> "Figure | Markdown":
    """Return the map of verdicts over the two assumptions that move the measure most.

    Where just one moves it there is no map, and a sentence says so.
    """
    if len(bars) < 2:
        return markdown([plain(say("backwards.no_map", about.lang))])
    x, y = ((bar.parameter, (bar.low, bar.high)) for bar in bars[:2])
    mapped = break_even_values.verdict_map(about.scenario, about.target, x, y)
    drawn = figures.verdict_map(about.scenario, about.target, mapped, lang=about.lang)
    return show(drawn, out_dir, "verdict-map")


@in_each_language
def measures(about: Setting, addition: float) -> "Markdown":
    """Return the effect of the same extra growth on each component alone and on all."""
    scenario, target = solving.target_horizon(about.scenario, about.target), about.target
    names: list[str] = list(scenario.components)
    extra = dict.fromkeys(names, addition / 100)
    measured = decomposition.measures(
        scenario, extra, lambda path: float(metric(scenario, target, path)[-1])
    )
    lines = backwards_words.measure_lines(target, addition / 100, *measured, about.lang)
    return markdown([f"- {plain(line)}" for line in lines])


def compared_with(about: Setting, other: str = "") -> Scenario | None:
    """Return the scenario of a name or file, or by default the nearest of the same producer.

    Nearest is the first of the parents and then of the shipped scenarios that has the producer,
    assumes something else, and can be compared in the target's year; None where there is none.
    """
    if other:
        return load_scenario(other)
    own = about.scenario
    for name in (*own.origins[1:], *list_scenarios()):
        scenario = load_scenario(name)
        if scenario.producer == own.producer and comparison.differ(
            scenario, own, about.target.year
        ):
            return scenario
    return None


def explanation(about: Setting, other: str = "") -> Compared | None:
    """Return the pair of another scenario and this one, and what makes their shares differ.

    An empty `other` stands for what `compared_with` finds; None where that is nothing.
    """
    first = compared_with(about, other)
    if first is None:
        return None
    compared = explain(first, about.scenario, about.target.year)
    return [first, about.scenario], compared


@in_each_language
def effects_figure(about: Setting, other: str = "", out_dir: str = "") -> "Figure | Markdown":
    """Return the steps from another scenario's share to this one's."""
    compared = explanation(about, other)
    if compared is None:
        return _nothing_to_compare(about)
    return show(figures.difference(*compared, lang=about.lang), out_dir, "difference")


def _nothing_to_compare(about: Setting) -> "Markdown":
    return markdown([plain(say("backwards.nothing_to_compare", about.lang))])


@in_each_language
def parts(about: Setting) -> "Styler":
    """Return the change of the share from the base year to the target's year by component."""
    path = simulate(about.scenario)
    shares = shift_share(path, about.scenario.base_year, about.target.year)
    return frame(explanations.parts_table(shares, about.lang))


@in_each_language
def demands(about: Setting) -> "Markdown":
    """Return the demands with the ids by which they are named."""
    lines = [f"- {t.id}: {plain(t.title.get(about.lang))}" for t in about.targets]
    lines += [f"- {b.id}: {plain(bound_in_words(b, about.lang))}" for b in about.bounds]
    return markdown([say("feasibility.named", about.lang), "", *lines])
