"""Tables and sentences as lines of text, folded to the width of a screen."""

from dxsim.presentation.terminal.lines import folded

__all__ = ["folded"]
