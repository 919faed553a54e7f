"""Reading a parameter file: bounded, decoded, parsed, its tree kept where it is not long."""

import re
from functools import lru_cache
from pathlib import Path

from dxsim.data.yamlfile.building import MAX_DEPTH, Builder
from dxsim.data.yamlfile.errors import HIDDEN, InputError, composed, hidden, shown
from dxsim.data.yamlfile.tree import Node

MAX_BYTES = 256_000
LONGEST_KEPT = 64_000
"""Characters of a text up to which its tree is kept."""
_ODD_SPACE = re.compile(
    r"^[ -]*([\xa0\u2000-\u200a\u202f\u205f\u3000])|^[\w .-]+:([\xa0\u3000])", re.M
)
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")


def read_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """Return a parameter file's text, refusing what cannot be one with a clear line.

    Letters and their marks are composed (NFC), whichever way the file has them.
    """
    name = str(path)
    try:
        if not path.is_file():
            other = "no plain file" if path.exists() else "no such file"
            what = "a folder" if path.is_dir() else other
            raise InputError(name, found=what, expected="a parameter file")
        size = path.stat().st_size
        if size > max_bytes:
            found = f"{size / 1e6:.1f} MB"
            raise InputError(name, found=found, expected=f"at most {max_bytes / 1e6:.2f} MB")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(
            name, line=line, found="bytes that are not UTF-8 text", expected="UTF-8 text",
            hint="in Notepad: Save as, encoding UTF-8",
        ) from None  # fmt: skip
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(name, found=shown(reason), expected="a readable file") from None
    if not text.strip():
        raise InputError(name, found="an empty file", expected="a parameter file")
    return composed(text)


def read(path: Path) -> Node:
    """Return the tree of a parameter file.

    Raises
    ------
    InputError
        for a file that is missing, empty, too large, not UTF-8, not YAML, or that holds
        duplicate keys, tabs, tags, several documents or more than 20,000 values.
    """
    return parse(read_text(path), str(path))


def parse(text: str, file: str) -> Node:
    """Return the tree of a parameter file's text; `file` names it in messages.

    Trees of texts that are not long are kept: nobody changes a node, whoever wants another tree
    makes one.
    """
    return _parsed(text, file) if len(text) <= LONGEST_KEPT else _parse(text, file)


@lru_cache(maxsize=128)
def _parsed(text: str, file: str) -> Node:
    return _parse(text, file)


def _parse(text: str, file: str) -> Node:
    import yaml

    _refuse_odd_spaces(text, file)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = yaml.parse(text, Loader=loader)
        node = Builder(file, may_hide="\\" in text or bool(hidden(text))).document(events)
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, file) from None
    if node.value is None:
        raise InputError(file, found="an empty file", expected="a parameter file")
    return node


def _refuse_odd_spaces(text: str, file: str) -> None:
    """Refuse what YAML takes otherwise than it looks.

    A space that is none in the indentation or right after a key's colon is a letter to it, and a
    line or paragraph separator within a text a line break.
    """
    if found := _ODD_BREAK.search(text):
        seen, expected = "mark U+{:04X}, which YAML takes for a line break", "a plain line break"
    elif found := _ODD_SPACE.search(text):
        seen, expected = "space U+{:04X}, which looks like a plain one", "plain spaces (U+0020)"
    else:
        return
    place = found.start(found.lastindex or 0)
    line, said = text.count("\n", 0, place) + 1, seen.format(ord(text[place]))
    raise InputError(file, line=line, found=f"the {said}", expected=expected)


def _syntax_line(error: Exception, text: str) -> int | None:
    """Return the line that a parser names, else that of the first character it cannot read."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark:
        return int(mark.line) + 1
    unseen = HIDDEN.search(text)
    return text.count("\n", 0, unseen.start()) + 1 if unseen else None


def _syntax_error(error: Exception, text: str, file: str) -> InputError:
    line = _syntax_line(error, text)
    lines = text.splitlines()
    source = lines[line - 1] if line and line <= len(lines) else ""
    if "\t" in source[: len(source) - len(source.lstrip())] or "'\\t'" in str(error):
        return InputError(file, line=line, found="a tab", expected="spaces for indentation")
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    if "nesting depth" in str(problem):  # newer parsers stop before `_node` counts
        deep, most = "values nested too deeply", f"at most {MAX_DEPTH} levels"
        return InputError(file, line=line, found=deep, expected=most)
    return InputError(file, line=line, found=shown(str(problem), 120), expected="valid YAML")
