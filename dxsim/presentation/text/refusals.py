"""Refusals in the reader's language.

Wrong input is said where it is found, in English. What a reader is shown is put into Vietnamese
phrase by phrase: `dxsim/locales/refusals-vi.yaml` has each phrase with {} where a value stands, so
that file, line, key and values stay as they are.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dxsim.data.yamlfile import InputError, read
from dxsim.presentation.text.messages import language, say

PHRASES = Path(__file__).resolve().parents[2] / "locales" / "refusals-{lang}.yaml"
WRITTEN_IN = "en"
_VALUE = "{}"
_DEEPEST = 4


class _Form(NamedTuple):
    pattern: re.Pattern[str]
    words: str


def refusal(error: InputError, lang: str, own: Mapping[str, str] | None = None) -> str:
    """Return the one line of a refusal in `lang`.

    `own` are phrases of the caller's with their words in `lang`; the package's come after them.
    """
    if language(lang) == WRITTEN_IN:
        return str(error)
    found, expected = (say(f"refusals.{key}", lang, what=_VALUE) for key in ("found", "expected"))
    return error.said(found, expected, lambda text: (own or {}).get(text) or phrase(text, lang))


def phrase(text: str, lang: str, depth: int = 0) -> str:
    """Return a phrase of a message in `lang`; what has no translation stays as it is."""
    if language(lang) == WRITTEN_IN or not text:
        return text
    if text in (whole := _whole(lang)):
        return whole[text]
    for form in _forms(lang):
        match = form.pattern.fullmatch(text)
        if match and depth < _DEEPEST:
            return form.words.format(*(phrase(value, lang, depth + 1) for value in match.groups()))
    return text


@cache
def _texts(lang: str) -> dict[str, str]:
    tree = read(Path(str(PHRASES).format(lang=lang)))
    return {key: node.text(key) for key, node in tree.mapping("refusals").items()}


@cache
def _whole(lang: str) -> dict[str, str]:
    """Return the phrases without values."""
    return {text: said for text, said in _texts(lang).items() if _VALUE not in text}


@cache
def _forms(lang: str) -> tuple[_Form, ...]:
    """Return the phrases with values, those with most words of their own first."""
    forms = [text for text in _texts(lang) if _VALUE in text]
    forms.sort(key=lambda text: -len(text.replace(_VALUE, "")))
    return tuple(
        _Form(
            re.compile("(.+?)".join(map(re.escape, text.split(_VALUE))), re.S), _texts(lang)[text]
        )
        for text in forms
    )
