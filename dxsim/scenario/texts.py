"""Texts of a parameter file in both languages, and the ids of their sources."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from dxsim.scenario.laws import Record


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _both_languages(value: object) -> object:
    return {"en": value, "vi": value} if isinstance(value, str) else value


LONGEST_TEXT = 2000
"""Characters of a text that a file states, at the most."""


class Words(Record):
    """A text in English and Vietnamese."""

    en: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    vi: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""

    def get(self, lang: str) -> str:
        """Return the text in `lang` on one line, or in the other language where it is missing."""
        return " ".join((getattr(self, lang) or self.en or self.vi).split())


Text = Annotated[Words, BeforeValidator(_both_languages)]
SourceIds = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]
