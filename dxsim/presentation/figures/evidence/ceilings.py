"""Posterior of a ceiling beside its prior, by producer and curve."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dxsim.analysis.evidence.required_paths import publishers
from dxsim.analysis.evidence.standing import SERIES
from dxsim.analysis.forecasts.curves import Curve, CurvePosterior, curve_posterior
from dxsim.analysis.forecasts.histories import known_history, subject
from dxsim.analysis.forecasts.reference_class import class_prior
from dxsim.analysis.forecasts.settings import settings
from dxsim.data.observations import observations
from dxsim.data.records import Date
from dxsim.presentation.figures.drawing import axis, canvas, style
from dxsim.presentation.figures.evidence.history import source_line
from dxsim.presentation.text.messages import number, percent, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

CURVES: tuple[Curve, ...] = ("logistic", "gompertz")


class Profile(NamedTuple):
    """The posterior of one producer's ceiling on one curve."""

    producer: str
    curve: Curve
    posterior: CurvePosterior

    def quantile(self, probability: float) -> float:
        """Return a quantile of the ceiling, a fraction of GDP."""
        below = np.cumsum(self.posterior.ceiling_profile)
        place = min(int(np.searchsorted(below, probability)), len(below) - 1)
        return float(self.posterior.ceilings[place])


@style.styled
def ceilings(
    *, as_of: Date | None = None, lang: str = "en", size: str = "page", titled: bool = True
) -> canvas.Figure:
    """Draw the posterior of the ceiling of each producer's share, beside its prior."""
    posteriors = profiles(as_of)
    words = _words(posteriors, as_of, lang)
    figure = canvas.canvas(size, words.shown(titled=titled), lang)
    known = list(dict.fromkeys(profile.producer for profile in posteriors))
    panels = figure.subplots(1, len(known), sharey=True, squeeze=False)[0]
    for axes, producer in zip(panels, known, strict=True):
        _draw(axes, [p for p in posteriors if p.producer == producer], lang, size)
    panels[0].set_ylim(0, max(2.2, 1.05 * highest(posteriors)))
    return canvas.finish(figure, words.title, _alt(posteriors, lang), _table(posteriors))


def profiles(as_of: Date | None = None) -> list[Profile]:
    """Return the ceiling posteriors of the producers' shares, on both curves."""
    several = []
    for producer in publishers(as_of):
        history = known_history(subject(SERIES, producer), as_of)
        for curve in CURVES:
            posterior = curve_posterior(history, curve, class_prior("share").yearly_sd, settings())
            several.append(Profile(producer, curve, posterior))
    return several


def highest(profiles: list[Profile]) -> float:
    """Return the largest weight of any ceiling, as a multiple of its prior."""
    return max(
        float(p.posterior.ceiling_profile.max()) * len(p.posterior.ceilings) for p in profiles
    )


def _draw(axes: "Axes", profiles: list[Profile], lang: str, size: str) -> None:
    from matplotlib.ticker import MultipleLocator

    upper = max(profiles, key=lambda p: float(p.posterior.ceiling_profile[-1]))
    for place, profile in enumerate(profiles):
        ceiling = profile.posterior.ceilings
        weight = profile.posterior.ceiling_profile * len(ceiling)
        line = style.line(style.hue(profile.producer), size)
        axes.plot(ceiling, weight, **line | {"linestyle": style.LINES[place]})
        axes.annotate(
            say(f"evidence.curve_{profile.curve}", lang), (ceiling[-1], weight[-1]),
            (0, 3 if profile is upper else -3), textcoords="offset points", ha="right",
            va="bottom" if profile is upper else "top", color=line["color"],
        )  # fmt: skip
    axes.axhline(1, color=style.FAINT, linewidth=2, zorder=0)
    axes.set_title(style.short_name(profiles[0].producer, lang), loc="left", color=style.QUIET)
    axis.name_below(axes, say("evidence.ceiling_x", lang))
    axis.ticks(axes.xaxis, lang, 100)
    axis.ticks(axes.yaxis, lang)
    axes.yaxis.set_major_locator(MultipleLocator(0.5))


def _words(profiles: list[Profile], as_of: Date | None, lang: str) -> canvas.Words:
    nats = [profile.posterior.information for profile in profiles]
    title = say(
        "evidence.ceiling_title", lang, low=number(min(nats), lang, 2),
        high=number(max(nats), lang, 2),
    )  # fmt: skip
    rows = observations(SERIES, None, as_of)
    used = rows[
        rows["producer"].isin(publishers(as_of)) & rows["kind"].isin(["observation", "estimate"])
    ]
    used = used[used["period"] == used["year"].astype(str)]
    return canvas.Words(title, say("evidence.ceiling_subtitle", lang), source_line(used, lang))


def _alt(profiles: list[Profile], lang: str) -> str:
    items = [
        say(
            "evidence.ceiling_item", lang, producer=style.short_name(p.producer, lang),
            curve=say(f"evidence.curve_{p.curve}", lang),
            low=percent(p.quantile(0.1), lang, 0), high=percent(p.quantile(0.9), lang, 0),
            nats=number(p.posterior.information, lang, 2),
        )
        for p in profiles
    ]  # fmt: skip
    return say("evidence.ceiling_alt", lang, items=" ".join(items))


def _table(profiles: list[Profile]) -> "pd.DataFrame":
    import pandas as pd

    frames = [
        pd.DataFrame({
            "producer": p.producer, "curve": p.curve, "ceiling": p.posterior.ceilings,
            "posterior": p.posterior.ceiling_profile,
            "prior": np.full(len(p.posterior.ceilings), 1 / len(p.posterior.ceilings)),
        })
        for p in profiles
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)
