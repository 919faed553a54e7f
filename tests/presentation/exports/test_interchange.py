"""Every form of the results is read back by the reader its users have."""

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dxsim import __version__
from dxsim.data import sources
from dxsim.model.projection import simulate
from dxsim.presentation.exports import interchange
from dxsim.presentation.exports.tidy import tidy
from dxsim.scenario.loading import load_scenario


@pytest.fixture(scope="module", autouse=True)
def units_of_their_own(tmp_path_factory):
    """Keep pyam's parsed units out of the home folder: they name the environment they were read in.

    A cache left by an environment that is gone makes every later reading of the units fail.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IAM_UNITS_CACHE", str(tmp_path_factory.mktemp("units")))
        yield


@pytest.fixture(scope="module")
def scenarios():
    return [load_scenario(name) for name in ("high-growth", "nso-trend")]


@pytest.fixture(scope="module")
def table(scenarios):
    return tidy(scenarios)


def test_the_csv_reads_back_to_the_last_digit(scenarios, table):
    read = pd.read_csv(io.BytesIO(interchange.csv_bytes(scenarios)), keep_default_na=False)
    assert list(read.columns) == list(table.columns)
    assert np.array_equal(
        pd.to_numeric(read["value"]).to_numpy(), table["value"].to_numpy(), equal_nan=True
    )
    assert set(read["version"]) == {__version__}
    assert set(read["producer"]) == {"mic", "nso"}
    assert (read["unit"] != "").all() and (read["basis"] != "").all()


def test_parquet_holds_what_the_csv_holds(tmp_path, scenarios, table):
    import duckdb

    path = tmp_path / "results.parquet"
    path.write_bytes(interchange.parquet_bytes(scenarios))
    pd.testing.assert_frame_equal(pd.read_parquet(path), table)
    query = f"select value from '{path}' where variable = 'share' and year = 2030"
    shares = [value for (value,) in duckdb.sql(query).fetchall()]
    assert shares == [float(simulate(s).share[6]) for s in scenarios]


def test_the_iamc_table_opens_in_pyam(tmp_path, scenarios):
    import pyam

    path = tmp_path / "results.csv"
    path.write_bytes(interchange.iamc_bytes(scenarios))
    read = pyam.IamDataFrame(path)
    assert set(read.scenario) == {"high-growth", "nso-trend"}
    assert read.model == [f"dxsim {__version__}"] and read.region == ["Viet Nam"]
    found = read.filter(
        scenario="high-growth", variable="Value Added|Digital Economy|ICT", year=2045
    ).data.iloc[0]
    assert found["value"] == simulate(scenarios[0]).components["ict"][-1]
    assert (found["unit"], found["producer"]) == ("trn VND", "mic")
    assert (found["basis"], found["stated_prices"]) == ("current prices", "constant")


def test_every_variable_has_a_name_for_iamc(table):
    assert set(table["variable"]) == set(interchange.IAMC_NAMES)


def test_the_sdmx_csv_is_read_by_its_structure(tmp_path, scenarios, table):
    import sdmx
    from sdmx.reader.csv import Reader

    file = tmp_path / "structure.xml"
    file.write_bytes(interchange.sdmx_structure_bytes())
    flow = sdmx.read_sdmx(file).dataflow[interchange.FLOW]
    dimensions = [dimension.id for dimension in flow.structure.dimensions.components]
    assert dimensions == list(interchange.DIMENSIONS)
    content = io.BytesIO(interchange.sdmx_bytes(scenarios))
    (data,) = Reader().convert(content, structure=flow).data
    assert len(data.obs) == table["value"].notna().sum()
    found = {
        tuple(str(value.value) for value in obs.dimension.values.values()): obs for obs in data.obs
    }
    assert len(found) == len(data.obs)
    key = ("A", "VN", "nso-trend", "NSO", "SHARE", "_T", "CURRENT", "2045")
    assert float(found[key].value) == pytest.approx(100 * simulate(scenarios[1]).share[-1])
    units = {name: found[key].attached_attribute[name].value for name in interchange.ATTRIBUTES}
    assert units == {
        "OBS_STATUS": "F", "UNIT_MEASURE": "PT", "UNIT_MULT": "0", "STATED_PRICES": "CURRENT",
        "MODEL_VERSION": __version__,
    }  # fmt: skip
    money = found[("A", "VN", "high-growth", "MIC", "GDP", "_T", "CURRENT", "2024")]
    assert float(money.value) == 11511.9
    assert money.attached_attribute["UNIT_MULT"].value == "12"
    assert money.attached_attribute["UNIT_MEASURE"].value == "VND"
    assert money.attached_attribute["OBS_STATUS"].value == "E"  # the base year is not projected
    assert ("A", "VN", "high-growth", "MIC", "DEFLATOR", "_T", "_Z", "2030") in found


def test_the_sdmx_structure_states_how_time_is_written(tmp_path):
    """The standard asks it of the time dimension alone; registries refuse a structure without."""
    import sdmx
    from sdmx.model.common import FacetValueType

    file = tmp_path / "structure.xml"
    file.write_bytes(interchange.sdmx_structure_bytes())
    structure = sdmx.read_sdmx(file).dataflow[interchange.FLOW].structure
    represented = structure.dimensions.get("TIME_PERIOD").local_representation
    types = [facet.value_type for facet in represented.non_enumerated]
    assert types == [FacetValueType.observationalTimePeriod]


def test_every_value_of_every_form_is_the_tidy_one(tmp_path, scenarios, table):
    """Number by number, in the unit each form states, to rounding."""
    import pyam

    keys = ["scenario", "variable", "component", "year"]
    wanted = table.dropna(subset="value").set_index(keys)["value"]
    path = tmp_path / "results.csv"
    path.write_bytes(interchange.iamc_bytes(scenarios))
    iamc = pyam.IamDataFrame(path).data.set_index(["scenario", "variable", "year"])["value"]
    sdmx = pd.read_csv(io.BytesIO(interchange.sdmx_bytes(scenarios)), keep_default_na=False)
    sdmx = sdmx.set_index(["SCENARIO", "INDICATOR", "COMPONENT", "TIME_PERIOD"])
    scale = {"PT": 0.01, "IX": 1.0, "VND": 1e-12}
    plain = sdmx["OBS_VALUE"] * 10.0 ** sdmx["UNIT_MULT"] * sdmx["UNIT_MEASURE"].map(scale)
    assert len(iamc) == len(plain) == len(wanted)
    for (scenario, variable, part, year), value in wanted.items():
        name = interchange.IAMC_NAMES[variable].format(
            component=interchange.component_titles()[part]
        )
        assert iamc[scenario, name, year] == value
        other = plain[scenario, variable.upper(), part.upper() or interchange.TOTAL, year]
        assert other == pytest.approx(value, rel=1e-12, abs=1e-15)


def test_the_parts_of_the_iamc_table_add_up_to_their_whole(tmp_path, scenarios):
    import pyam

    path = tmp_path / "results.csv"
    path.write_bytes(interchange.iamc_bytes(scenarios))
    read = pyam.IamDataFrame(path)
    for whole in ("Value Added|Digital Economy", "Share of GDP|Digital Economy"):
        rows = read.filter(variable=f"{whole}*")
        assert len(rows.variable) == 4
        assert rows.check_aggregate(whole, rtol=1e-12, atol=1e-12) is None


def test_every_aggregate_of_the_iamc_table_checks(tmp_path, scenarios):
    """A bar in a name says "part of": what stands below a name adds up to it."""
    import pyam

    path = tmp_path / "results.csv"
    path.write_bytes(interchange.iamc_bytes(scenarios))
    read = pyam.IamDataFrame(path)
    with_parts = [
        name for name in read.variable if any(v.startswith(f"{name}|") for v in read.variable)
    ]
    assert len(with_parts) == 2
    for name in read.variable:
        assert read.check_aggregate(name, rtol=1e-12, atol=1e-12) is None, name


def test_shares_and_rates_of_the_iamc_table_convert(tmp_path, scenarios):
    import pyam

    path = tmp_path / "results.csv"
    path.write_bytes(interchange.iamc_bytes(scenarios))
    read = pyam.IamDataFrame(path).filter(unit="dimensionless")
    assert set(pyam.IamDataFrame(path).variable) - set(read.variable) == {
        "GDP", "GDP excluding Digital Economy", "Value Added|Digital Economy",
        *(f"Value Added|Digital Economy|{name}" for name in ("ICT", "Platform", "Sectoral")),
    }  # fmt: skip
    share = read.filter(variable="Share of GDP|Digital Economy")
    converted = share.convert_unit("dimensionless", "%")
    assert converted.data["value"].to_numpy() == pytest.approx(100 * share.data["value"])


def test_an_exhausted_path_ends_where_it_is_exhausted():
    scenario = load_scenario("plan-repeated")
    year = int(simulate(scenario).exhausted_in)
    iamc = pd.read_csv(io.BytesIO(interchange.iamc_bytes([scenario])))
    assert iamc.loc[iamc["variable"] == "GDP", "year"].max() == year - 1
    tidied = pd.read_csv(io.BytesIO(interchange.csv_bytes([scenario])))
    assert tidied.loc[tidied["variable"] == "share", "value"].isna().any()


def test_the_same_results_are_the_same_bytes(scenarios):
    for write in interchange.FORMATS.values():
        assert write(scenarios) == write(scenarios)


def test_the_area_is_that_of_the_producer(scenarios, monkeypatch):
    known = sources.producers()
    moved = replace(known["nso"], area={"code": "XK", "name": "Elsewhere"})
    nowhere = replace(known["mic"], area={})
    monkeypatch.setattr(interchange, "producers", lambda: {"nso": moved, "mic": nowhere})
    table = pd.read_csv(io.BytesIO(interchange.sdmx_bytes(scenarios)))
    assert dict(zip(table["PRODUCER"], table["REF_AREA"], strict=True)) == {
        "NSO": "XK",
        "MIC": "_X",
    }
    long = pd.read_csv(io.BytesIO(interchange.iamc_bytes(scenarios)))
    assert set(long[long["producer"] == "nso"]["region"]) == {"Elsewhere"}
