"""One reader's session: messages from the screen in, replies out, with the states in between.

A message is a mapping with `do`, what was done, and its arguments; replies are mappings of plain
values. Wrong input changes nothing and is answered in words; no message can raise.
"""

from dxsim.data.quantities import THRESHOLD
from dxsim.data.yamlfile import InputError, shown
from dxsim.presentation.explorer import answers
from dxsim.presentation.explorer import state as states
from dxsim.presentation.explorer.controls import control, panel
from dxsim.presentation.explorer.fan import fan
from dxsim.presentation.explorer.picture import history, others_beside, picture
from dxsim.presentation.explorer.programmes import bridge, bridge_details
from dxsim.presentation.explorer.refusals import ScreenError, in_words
from dxsim.presentation.explorer.state import State
from dxsim.presentation.explorer.story import Story
from dxsim.presentation.explorer.tasks import TASKS, Message, Reply, told
from dxsim.presentation.text.messages import number, say

LONGEST_HISTORY = 500


class Session:
    """The states of one screen: the last one shown, what can be undone, and the story kept."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.past: list[State] = []
        self.story = Story()

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

    def step(self, state: State, *, fresh: bool = True) -> None:
        """Take a new state; a fresh one can be undone to what was before it."""
        if fresh and state != self.state:
            self.past = [*self.past[-LONGEST_HISTORY:], self.state]
        self.state = state

    def view(self) -> Reply:
        """Return everything the screen shows but what must be solved for."""
        return {"panel": panel(self.state), "history": history(self.state)} | self.live()

    def live(self) -> Reply:
        """Render the parts that follow a slider: picture, verdicts, sentence, rest of GDP."""
        return self.showing(self.state)

    def showing(self, state: State) -> Reply:
        """Render a state without adopting it, for prefetching."""
        seen = answers.glance(state)
        return {
            "picture": picture(state),
            "rows": answers.rows(state, seen),
            "sentence": answers.sentence(state, seen),
            "rest": answers.rest(state),
            "bridge": bridge(state),
            "beside": others_beside(state),
            "opened_as": states.opened_as(state),
            "can_undo": bool(self.past) or state is not self.state,
            "changed": state.scenario != state.start or state.targets != state.official,
        }

    def details(self) -> Reply:
        """Render the slower parts: growth still missing, the fan, the text to share, notices."""
        state = self.state
        gone = states.vanished(state)
        words = say("explorer.vanished", state.lang, files=", ".join(gone)) if gone else ""
        return {
            "missing": answers.missing_growth(state, state.judged.verdicts),
            "fan": fan(state) if state.fan else None,
            "bridge_words": bridge_details(state),
            "warning": words,
        } | told(self)
