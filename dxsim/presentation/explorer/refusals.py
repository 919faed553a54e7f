"""Refusals of inputs in the reader's language."""

from dxsim.data.yamlfile import InputError
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.refusals import refusal


class ScreenError(InputError):
    """Wrong input on the screen; what is expected instead stands in the catalogue of texts.

    `what` ends the text's key, `fields` fill it.
    """

    def __init__(
        self, file: str, what: str, *, key: str | None = None, found: str = "", **fields: object
    ) -> None:
        self.what, self.fields = what, fields
        super().__init__(file, key=key, found=found, expected=self.wanted("en"))

    def wanted(self, lang: str) -> str:
        """Name the expected input, in a language."""
        return say(f"explorer.expected_{self.what}", lang, **self.fields)


def in_words(error: InputError, lang: str) -> str:
    """Return the one line of a refusal in a language, on the screen as on the command line."""
    own = {error.expected: error.wanted(lang)} if isinstance(error, ScreenError) else {}
    return refusal(error, lang, own)
