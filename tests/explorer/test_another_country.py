"""The explorer of another country: its own words, each whole, and nobody else's."""

import re
import shutil

import pytest
from explorer.conftest import ROOT, opened, served
from explorer.test_browser import IN_SIGHT, WORDS, speak
from support.screen import Screen

ABROAD = re.compile(r"Viet ?nam|Việt Nam|\bNSO\b|\bMIC\b|\bVND\b|TT&TT", re.IGNORECASE)


@pytest.fixture(scope="module")
def malaysian(chromium, tmp_path_factory):
    """The explorer opened on Malaysia, at 1280 x 720."""
    home = tmp_path_factory.mktemp("malaysia")
    shutil.copytree(ROOT / "params", home / "params")
    command = ["-m", "dxsim.cli.main", "--country", "malaysia", "explore", "--no-browser"]
    with (
        served(command, home, r"http://127\.0\.0\.1:\d+/\?token=\S+") as found,
        opened(chromium) as page,
    ):
        yield Screen(page).open(found[0])


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_name_of_the_country_stands_whole_in_the_picture(malaysian, lang):
    speak(malaysian, lang)
    page = malaysian.page
    assert page.evaluate(WORDS) == [] and page.evaluate(IN_SIGHT) == []
    said = page.inner_text("body") + page.locator(".dx-picture").get_attribute("aria-label")
    assert "DOSM" in said and not ABROAD.findall(said)
