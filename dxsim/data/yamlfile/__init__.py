"""Parameter files: a strict reading of YAML that remembers where everything stands.

Only mappings, lists and plain text are read: a tag is refused, so nothing in a file can build an
object, and what aliases repeat counts towards a limit. Every value keeps its file and line.
"""

from dxsim.data.yamlfile.building import MAX_DEPTH, MAX_VALUES
from dxsim.data.yamlfile.errors import InputError, composed, hidden, nearest, quoted, shown
from dxsim.data.yamlfile.reading import LONGEST_KEPT, MAX_BYTES, parse, read, read_text
from dxsim.data.yamlfile.tree import Node, describe, only_keys

__all__ = [
    "InputError",
    "LONGEST_KEPT",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_VALUES",
    "Node",
    "composed",
    "describe",
    "hidden",
    "nearest",
    "only_keys",
    "parse",
    "quoted",
    "read",
    "read_text",
    "shown",
]
