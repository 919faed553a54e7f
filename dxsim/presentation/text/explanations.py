"""Decompositions in words: what makes two scenarios differ, and a share change."""

from collections.abc import Sequence

from dxsim.analysis.backwards.decomposition import Explanation
from dxsim.analysis.backwards.shift_share import Part
from dxsim.analysis.base_years import OF_DATA
from dxsim.data.files import Document
from dxsim.presentation.text.blocks import Block, Table
from dxsim.presentation.text.messages import percent, say, signed
from dxsim.presentation.text.words import basis_line, block_name
from dxsim.scenario.records import Scenario


def assumption_name(name: str, lang: str) -> str:
    """Return a differing assumption in words: `components.ict.growth` is "ICT, growth"."""
    if name == "programmes":
        return say("words.key_programmes", lang)
    if name in OF_DATA:
        return say(f"backwards.explain_{name}", lang)
    *holder, term = name.removeprefix("components.").split(".")
    text = say(f"words.key_{term}", lang)
    return say("backwards.parameter_name", lang, block=block_name(holder[0], lang), name=text)


def effects_table(explanation: Explanation, lang: str) -> Table:
    """Return the difference between two scenarios by assumption as a table of texts, in points."""
    keys = ("assumption", "effect", "alone") if explanation.exact else (
        "assumption", "effect", "alone", "error",
    )  # fmt: skip
    rows = []
    for one in explanation.effects:
        numbers = [one.effect, one.alone] + ([] if explanation.exact else [one.error])
        texts = [signed(value * 100, lang, 2) for value in numbers]
        rows.append([assumption_name(one.assumption, lang), *texts])
    return [say(f"backwards.column_{key}", lang) for key in keys], rows


def parts_table(parts: Sequence[Part], lang: str) -> Table:
    """Return the change of a share by component as a table of texts, in percentage points."""
    header = [say(f"backwards.column_{key}", lang) for key in ("component", "own", "gdp", "total")]
    rows = [
        [block_name(part.component, lang)]
        + [signed(value * 100, lang, 2) for value in (part.own, part.gdp, part.change)]
        for part in parts
    ]
    sums = [sum(getattr(p, key) for p in parts) for key in ("own", "gdp", "change")]
    total = [say("backwards.total", lang), *(signed(value * 100, lang, 2) for value in sums)]
    return header, [*rows, total]


def explanation_record(
    explanation: Explanation, scenarios: Sequence[Scenario], parts: Sequence[Sequence[Part]]
) -> Document:
    """Return an explanation as plain values, as `dxsim explain --json` prints it."""
    changes = [
        {"scenario": s.name, "producer": s.producer, "prices": s.prices,
         "from": s.base_year, "to": explanation.year, "components": [vars(p) for p in of]}
        for s, of in zip(scenarios, parts, strict=True)
    ]  # fmt: skip
    return {
        "first": explanation.first,
        "second": explanation.second,
        "year": explanation.year,
        "first_share": explanation.first_share,
        "second_share": explanation.second_share,
        "difference": explanation.difference,
        "exact": explanation.exact,
        "effects": [vars(effect) for effect in explanation.effects],
        "synergy": explanation.synergy,
        "changes": changes,
    }


def explanation_lines(
    explanation: Explanation,
    scenarios: Sequence[Scenario],
    parts: Sequence[Sequence[Part]],
    lang: str,
) -> list[Block]:
    """Return an explanation as the lines a terminal shows."""
    lines: list[Block] = [explanation_title(explanation, scenarios, lang)]
    lines += [f"{s.name}: {basis_line(s, lang)}" for s in scenarios]
    lines += [
        "",
        *_effect_lines(explanation, lang),
        *base_years_lines(explanation, scenarios, lang),
    ]
    for scenario, of in zip(scenarios, parts, strict=True):
        change = signed(sum(part.change for part in of) * 100, lang, 2)
        years = {"first_year": scenario.base_year, "last_year": explanation.year}
        heading = scenario.heading(lang)
        title = say("backwards.explain_shift", lang, scenario=heading, change=change, **years)
        lines += ["", title, parts_table(of, lang)]
    return lines


def _effect_lines(explanation: Explanation, lang: str) -> list[Block]:
    if not explanation.effects:
        return [say("words.diff_none", lang, first=explanation.first, second=explanation.second)]
    return [effects_table(explanation, lang), synergy_sentence(explanation, lang)]


def base_years_lines(
    explanation: Explanation, scenarios: Sequence[Scenario], lang: str
) -> list[str]:
    """Return the contributions of data and of assumptions if base years differ, else nothing."""
    data = {one.assumption: one.effect for one in explanation.effects if one.assumption in OF_DATA}
    if not data:
        return []
    rest = explanation.difference - sum(data.values())
    points = {name: signed(100 * value, lang, 2) for name, value in data.items()}
    first, last = sorted(scenario.base_year for scenario in scenarios)
    assumed = signed(100 * rest, lang, 2)
    return [say("backwards.explain_bases", lang, first=first, last=last, assumed=assumed, **points)]


def explanation_title(explanation: Explanation, scenarios: Sequence[Scenario], lang: str) -> str:
    """Return two scenarios' shares and their difference in a sentence."""
    first, second = (scenario.heading(lang) for scenario in scenarios)
    return say(
        "backwards.explain_title",
        lang,
        year=explanation.year,
        first=first,
        second=second,
        first_share=percent(explanation.first_share, lang, 2),
        second_share=percent(explanation.second_share, lang, 2),
        difference=signed(explanation.difference * 100, lang, 2),
    )


def synergy_sentence(explanation: Explanation, lang: str) -> str:
    """Return the contribution of the differing assumptions, together and each alone."""
    assumed = [effect for effect in explanation.effects if effect.assumption not in OF_DATA]
    values = {
        "together": sum(effect.effect for effect in assumed),
        "alone": sum(effect.alone for effect in assumed),
        "synergy": explanation.synergy,
    }
    texts = {name: signed(value * 100, lang, 2) for name, value in values.items()}
    return say("backwards.synergy", lang, **texts)
