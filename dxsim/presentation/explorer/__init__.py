"""The explorer: move an assumption, see the verdict.

`explore(scenario)` shows it in a notebook. `state` and `session` are the screen without a browser;
they hold no economics, every answer is asked from the model and analysis layers.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dxsim.presentation.explorer.widget import Explorer


def explore(
    scenario: str | None = None,
    lang: str = "en",
    *,
    compare: str | Sequence[str] | None = None,
    targets: str | None = None,
    standalone: bool = False,
) -> "Explorer":
    """Return the explorer of a scenario, a widget that shows itself at the end of a cell.

    Parameters
    ----------
    scenario
        a name under the country's `scenarios/` or a path to a file, by default the country's first.
    lang
        "en" or "vi"; the reader can switch.
    compare
        another scenario drawn as a line, by name or path, or several, up to four.
    targets
        a targets file, by default the country's `targets.yaml`.
    standalone
        whether the explorer is the whole page: it then keeps its state in the page's address.

    Raises
    ------
    InputError
        for a scenario, a language or a targets file that cannot be read.

    Examples
    --------
    >>> import dxsim as dx
    >>> type(dx.explore("baseline", "vi")).__name__
    'Explorer'
    """
    from dxsim.data.country import load_country
    from dxsim.presentation.explorer.serving.freshness import snapshot
    from dxsim.presentation.explorer.state import compared, opened
    from dxsim.presentation.explorer.widget import Explorer

    others = [compare] if isinstance(compare, str) else [*(compare or ())]
    before = snapshot(scenario, targets, *others) if standalone else None
    state = opened(scenario or load_country().default_scenario, lang, targets)
    for name in filter(None, others):
        state = compared(state, name)
    shown = Explorer(state, standalone=standalone)
    if before is not None:
        shown.wait(lambda: snapshot(scenario, targets, *others) == before)
    return shown
