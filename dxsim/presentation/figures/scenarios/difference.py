"""Difference of two scenarios: a step for each assumption from one share to the other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dxsim.analysis.backwards.decomposition import Explanation
from dxsim.model.projection import simulate
from dxsim.presentation.figures.drawing import axis, canvas, picture_settings, style, wording
from dxsim.presentation.text.explanations import assumption_name
from dxsim.presentation.text.messages import capital, percent, say, signed
from dxsim.presentation.text.words import scenario_label
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@style.styled
def difference(
    scenarios: Sequence[Scenario],
    explanation: Explanation,
    *,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
) -> canvas.Figure:
    """Draw the steps by which the assumptions that differ lead from one share to the other.

    `explanation` is what `dxsim.explain` returned for the first and the second scenario.
    """
    first, second = (scenario_label(scenario, lang) for scenario in scenarios)
    names = [assumption_name(effect.assumption, lang) for effect in explanation.effects]
    by_size = max(explanation.effects, key=lambda effect: abs(effect.effect), default=None)
    largest = assumption_name(by_size.assumption, lang) if by_size else say("words.nothing", lang)
    shares = {
        "first_share": percent(explanation.first_share, lang),
        "second_share": percent(explanation.second_share, lang),
    }
    pair = {"first": first, "second": second}
    key = "backwards.steps_finding" if names else "words.diff_none"
    title = capital(say(key, lang, largest=largest, **pair))
    warnings = dict.fromkeys(wording.warning(simulate(s).strain, lang) for s in scenarios)
    words = canvas.Words(
        title=title if titled else "",
        subtitle=say("backwards.steps_subtitle", lang, year=explanation.year, **pair, **shares),
        source=style.basis(scenarios, lang),
        warning=" ".join(text for text in warnings if text),
    )
    figure = canvas.canvas(size, words, lang, height=55 + 8 * (len(names) + 2))
    _draw(figure.subplots(), explanation, [first, *names, second], lang)
    size_of = signed(by_size.effect * 100 if by_size else 0, lang, 1)
    alt = say(
        "backwards.alt_decomposition", lang, year=explanation.year, largest=largest, size=size_of,
        **pair, **shares,
    )  # fmt: skip
    return canvas.finish(figure, title, alt, _table(scenarios, explanation))


def _draw(axes: "Axes", explanation: Explanation, names: Sequence[str], lang: str) -> None:
    points = picture_settings.letter_size(axes)
    level, last = explanation.first_share, len(names) - 1
    for place, share in ((0, explanation.first_share), (last, explanation.second_share)):
        axes.barh(place, share, height=0.6, color=style.colour(4))
        axes.annotate(
            percent(share, lang), (share, place), (points * 0.4, 0), textcoords="offset points",
            va="center", size=points, color=style.INK,
        )  # fmt: skip
    for place, effect in enumerate(explanation.effects, start=1):
        hue = 0 if effect.effect >= 0 else 1
        axes.barh(place, effect.effect, left=level, height=0.6, color=style.colour(hue))
        right = max(level, level + effect.effect)
        axes.annotate(
            signed(effect.effect * 100, lang, 2), (right, place), (points * 0.4, 0),
            textcoords="offset points", va="center", size=points, color=style.INK,
        )  # fmt: skip
        level += effect.effect
        axes.plot([level, level], [place - 0.3, place + 1.3], color=style.QUIET, linewidth=0.6)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axis.ticks(axes.xaxis, lang, 100)
    measure = say("metrics.measure_digital_share_of_gdp", lang)
    axis.name_below(axes, f"{measure}, %")
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.spines["left"].set_visible(False)


def _table(scenarios: Sequence[Scenario], explanation: Explanation) -> "pd.DataFrame":
    import pandas as pd

    rows = [vars(effect) for effect in explanation.effects]
    first, second = scenarios
    return pd.DataFrame(rows, columns=["assumption", "effect", "error", "alone"]).assign(
        first=first.name, second=second.name, year=explanation.year,
        first_producer=first.producer, second_producer=second.producer,
        first_share=explanation.first_share, second_share=explanation.second_share,
    )  # fmt: skip
