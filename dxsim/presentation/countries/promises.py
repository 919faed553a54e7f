"""Outcomes of official targets elsewhere that needed as fast a rise of the share."""

from collections.abc import Iterable, Mapping

from dxsim.analysis import outside_view
from dxsim.analysis.evidence.official_targets import DECIDED, met_at, official_targets
from dxsim.analysis.verdicts import Verdict
from dxsim.data.sources import producers
from dxsim.presentation.text.messages import number, say


def promises_sentence(speed: float | None, lang: str) -> str:
    """Return how many decided official targets that needed at least a pace were met.

    Parameters
    ----------
    speed
        log-odds a year that a target needs; nothing is said where there is none or it is not
        above zero.
    lang
        "en" or "vi".
    """
    said = _short(speed, lang)
    return f"{said} {_caution(lang)}" if said else ""


def _short(speed: float | None, lang: str) -> str:
    if speed is None or speed <= 0 or not _decided():
        return ""
    promises = met_at(speed)
    key = "sentence" if promises.decided else "sentence_none"
    return say(f"promises.{key}", lang, decided=promises.decided, met=promises.met)


def _caution(lang: str) -> str:
    return say("promises.caution", lang, all=_decided())


def _decided() -> int:
    return sum(t.status in DECIDED for t in official_targets())


def promises_lines(
    verdicts: Iterable[Verdict], lang: str, titles: Mapping[str, str] | None = None
) -> list[str]:
    """Return a line for every target and producer that needs a pace, then a caution.

    `titles` are what targets are called by their ids, which stand where a title is missing.
    """
    said = {}
    for one in verdicts:
        text, about = _short(one.speed.required, lang), (one.target.id, one.producer)
        if text and one.speed.percentile is not None and about not in said:
            known = producers().get(one.producer)
            said[about] = say(
                "promises.line", lang, target=(titles or {}).get(one.target.id, one.target.id),
                sentence=text,
                producer=known.short[lang] if known else one.producer,
                pace=number(one.speed.required, lang, 3),
            )  # fmt: skip
    return [*said.values(), _caution(lang)] if said else []


def promises_summary(lang: str) -> str:
    """Return how many official targets outpace every broad measure abroad, with the warning."""
    paces = [t.needed for t in official_targets() if t.needed is not None]
    if not paces:
        return ""
    fastest = outside_view.paces("broad")[-1]
    said = say(
        "promises.title", lang, over=sum(pace > fastest for pace in paces), all=len(paces),
        fastest=number(fastest, lang, 3),
    )  # fmt: skip
    return f"{said}. {say('promises.warning', lang)}"
