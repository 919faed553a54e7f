"""Texts of a parameter file in both languages, and the ids of their sources."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from dxsim.scenario.laws import Record


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _both_languages(value: object) -> object:
    return {"en": value, "vi": value} if isinstance(value, str) else value


class Words(Record):
    """A text in English and Vietnamese."""

    en: Annotated[str, Field(max_length=2000)] = ""
    vi: Annotated[str, Field(max_length=2000)] = ""

    def get(self, lang: str) -> str:
        """Return the text in `lang` on one line, or in the other language where it is missing."""
        return " ".join((getattr(self, lang) or self.en or self.vi).split())


Text = Annotated[Words, BeforeValidator(_both_languages)]
SourceIds = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]
