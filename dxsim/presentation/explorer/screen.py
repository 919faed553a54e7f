"""One screen: its state, those before it, and its parts as plain values."""

from dxsim.data.files import Document
from dxsim.presentation.explorer import results
from dxsim.presentation.explorer import state as states
from dxsim.presentation.explorer.controls import panel
from dxsim.presentation.explorer.fan import fan
from dxsim.presentation.explorer.picture import history, others_beside, picture
from dxsim.presentation.explorer.programmes import bridge, bridge_details
from dxsim.presentation.explorer.sharing import shared
from dxsim.presentation.explorer.state import State
from dxsim.presentation.explorer.story import Story
from dxsim.presentation.text.messages import say

Reply = Document
LONGEST_HISTORY = 500


class Screen:
    """The state that is shown, those that can be gone back to, and the story kept."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.past: list[State] = []
        self.story = Story()

    def step(self, state: State, *, fresh: bool = True) -> None:
        """Show a new state; where it is `fresh` the present one is kept, to be undone to."""
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
        seen = results.glance(state)
        return {
            "picture": picture(state),
            "rows": results.rows(state, seen),
            "sentence": results.sentence(state, seen),
            "rest": results.rest(state),
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
            "missing": results.missing_growth(state, state.judged.verdicts),
            "fan": fan(state) if state.fan else None,
            "bridge_words": bridge_details(state),
            "warning": words,
        } | self.told()

    def told(self) -> Reply:
        """Return the story: the names, the place, whether that step is what is shown."""
        story = self.story
        return {"story": story.told(self.state), "token": shared(self.state, story.steps)}
