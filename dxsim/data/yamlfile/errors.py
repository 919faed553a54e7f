"""Refusals of wrong input in one line, and the texts such a line quotes."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable

_LONGEST_MESSAGE = 1000
_SHOWN = 60
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Controls, marks that turn the direction of writing or take no room, and what no page can hold."""


class InputError(ValueError):
    """Wrong input, said in one line: file, line, key, what was found and what is expected.

    Examples
    --------
    >>> import dxsim as dx
    >>> try:
    ...     dx.load_scenario("baselin")
    ... except dx.InputError as refusal:
    ...     "baseline" in str(refusal)
    True
    """

    def __init__(
        self,
        file: str,
        *,
        line: int | None = None,
        key: str | None = None,
        found: str = "",
        expected: str = "",
        hint: str = "",
    ) -> None:
        self.file, self.line, self.key = file, line, key
        self.found, self.expected, self.hint = found, expected, hint
        super().__init__(self.said("found {}", "expected {}"))

    def said(
        self, found: str, expected: str, phrase: Callable[[str], str] = lambda text: text
    ) -> str:
        """Return the message in a language.

        `found` and `expected` are how it says what was found and what is expected, with {} for
        that; `phrase` puts each part into its words. An error without key, found and expected is
        one phrase, given in the place of the file.
        """
        if not (self.line or self.key or self.found or self.expected):
            return phrase(shown(self.file, _LONGEST_MESSAGE))
        place = f"{shown(self.file, 300)}:{self.line}" if self.line else shown(self.file, 300)
        parts = [place] + ([shown(self.key, 200)] if self.key else [])
        told = [found.format(phrase(self.found))] if self.found else []
        told += [expected.format(phrase(self.expected))] if self.expected else []
        text = ": ".join([*parts, ", ".join(told)])
        return f"{text} ({phrase(self.hint)})" if self.hint else text


def shown(text: str, width: int = _SHOWN) -> str:
    """Return a text fit for one line of a message: printable, of bounded length."""
    safe = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: width + 1])
    return safe if len(safe) <= width else safe[: width - 1] + "…"


def quoted(text: str) -> str:
    """Return a text as it is shown in a message, in quotation marks."""
    return f"'{shown(text)}'"


def hidden(text: str) -> str:
    """Return how the first character is called that no value may hold, or an empty text."""
    match = HIDDEN.search(text)
    return f"the hidden character U+{ord(match[0]):04X}" if match else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return "did you mean …?" with the nearest known spelling, or an empty text."""
    close = difflib.get_close_matches(word[:80], list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""


def composed(text: str) -> str:
    """Return a text with letters and their marks composed (NFC), as all texts are compared."""
    return unicodedata.normalize("NFC", text)
