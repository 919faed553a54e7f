"""A state as it leaves the screen and comes back: a short text, or a scenario file."""

from dxsim.presentation.explorer.sharing.files import (
    UNTITLED,
    NameTakenError,
    as_explored,
    as_yaml,
    from_yaml,
    is_shipped,
    name_from,
    renamed,
    save,
)
from dxsim.presentation.explorer.sharing.links import (
    MARK,
    printed,
    restored,
    restored_story,
    shared,
)

__all__ = [
    "MARK",
    "NameTakenError",
    "UNTITLED",
    "as_explored",
    "as_yaml",
    "from_yaml",
    "is_shipped",
    "name_from",
    "printed",
    "renamed",
    "restored",
    "restored_story",
    "save",
    "shared",
]
