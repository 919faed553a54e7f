"""Which assumption decides: a bar for each moved alone, the widest on top, and the target."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dxsim.analysis.backwards.tornado import Bar, tornado_table
from dxsim.analysis.targets import Target, metric
from dxsim.model.projection import simulate
from dxsim.presentation.figures.drawing import axis, canvas, picture_settings, style, wording
from dxsim.presentation.text.backwards import parameter_name, parameter_value
from dxsim.presentation.text.messages import capital, percent, say
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@style.styled
def tornado(
    scenario: Scenario,
    target: Target,
    bars: Sequence[Bar],
    *,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
) -> canvas.Figure:
    """Draw how a target's measure moves with each assumption alone.

    The ends of a bar are named in the assumption's own unit. An end at which the rest of GDP is
    exhausted has no bar and says so.

    `bars` are what `dxsim.tornado` returned for the scenario and the target.
    """
    path = simulate(scenario)
    here = float(metric(scenario, target, path)[target.year - scenario.base_year])
    title = _finding(target, bars, lang)
    subtitle = say(
        "backwards.tornado_subtitle", lang, measure=_measure(target, lang), year=target.year,
        threshold=wording.round_percent(target.threshold, lang),
    )  # fmt: skip
    words = canvas.Words(
        title=title if titled else "",
        subtitle=capital(subtitle),
        source=style.basis([scenario], lang, target.sources),
        warning=wording.warning(path.strain, lang),
    )
    figure = canvas.canvas(size, words, lang, height=51 + 7 * len(bars))
    axes = figure.subplots()
    _draw(axes, scenario, bars, here, lang)
    axis.name_below(axes, f"{_measure(target, lang)}, %")
    axes.axvline(target.threshold, color=style.INK, linewidth=1, linestyle=style.LINES[1])
    table = tornado_table(bars).assign(scenario=scenario.name, producer=scenario.producer)
    return canvas.finish(figure, title, _alt(target, bars, lang), table)


def _draw(axes: "Axes", scenario: Scenario, bars: Sequence[Bar], here: float, lang: str) -> None:
    points = picture_settings.letter_size(axes)
    for place, bar in enumerate(bars):
        for end, reached, hue in ((bar.low, bar.at_low, 0), (bar.high, bar.at_high, 1)):
            shown = parameter_value(scenario, bar.parameter, end, lang)
            if reached is None:
                shown = f"{shown}: {say('backwards.no_share', lang)}"
            at = here if reached is None else reached
            axes.barh(place, at - here, left=here, height=0.6, color=style.colour(hue))
            right = at > here or (reached is None and end == bar.high)
            axes.annotate(
                shown, (at, place), (points * (0.4 if right else -0.4), 0),
                textcoords="offset points", va="center", ha="left" if right else "right",
                size=style.smaller(points, 0.9), color=style.INK, bbox=style.BEHIND,
                annotation_clip=False,
            )  # fmt: skip
    axes.axvline(here, color=style.QUIET, linewidth=0.8)
    axes.set_yticks(range(len(bars)), [parameter_name(bar.parameter, lang) for bar in bars])
    axes.invert_yaxis()
    axes.margins(x=points * 10 / picture_settings.width_in_points(axes))  # room for the values
    axis.ticks(axes.xaxis, lang, 100)
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.spines["left"].set_visible(False)


def _measure(target: Target, lang: str) -> str:
    return say(f"metrics.measure_{target.metric}", lang)


def _ends(bar: Bar, lang: str) -> tuple[str, str]:
    none = say("backwards.no_share", lang)
    ends = sorted(v for v in (bar.at_low, bar.at_high) if v is not None)
    shown = [percent(value, lang) for value in ends]
    return (shown[0] if shown else none), (shown[-1] if len(shown) > 1 else none)


def _finding(target: Target, bars: Sequence[Bar], lang: str) -> str:
    low, high = _ends(bars[0], lang)
    widest = parameter_name(bars[0].parameter, lang)
    finding = say(
        "backwards.tornado_finding", lang, widest=widest, measure=_measure(target, lang), low=low,
        high=high, year=target.year,
    )  # fmt: skip
    return capital(finding)


def _alt(target: Target, bars: Sequence[Bar], lang: str) -> str:
    low, high = _ends(bars[0], lang)
    return say(
        "backwards.alt_tornado", lang, measure=_measure(target, lang), year=target.year,
        count=len(bars), widest=parameter_name(bars[0].parameter, lang), low=low, high=high,
    )  # fmt: skip
