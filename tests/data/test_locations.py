"""The country worked on: the one asked for, the one whose folder one stands in, or the only one."""

import pytest

from dxsim.data import locations
from dxsim.data.yamlfile import InputError


@pytest.fixture
def two(tmp_path, monkeypatch):
    for name in ("aland", "borduria"):
        (tmp_path / "params" / name / "data").mkdir(parents=True)
    (tmp_path / "params" / "reference").mkdir()
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    monkeypatch.delenv("DXSIM_COUNTRY", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "params"


def test_of_several_countries_one_is_chosen_and_none_is_guessed(two, monkeypatch):
    assert locations.countries() == ["aland", "borduria"]
    with pytest.raises(InputError, match="no country chosen, expected one of aland, borduria"):
        locations.country()
    monkeypatch.setenv("DXSIM_COUNTRY", "borduria")
    assert locations.data_dir() == two / "borduria" / "data"
    assert locations.reference_dir() == two / "reference"


def test_the_folder_one_stands_in_chooses_and_the_variable_goes_first(two, monkeypatch):
    monkeypatch.chdir(two / "aland" / "data")
    assert locations.country() == "aland"
    monkeypatch.setenv("DXSIM_COUNTRY", "borduria")
    assert locations.country() == "borduria"


def test_an_unknown_country_is_named_with_the_nearest(two, monkeypatch):
    monkeypatch.setenv("DXSIM_COUNTRY", "borduira")
    with pytest.raises(InputError, match="DXSIM_COUNTRY.*did you mean borduria"):
        locations.country()
