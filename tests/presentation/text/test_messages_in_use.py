"""No text of the catalogue is left over: code, the explorer's page or the data ask for each key."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import dxsim
from dxsim.analysis import outside_view
from dxsim.cases import viet_nam
from dxsim.data.programme_numbers import GRADES
from dxsim.presentation.text import messages
from dxsim.scenario.programmes.records import KINDS, Cost

PACKAGE = Path(dxsim.__file__).parent
HOLE = None
DEPTH = 2  # a word may be composed of words that are composed once more
WORD = re.compile(r"[\w.-]*")

Template = tuple[str | None, ...]


@cache
def spoken() -> tuple[frozenset[str], frozenset[Template]]:
    """Return the words of the package's code, and its f-strings made of words and holes."""
    words, templates = set(), set()
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                templates.add(template(node))
    rows = {head.partition(".")[0] for head, *_ in filter(None, templates) if head and "." in head}
    return frozenset(w for w in words | rows if w and WORD.fullmatch(w)), frozenset(
        t for t in templates if says_something(t)
    )


def template(node: ast.JoinedStr) -> Template:
    return tuple(v.value if isinstance(v, ast.Constant) else HOLE for v in node.values)


def says_something(parts: Template) -> bool:
    """Return whether an f-string has a hole and a word of three letters, and nothing but words."""
    said = [part for part in parts if part is not HOLE]
    long = any(re.search("[a-z]{3}", part) for part in said)
    return HOLE in parts and long and all(WORD.fullmatch(part) for part in said)


@cache
def page_words() -> frozenset[str]:
    """Return the words of the explorer's scripts, which are handed the area `explorer` whole."""
    scripts = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.js")]
    return frozenset(re.findall(r"\w+", " ".join(scripts)))


@cache
def names_in_the_data() -> dict[str, frozenset[str]]:
    """Return for each area whose keys are names from the data which names there are."""
    scopes = {"_".join(re.findall(r"\w+", e.scope.lower())) for e in outside_view.reference_class()}
    checks = {id.lower() for id in viet_nam.CHECKS}
    return {
        "claims": frozenset(checks | {f"{check}_claim" for check in checks}),
        "evidence": frozenset(f"scope_{scope}" for scope in scopes),
        "programmes": programme_words(),
    }


def programme_words():
    """Return the words for the numbers of programmes and for the grades of what they rest on."""
    records = (*KINDS.values(), Cost)
    numbers = {f"parameter_{name}" for record in records for name in record.model_fields}
    return frozenset(numbers | {f"grade_{grade.replace('-', '_')}" for grade in GRADES})


def fits(parts: Template, text: str, depth: int) -> bool:
    """Return whether a text is an f-string with words in its holes."""
    if not parts:
        return not text
    head, rest = parts[0], parts[1:]
    if head is not HOLE:
        return text.startswith(head) and fits(rest, text[len(head) :], depth)
    ends = range(len(text) + 1) if rest else [len(text)]
    return any(is_word(text[:i], depth) and fits(rest, text[i:], depth) for i in ends)


@cache
def is_word(text: str, depth: int) -> bool:
    """Return whether code says a text, or composes it."""
    words, templates = spoken()
    if not text or text in words or text.isdigit():
        return True
    near = (parts for parts in templates if text.endswith(parts[-1] or ""))
    return depth > 0 and any(fits(parts, text, depth - 1) for parts in near)


def in_use(key: str) -> bool:
    """Return whether the data name a key, or the explorer's page, or code: whole or composed."""
    area, _, name = key.partition(".")
    words, templates = spoken()
    if name in names_in_the_data().get(area, ()) or key in words:
        return True
    if area == "explorer" and in_page(name):
        return True
    cuts = (match.start() for match in re.finditer("_", key))
    if any(key[:cut] in words and key[cut:] in words for cut in cuts):
        return True
    own = (parts for parts in templates if (parts[0] or "").startswith(f"{area}."))
    return any(fits(parts, key, DEPTH) for parts in own)


def in_page(name: str) -> bool:
    """Return whether the explorer's scripts say a name; columns and their help are composed."""
    column = re.fullmatch("(?:help_)?column_(.*)", name)
    return name in page_words() or column is not None and column[1] in page_words()


def test_every_text_is_asked_for_somewhere():
    assert [key for key in messages.catalogue("en") if not in_use(key)] == []


@pytest.mark.parametrize(
    "key",
    [
        "backwards.left_hanging", "explorer.left_hanging", "explorer.column_left_hanging",
        "workbook.row_left_hanging", "laws.stated_left_hanging",
        "claims.c99", "evidence.scope_left_hanging", "figures.rest_title_left_hanging",
    ],
)  # fmt: skip
def test_a_text_that_nothing_asks_for_is_found(key):
    assert not in_use(key)
