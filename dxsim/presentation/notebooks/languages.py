"""Notebook outputs in the notebook's language and in the others that a run asks for.

The run names the languages in the kernel's environment. An output then carries the others under a
media type of its own, which no viewer of notebooks shows; the web page of a notebook takes the one
of its language from there, so that no notebook runs twice where only words differ.
"""

import base64
import os
from collections.abc import Callable, Mapping
from functools import cache, wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from dxsim.presentation.text.messages import LANGUAGES, language

if TYPE_CHECKING:
    from IPython.core.formatters import DisplayFormatter

VARIABLE = "DXSIM_LANGUAGES"
"""Variable of the environment: languages with commas between in which outputs are kept."""

P = ParamSpec("P")
R = TypeVar("R")
Bundle = dict[str, object]


def media_type(lang: str) -> str:
    """Return the media type under which an output holds itself in another language."""
    return f"application/vnd.dxsim.{lang}+json"


def other_languages(lang: str) -> list[str]:
    """Return the languages besides `lang` that the environment asks for.

    Raises
    ------
    InputError
        where it names a language that the project does not speak.
    """
    asked = [language(each) for each in os.environ.get(VARIABLE, "").split(",") if each]
    return [each for each in LANGUAGES if each in asked and each != lang]


class Shown:
    """An output of a cell with the same in other languages; otherwise as the output alone.

    Parameters
    ----------
    own
        what the cell shows.
    data
        its representations by media type.
    others
        the representations in other languages, by language.
    """

    def __init__(self, own: object, data: Bundle, others: Mapping[str, Bundle]) -> None:
        self._own = own
        self._data = data | {media_type(lang): _as_json(each) for lang, each in others.items()}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        return self._data


def in_each_language(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function that shows something: it is called once for each language asked for.

    The function takes `lang`, or a setting with a field `lang` first. What shows itself in every
    language already is left as it is.
    """
    takes_lang = "lang" in signature(function).parameters

    @wraps(function)
    def showing(*args: P.args, **kwargs: P.kwargs) -> R:
        own = function(*args, **kwargs)
        first: Any = args[0] if args else None
        lang = str(kwargs.get("lang", LANGUAGES[0])) if takes_lang else first.lang
        asked = [] if isinstance(own, Shown) else other_languages(lang)
        if not asked:
            return own
        again: Any = function  # called with a language in place of its own
        others = {
            each: again(*args, **{**kwargs, "lang": each})
            if takes_lang
            else again(first._replace(lang=each), *args[1:], **kwargs)
            for each in asked
        }
        bundles = {each: representations(other) for each, other in others.items()}
        return cast(R, Shown(own, representations(own), bundles))

    return showing


def representations(shown: object) -> Bundle:
    """Return an object's representations by media type, without the address of a text or table."""
    result = dict(_formatter().format(shown)[0])
    if {"text/html", "text/markdown"} & set(result):
        result.pop("text/plain", None)
    return result


@cache
def _formatter() -> "DisplayFormatter":
    """Return what asks an object for its representations, made once for all of a notebook's."""
    from IPython.core.formatters import DisplayFormatter

    return DisplayFormatter()


def _as_json(bundle: Bundle) -> Bundle:
    """Return representations with pictures as text, as notebooks hold them."""
    return {
        kind: base64.b64encode(each).decode() if isinstance(each, bytes) else each
        for kind, each in bundle.items()
    }
