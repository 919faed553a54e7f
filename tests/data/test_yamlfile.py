"""A parameter file is read as it looks: what looks the same is so, what is hidden is named."""

import unicodedata

import pytest

from dxsim.data.yamlfile import InputError, parse, read


def plain(node):
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    return [plain(child) for child in node.value] if isinstance(node.value, list) else node.value


@pytest.mark.parametrize(
    "mark",
    [
        "\u200e", "\u200f", "\u061c", "\ufeff", "\u202e", "\u2066", "\u200b", "\u2060", "\xad",
        "\u206a", "\U000e0041", "\ufff9",
    ],
)  # fmt: skip
def test_a_mark_that_cannot_be_seen_is_refused_by_its_number(mark):
    with pytest.raises(InputError, match=rf"a\.yaml:2: .*U\+{ord(mark):04X}"):
        parse(f"name: x\ntitle: a{mark}b\n", "a.yaml")


def test_letters_that_need_joiners_are_kept():
    assert plain(parse("title: 'a\u200db\u200cc'\n", "a.yaml")) == {"title": "a\u200db\u200cc"}


def test_keys_and_texts_are_composed(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text(unicodedata.normalize("NFD", "chỉ tiêu: Kế hoạch\n"), encoding="utf-8")
    assert plain(read(file)) == {"chỉ tiêu": "Kế hoạch"}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a:\n\xa0\xa0b: 1\n", 2), ("a:\n  b: 1\n \u3000c: 2\n", 3), ("a:\xa015%\n", 1)],
)
def test_a_space_that_yaml_takes_for_a_letter_is_named(text, line):
    with pytest.raises(InputError, match=rf"a\.yaml:{line}: found the space U\+"):
        parse(text, "a.yaml")


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029"])
def test_a_mark_that_yaml_takes_for_a_line_break_is_named(mark):
    with pytest.raises(InputError, match=rf"a\.yaml:2: found the mark U\+{ord(mark):04X}"):
        parse(f"name: x\ntitle: a{mark}b\n", "a.yaml")


def test_odd_spaces_within_a_text_are_its_own():
    assert plain(parse("title: 18,3\xa0% of GDP\n", "a.yaml")) == {"title": "18,3\xa0% of GDP"}


@pytest.mark.parametrize(
    "text",
    ["{v: [4,5, 5,5]}", "{v: [4,5]}", "v: [1, 2,5]", "v: [15,5%, 16%]", "v: [8,3% of gdp]"],
)
def test_a_list_does_not_cut_a_number_at_its_comma(text):
    with pytest.raises(InputError, match="reads as one number or two, expected"):
        parse(text, "a.yaml")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("v: [4, 5]", ["4", "5"]),
        ("v: [15%,20%]", ["15%", "20%"]),
        ("v: [2025,2030]", ["2025", "2030"]),
        ("v: ['4','5']", ["4", "5"]),
        ("v: [a,5]", ["a", "5"]),
        ("v:\n- 4\n- 5\n", ["4", "5"]),
    ],
)
def test_a_list_of_several_values_is_read(text, items):
    assert plain(parse(text, "a.yaml"))["v"] == items


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("{half_life: 4,5}", "4.5"),
        ("{base: 8,3% of gdp}", "8.3% of gdp"),
        ("{base: 9,5 trn VND}", "9.5 trn VND"),
        ("{from: 20%, to: -15,5%}", "-15.5%"),
    ],
)
def test_neither_does_a_mapping(text, meant):
    with pytest.raises(InputError, match=rf"cut in two at its comma.*did you mean {meant}\?"):
        parse(text, "a.yaml")


@pytest.mark.parametrize("text", ["{2028: }", "{2025: 8%, 2026: }", "{2025-2029: , 2030: 5%}"])
def test_a_year_without_a_value_is_called_so(text):
    with pytest.raises(InputError, match=r"found 20\d\d(-2029)? without a value"):
        parse(text, "a.yaml")


def test_a_merge_key_lays_a_mapping_under_the_keys_beside_it():
    tree = parse("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  x: 5\n", "a.yaml")
    assert plain(tree)["c"] == {"x": "5", "y": "2", "z": "4"}
    assert tree.mapping("")["c"].key_lines == {"x": 5, "y": 1, "z": 2}


@pytest.mark.parametrize("text", ["a:\n  <<: 5\n", "a:\n  <<: [1]\n"])
def test_a_merge_key_without_a_mapping_is_refused(text):
    with pytest.raises(InputError, match="merge key"):
        parse(text, "a.yaml")
