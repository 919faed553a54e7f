"""What is wrong with an input, said in the reader's language."""

from dxsim.data.yamlfile import InputError, shown
from dxsim.presentation.text.messages import say


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
        """Return what is expected, in a language."""
        return say(f"explorer.expected_{self.what}", lang, **self.fields)


def in_words(error: InputError, lang: str) -> str:
    """Return what was found where and what is expected, in a language.

    Names of files and keys stay as they are; so does what a file's reader expects, in quotation
    marks, as it is said in English alone.
    """
    file, key = shown(error.file, 300), error.key and shown(error.key, 200)
    place = say("explorer.refused_line", lang, file=file, line=error.line) if error.line else file
    parts = [place, *([key] if key else [])]
    said = [say("explorer.refused_found", lang, found=error.found)] if error.found else []
    if isinstance(error, ScreenError):
        said.append(say("explorer.refused_expected", lang, expected=error.wanted(lang)))
    elif error.expected or error.hint:
        wanted = " – ".join(filter(None, (error.expected, error.hint)))
        said.append(say("explorer.refused_reader", lang, expected=wanted))
    return ": ".join([*parts, ", ".join(said)])
