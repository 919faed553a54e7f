"""The widget: the screen in the browser, joined to a session by messages.

The browser holds what is drawn and has at most two messages under way; newer changes of the
assumptions wait together in the browser, so that no queue of stale answers can form. While a slider
is held it asks ahead for the answers at the next places, so that most are there before the hand.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from dxsim.presentation.explorer.session import Session
from dxsim.presentation.explorer.sharing import as_yaml
from dxsim.presentation.explorer.state import State
from dxsim.scenario.records import Scenario

_STATIC = Path(__file__).with_name("static")
_PARTS = (
    "dom.js",
    "canvas.js",
    "marks.js",
    "picture.js",
    "story.js",
    "stage.js",
    "strip.js",
    "bridge.js",
    "panel.js",
    "verdicts.js",
    "header.js",
    "dialog.js",
    "ahead.js",
    "link.js",
    "explorer.js",
)


def script() -> str:
    """Return the browser's side as one module."""
    return "\n".join((_STATIC / part).read_text(encoding="utf-8") for part in _PARTS)


class Explorer(anywidget.AnyWidget):
    """The explorer of a scenario, to be shown at the end of a cell.

    `state` is what is on the screen now; `scenario` its assumptions as moved, for further cells.
    """

    _esm = script()
    _css = (_STATIC / "explorer.css").read_text(encoding="utf-8")
    standalone = traitlets.Bool(False).tag(sync=True)

    def __init__(self, state: State, *, standalone: bool = False) -> None:
        super().__init__(standalone=standalone)
        self.session = Session(state)
        self._fresh: Callable[[], bool] = lambda: True
        self.on_msg(self._received)

    def __repr__(self) -> str:
        return f"Explorer({self.scenario.name!r}, lang={self.state.lang!r})"

    @property
    def state(self) -> State:
        """The state now on the screen."""
        return self.session.state

    @property
    def scenario(self) -> Scenario:
        """The assumptions on the screen now, as a scenario for any other function."""
        return self.session.state.scenario

    def yaml(self, name: str) -> str:
        """Return the scenario on the screen as a parameter file of a name: its differences."""
        return as_yaml(self.session.state, name)

    def wait(self, fresh: Callable[[], bool]) -> None:
        """Get ready for a page that may come later: read and compute what it will ask for first.

        `fresh` says, when it comes, whether the files are still those read; where they are not, and
        the page can load again, it is told to.
        """
        self.session.answer({"do": "hello"})
        self._fresh = fresh

    def _received(self, _: object, message: dict[str, Any], __: list[bytes]) -> None:
        if message.get("do") == "hello" and message.get("can_reload") and not self._fresh():
            self.send({"id": message.get("id"), "reload": True})
            return
        reply = self.session.answer(message)
        file = reply.pop("file", None)
        if file is None:
            self.send(reply)
        else:
            self.send(reply | {"file": {"name": file.name, "kind": file.kind}}, [file.data])
