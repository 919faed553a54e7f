"""Rules for quoting a number: one list for every output that holds numbers."""

from dxsim.presentation.text.messages import say

COUNT = 7


def heading(lang: str) -> str:
    """Return the heading of the rules."""
    return say("quoting.heading", lang)


def rules(lang: str) -> list[str]:
    """Return the rules in their order, one sentence or several each."""
    return [say(f"quoting.rule_{number}", lang) for number in range(1, COUNT + 1)]


def pointer(lang: str) -> str:
    """Return the line that tells where the rules stand, for an output too small to hold them."""
    return say("quoting.pointer", lang)
