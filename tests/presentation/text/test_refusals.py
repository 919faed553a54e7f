"""Refusals are in the reader's language: place and values stay, the words are Vietnamese."""

import ast
import collections
import re
from pathlib import Path

import pytest
from support.attack import survives
from support.scenarios import plan, write

from dxsim.data.yamlfile import InputError
from dxsim.presentation.text import refusals

PACKAGE = Path(__file__).resolve().parents[3] / "dxsim"
REFUSING = {
    "InputError",
    "error",
    "_refuse",
    "refuse",
    "QuantityError",
    "_number_that",
    "NumeralError",
    "Fault",
    "Problem",
    "BatchError",
}


def _templates(node):
    """Return the texts that an expression may have, {} for each value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
        return ["".join(parts)]
    if isinstance(node, ast.IfExp):
        return _templates(node.body) + _templates(node.orelse)
    return []


def said_by_the_package():
    """Return every phrase of several words that a refusal in the package says, with its file."""
    found, keys = {}, {"found", "expected", "hint"}
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = collections.defaultdict(list)  # a name may hold several phrases in one file
        for node in ast.walk(tree):
            for target in node.targets if isinstance(node, ast.Assign) else []:
                if isinstance(target, ast.Name):
                    named[target.id] += _templates(node.value)
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                own = [_templates(v) for k, v in pairs if getattr(k, "value", "") in keys]
                found |= {text: file.name for texts in own for text in texts if _is_phrase(text)}
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            if name not in REFUSING:
                continue
            given = [
                *node.args[name == "InputError" :],
                *(k.value for k in node.keywords if k.arg in keys),
            ]
            for value in given:
                own = named.get(value.id, []) if isinstance(value, ast.Name) else _templates(value)
                found |= {text: file.name for text in own if _is_phrase(text)}
    return found


def _is_phrase(text):
    words = re.sub(r"\{\}|'[^']*'|[\w.{}]*\.[\w.{}]+", " ", text)
    return " " in text and text[0] != "," and len(re.findall(r"[A-Za-z]{2,}", words)) > 1


def test_what_the_package_refuses_has_its_vietnamese():
    said = said_by_the_package()
    assert len(said) > 200
    values = {text: text.replace("{}", "7") for text in said}
    left = {text: said[text] for text, one in values.items() if refusals.phrase(one, "vi") == one}
    assert not left


def test_each_translation_has_the_values_of_its_phrase():
    for text, words in refusals._texts("vi").items():
        given = {int(number) for number in re.findall(r"\{(\d)\}", words)}
        assert given == set(range(text.count("{}"))), text
        same = words == text.format(*(f"{{{place}}}" for place in sorted(given)))
        assert not (same and _is_phrase(text)), text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"closur": "x"}, ["khóa không biết 'closur'", "cần một trong", "có phải closure?"]),
        ({"base_year": "soon"}, ["tìm thấy 'soon'", "cần một năm từ 1900 đến 2500"]),
        ({"producer": "mik"}, ["tìm thấy 'mik'", "có phải mic?"]),
        ({"end_year": 2020}, ["end_year", "cần"]),
        ({"prices": "constnt"}, ["'constnt'", "có phải constant?"]),
    ],
)
def test_a_wrong_scenario_is_refused_in_the_language_of_the_call(tmp_path, change, said):
    path = write({**plan(), **change}, tmp_path)
    for option in (("--lang", "vi"), ("--lang=vi",)):
        answer = survives(tmp_path, "project", path, *option)
        assert answer.status == 2 and f"{path.name}:" in answer.err
        assert not re.search(r"\b(found|expected|did you mean)\b", answer.err), answer.err
        for words in said:
            assert words in answer.err, answer.err
    assert "found" in survives(tmp_path, "project", path).err


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("project", "baselin"), "có phải baseline?"),
        (("targets", "baseline", "--targets", "none.yaml"), "không có tệp này"),
        (("ensemble", "baseline", "--draws", "many"), "giá trị sai cho '--draws': 'many'"),
        (("project",), "thiếu đối số"),
        (("project", "baseline", "--lag", "vi"), "không có tùy chọn"),
    ],
)
def test_so_is_a_wrong_call(tmp_path, call, said):
    answer = survives(tmp_path, *call, "--lang", "vi")
    assert answer.status == 2 and said in answer.err, answer.err


def test_a_refusal_in_english_is_as_it_was():
    error = InputError("a.yaml", line=3, key="x", found="'y'", expected="a year", hint="b?")
    assert refusals.refusal(error, "en") == "a.yaml:3: x: found 'y', expected a year (b?)"
    assert refusals.refusal(error, "vi") == "a.yaml:3: x: tìm thấy 'y', cần một năm (b?)"


def test_values_stay_whatever_is_in_them():
    error = InputError("a.yaml", found="the unknown key '{0} {}'", expected="one of a, b {x}")
    said = refusals.refusal(error, "vi")
    assert said == "a.yaml: tìm thấy khóa không biết '{0} {}', cần một trong a, b {x}"
