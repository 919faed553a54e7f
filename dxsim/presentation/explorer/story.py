"""A story: states of the screen kept under names, to be stepped through in a meeting."""

from dataclasses import dataclass, replace

from dxsim.data.yamlfile import quoted, shown
from dxsim.presentation.explorer.refusals import ScreenError
from dxsim.presentation.explorer.state import State

MOST_STEPS = 20
LONGEST_STEP_NAME = 80
Step = tuple[str, State]
"""A name and the state kept under it."""


@dataclass(frozen=True)
class Story:
    """The steps in order, and the place of the last one shown or kept."""

    steps: tuple[Step, ...] = ()
    place: int = 0

    @property
    def shown(self) -> State:
        """The state of the step at the place."""
        return self.steps[self.place][1]

    def kept(self, name: str, state: State) -> "Story":
        """Return the story with a state kept under a name.

        It comes after the step last shown, or takes the place of the step of the same name.

        Raises
        ------
        InputError
            for a name that is empty or too long, and where the story has `MOST_STEPS` steps.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_STEP_NAME:
            raise ScreenError("explorer", "step_name", found=quoted(name), most=LONGEST_STEP_NAME)
        names = [one for one, _ in self.steps]
        if name in names:
            at = names.index(name)
            return Story((*self.steps[:at], (name, state), *self.steps[at + 1 :]), at)
        if len(names) >= MOST_STEPS:
            raise ScreenError("explorer", "fewer_steps", found=quoted(name), most=MOST_STEPS)
        at = min(self.place + 1, len(names))
        return Story((*self.steps[:at], (name, state), *self.steps[at:]), at)

    def moved(self, place: object) -> "Story":
        """Return the story at another of its steps."""
        return replace(self, place=self._checked(place))

    def without(self, place: object) -> "Story":
        """Return the story without the step at a place, at the step before it."""
        at = self._checked(place)
        return Story(
            (*self.steps[:at], *self.steps[at + 1 :]), max(0, self.place - (at <= self.place))
        )

    def at(self, state: State) -> "Story":
        """Return the story at the step that shows a state, or else at its first."""
        places = (at for at, (_, one) in enumerate(self.steps) if same(one, state))
        return replace(self, place=next(places, 0))

    def told(self, state: State) -> dict[str, object]:
        """Return the names, the place, and whether the step there is what a state shows."""
        is_shown = bool(self.steps) and same(self.shown, state)
        return {"names": [name for name, _ in self.steps], "place": self.place, "shown": is_shown}

    def _checked(self, place: object) -> int:
        if isinstance(place, int) and 0 <= place < len(self.steps):
            return place
        raise ScreenError("explorer", "step", found=shown(str(place)))


def same(one: State, other: State) -> bool:
    """Return whether two states show the same, whatever the language and the slider chosen."""
    return replace(one, lang="", chosen="") == replace(other, lang="", chosen="")
