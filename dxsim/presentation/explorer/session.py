"""One reader's session: messages from the screen in, replies out, with the states in between.

A message is a mapping with `do`, what was done, and its arguments; replies are mappings of plain
values. Wrong input changes nothing and is answered in words; no message can raise.
"""

from dxsim.data.quantities import THRESHOLD
from dxsim.data.yamlfile import InputError, shown
from dxsim.presentation.explorer import state as states
from dxsim.presentation.explorer.controls import control
from dxsim.presentation.explorer.refusals import ScreenError, in_words
from dxsim.presentation.explorer.screen import Reply, Screen
from dxsim.presentation.explorer.tasks import TASKS, Message
from dxsim.presentation.text.messages import number, say


class Session(Screen):
    """A screen that answers messages."""

    def answer(self, message: Message) -> Reply:
        """Return the reply to a message, with the number it carried.

        Wrong input is answered by `error`, a text for the reader, beside the control `at` if the
        message named one; the state stays as it was.
        """
        reply: Reply = {"id": message.get("id")}
        try:
            task = TASKS.get(str(message.get("do")))
            if task is None:
                raise ScreenError("explorer", "task", found=shown(str(message.get("do"))))
            return reply | task(self, message)
        except InputError as error:
            return reply | self.refusal(error, message)
        except OSError as error:
            reason = shown(f"{error.strerror or error} ({error.filename or ''})", 200)
            return reply | {"error": say("explorer.disk", self.state.lang, reason=reason)}

    def refusal(self, error: InputError, message: Message) -> Reply:
        """Return the words for wrong input: in the reader's language where it is a number box."""
        lang, at = self.state.lang, str(message.get("path") or message.get("target") or "")
        if message.get("do") in ("move", "threshold"):
            low, high = self.limits(at, message)
            entered = shown(str(message.get("text")))
            words = say("explorer.bad_number", lang, entered=entered, low=low, high=high)
            return {"error": words, "at": at}
        gone = states.vanished(self.state)
        if gone:
            return {"error": say("explorer.vanished", lang, files=", ".join(gone))}
        return {"error": say("explorer.refused", lang, reason=in_words(error, lang)), "at": at}

    def limits(self, path: str, message: Message) -> tuple[str, str]:
        """Return the reach of a slider in words, as an example of what a number box takes."""
        lang = self.state.lang
        if message.get("do") == "threshold" or path not in self.state.values:
            low, high, _ = THRESHOLD.look.slider
        else:
            one = control(self.state, path)
            low, high = one["low"], one["high"]
        least, most = (
            number(limit, lang, 0 if limit == round(limit) else 2) for limit in (low, high)
        )
        return least, most
