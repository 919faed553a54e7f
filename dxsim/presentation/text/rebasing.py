"""Evidence behind a re-based scenario in words, and its file."""

from dxsim.analysis.rebasing import Rebased, Remark
from dxsim.data.files import Document
from dxsim.data.quantities import Base, format_base
from dxsim.data.sources import producers
from dxsim.presentation.text.messages import capital, money, percent, say
from dxsim.presentation.text.words import base_in_words, block_name
from dxsim.scenario.texts import Words
from dxsim.scenario.writing import scenario_text


def rebased_lines(rebased: Rebased, lang: str) -> list[str]:
    """Return a line for each thing taken, kept or assumed."""
    return [remark_in_words(remark, lang) for remark in rebased.remarks]


def remark_in_words(remark: Remark, lang: str) -> str:
    """Return one remark as a sentence, marked where it is an assumption."""
    given = dict(remark.fields)
    fields: Document = {"year": given.get("year"), "base": given.get("base")}
    if "level" in given:
        fields["level"] = money(given["level"], given["unit"], lang, 1)
    if "producer" in given:
        fields["producer"] = producers()[given["producer"]].short[lang]
    if "share" in given:
        fields["share"] = percent(given["share"], lang, 2)
    if "fraction" in given:
        fields["fraction"] = percent(given["fraction"], lang)
        fields |= {key: block_name(given[key], lang) for key in ("name", "part")}
    if "size" in given:
        fields["block"] = capital(block_name(given["block"], lang))
        fields["size"] = base_in_words(format_base(Base(given["size"], given["size_unit"])), lang)
    text = say(f"rebasing.{remark.key}", lang, **fields)
    return say("rebasing.assumed", lang, text=text) if remark.assumed else text


def rebased_text(rebased: Rebased) -> str:
    """Return the scenario's file, with the remarks as its note."""
    notes = {lang: " ".join(rebased_lines(rebased, lang)) for lang in ("en", "vi")}
    return scenario_text(rebased.scenario.model_copy(update={"note": Words(**notes)}))


def rebased_record(rebased: Rebased) -> Document:
    """Return the re-based scenario as plain values: its bases, and what was assumed."""
    scenario = rebased.scenario
    return {
        "scenario": scenario.name,
        "base_year": scenario.base_year,
        "gdp": {"base": scenario.gdp.base.value, "unit": scenario.unit},
        "components": {name: c.base.value for name, c in scenario.components.items()},
        "taken": [remark_in_words(r, "en") for r in rebased.remarks if not r.assumed],
        "assumed": [remark_in_words(r, "en") for r in rebased.remarks if r.assumed],
    }
