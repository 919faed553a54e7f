"""Which assumptions two scenarios make differently, in words and as plain values."""

from pathlib import Path

from dxsim.data.files import Document
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.words import key_in_words, value_in_words
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.provenance import Assumption, chain, differing_assumptions


def difference_lines(first: str, second: str, lang: str) -> list[str]:
    """Return the differences of two scenarios in words, a line each, with where each was set."""
    scenarios = load_scenario(first), load_scenario(second)
    names = {"first": scenarios[0].name, "second": scenarios[1].name}
    differences = differing_assumptions(first, second)
    title = "words.diff_title" if differences else "words.diff_none"
    lines = [say(title, lang, count=len(differences), **names)]
    for scenario in scenarios:
        lines.append(say("words.diff_chain", lang, chain=" → ".join(chain(scenario))))
    for item in differences:
        lines.append(
            say(
                "words.diff_line",
                lang,
                key=key_in_words(item.key, lang),
                first=_value(item.key, item.first, lang),
                first_place=_place(item.first, lang),
                second=_value(item.key, item.second, lang),
                second_place=_place(item.second, lang),
            )
        )
    return lines


def difference_record(first: str, second: str) -> Document:
    """Return the differences of two scenarios as plain values, in words of both languages."""
    one, other = load_scenario(first), load_scenario(second)
    return {
        "first": {"scenario": one.name, "chain": chain(one)},
        "second": {"scenario": other.name, "chain": chain(other)},
        "differences": [
            {
                "key": item.key,
                "words": {lang: key_in_words(item.key, lang) for lang in ("en", "vi")},
                "first": _side(item.key, item.first),
                "second": _side(item.key, item.second),
            }
            for item in differing_assumptions(first, second)
        ],
    }


def _side(key: str, side: Assumption | None) -> Document | None:
    if side is None:
        return None
    words = {lang: _value(key, side, lang) for lang in ("en", "vi")}
    return {"value": side.value, "words": words, "file": side.file, "line": side.line}


def _value(key: str, side: Assumption | None, lang: str) -> str:
    return value_in_words(key, side.value if side else None, lang)


def _place(side: Assumption | None, lang: str) -> str:
    return f"{Path(side.file).name}:{side.line}" if side else say("words.diff_nowhere", lang)
