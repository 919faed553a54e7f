"""Sources, producers and series resolve, in both languages where a reader sees them."""

import pytest

import dxsim as dx
from dxsim.data import sources
from dxsim.data.yamlfile import InputError

SCENARIOS_CITE = [id for name in dx.list_scenarios() for id in dx.load_scenario(name).sources]


def test_every_source_is_complete():
    for id, found in sources.sources().items():
        assert found.id == id
        for words in (found.title, found.publisher, found.address):
            assert words["en"].strip() and words["vi"].strip()
        assert 1990 <= found.year <= 2026


def test_what_pages_cite_has_a_vietnamese_title():
    for id in (*SCENARIOS_CITE, *(target.source for target in dx.load_targets())):
        assert sources.source(id).title["vi"] != sources.source(id).title["en"], id


def test_the_two_producers_map_their_parts_as_the_design_says():
    assert sources.producer("mic").parts == {"ict_share": "ict", "sectoral_share": "sectoral"}
    assert sources.producer("nso").parts == {"core_share": "ict", "digitised_share": "sectoral"}
    for part in (*sources.producer("mic").parts, *sources.producer("nso").parts):
        assert part in sources.all_series()


def test_what_a_reader_sees_exists_in_both_languages():
    for producer in sources.producers().values():
        for words in (producer.names, producer.short, producer.method):
            assert words["en"].strip() and words["vi"].strip()
    for series in sources.all_series().values():
        assert series.label["en"] and series.label["vi"] and series.unit and series.price_basis


def test_an_unknown_source_is_answered_with_the_nearest():
    with pytest.raises(InputError, match="did you mean imf-weo-2024-10"):
        sources.source("imf-weo-2024-11")
