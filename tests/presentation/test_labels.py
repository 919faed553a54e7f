"""A label comes from the producer and the title, whatever the file is called."""

import pytest
from support.scenarios import plan, write

import dxsim as dx
from dxsim.data.yamlfile import InputError
from dxsim.presentation import figures
from dxsim.presentation.text.words import scenario_label

TITLE = {"en": "The office's view of a fast decade", "vi": "Góc nhìn của cơ quan thống kê"}


def office(**changes):
    """A scenario of the statistics office under the name of a shipped one of the ministry."""
    return plan(name="baseline", producer="nso", title=TITLE, **changes)


@pytest.mark.parametrize(("lang", "label"), [("en", "NSO"), ("vi", "CTK")])
def test_a_file_called_as_a_shipped_one_is_labelled_by_its_own_content(tmp_path, lang, label):
    scenario = dx.load_scenario(write(office(), tmp_path))
    assert scenario_label(scenario, lang) == f"{label}: {TITLE[lang]}"
    drawn = figures.verdict_matrix([scenario], lang=lang)
    assert f"{label}: {TITLE[lang]}" in drawn.alt


def test_a_short_title_stands_before_the_title(tmp_path):
    short = {"en": "fast decade", "vi": "thập kỷ nhanh"}
    scenario = dx.load_scenario(write(office(short=short), tmp_path))
    assert scenario_label(scenario, "vi") == "CTK: thập kỷ nhanh"


def test_a_long_title_is_cut_between_words(tmp_path):
    title = "A decade in which the statistics office measures everything anew"
    scenario = dx.load_scenario(write(office() | {"title": title}, tmp_path))
    short = scenario.short_title("en")
    assert short.endswith("…") and len(short) <= 41
    assert title.startswith(short[:-1] + " ")


def test_a_scenario_without_a_title_is_labelled_by_its_name(tmp_path):
    data = office()
    del data["title"]
    assert scenario_label(dx.load_scenario(write(data, tmp_path)), "en") == "NSO: baseline"


def test_a_short_title_of_the_parent_is_not_inherited(tmp_path):
    write(office(short="fast decade"), tmp_path)
    child = write({"name": "child", "extends": "baseline", "title": "Slower"}, tmp_path)
    assert scenario_label(dx.load_scenario(child), "en") == "NSO: Slower"


def test_a_short_title_too_long_for_a_label_is_refused(tmp_path):
    with pytest.raises(InputError, match="at most 40 characters"):
        dx.load_scenario(write(office(short="x" * 41), tmp_path))
