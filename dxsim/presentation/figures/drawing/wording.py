"""Words that several figures share: names, values by year, what happens to the rest of GDP."""

from collections.abc import Iterable, Mapping, Sequence

from dxsim.analysis.targets import Target
from dxsim.model.trajectory import Strain
from dxsim.presentation.text.messages import percent, say
from dxsim.presentation.text.tables import in_unit, rest_in_words, years_of
from dxsim.presentation.text.words import block_name, measured_name


def listing(items: Iterable[str], lang: str) -> str:
    """Return items as a list in words: a, b and c."""
    several = list(items)
    if len(several) < 2:
        return "".join(several)
    return f"{', '.join(several[:-1])} {say('figures.and', lang)} {several[-1]}"


def component(name: str, lang: str, *, assumed: bool = False) -> str:
    """Return a component's name; the platform part is flagged where it is an assumption."""
    part = block_name(name, lang)
    return say("figures.part_assumed", lang, part=part) if assumed else part


def by_year(values: Mapping[int, float], lang: str) -> str:
    """Return shares with their years in words: 23.5% in 2030 and 40.4% in 2045."""
    texts = [
        say("figures.year_value", lang, value=percent(v, lang), year=y) for y, v in values.items()
    ]
    return listing(texts, lang)


def threshold(target: Target, lang: str) -> str:
    """Return a target's threshold with its sense as a sign."""
    keys = {"at_least": "least", "about": "about", "more_than": "more", "at_most": "most"}
    key, shown = keys[target.sense], in_unit(target.threshold, target.unit, lang, shortest=True)
    return say(f"figures.target_{key}", lang, threshold=shown)


def round_percent(value: float, lang: str) -> str:
    """Return a stated share without a decimal it does not need: 30%, 20.5%."""
    return percent(value, lang, 0 if round(value * 100, 6) % 1 == 0 else 1)


def target_list(targets: Sequence[Target], lang: str) -> str:
    """Return thresholds with their years in words."""
    shown = [
        say("figures.target_at", lang, threshold=threshold(t, lang), year=t.year) for t in targets
    ]
    return listing(shown, lang)


def warning(strain: Strain, lang: str) -> str:
    """Return where the rest of the economy shrinks or is exhausted, nothing where it grows."""
    return rest_in_words(strain, lang) if strain.years else ""


def short_target(target: Target, lang: str) -> str:
    """Return a target's measure, threshold and year, short enough for a column head."""
    if target.metric == "unmodelled" and target.what is not None:
        return f"{target.what.get(lang)}, {years_of(target)}"
    part = target.what.get(lang) if target.what else measured_name(target.measured, lang)
    what = say(f"metrics.short_{target.metric}", lang, part=part)
    return f"{what} {threshold(target, lang)}, {years_of(target)}"
