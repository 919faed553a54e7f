"""Results for other programs: tidy CSV and Parquet, the IAMC long table, SDMX-CSV.

Every form names producer, price basis, unit, scenario and version. Values that do not exist, such
as those of an exhausted path, are empty in CSV and Parquet and left out of IAMC and SDMX.
"""

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from dxsim.data.country import load_country
from dxsim.data.files import Document
from dxsim.data.sources import producers
from dxsim.presentation import quoting
from dxsim.presentation.exports.description import ATTRIBUTE, attributes
from dxsim.presentation.exports.tidy import tidy
from dxsim.presentation.text.messages import LANGUAGES, capital
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import pandas as pd

IAMC_NAMES = {
    "gdp": "GDP",
    "non_digital": "GDP excluding Digital Economy",
    "digital": "Value Added|Digital Economy",
    "value_added": "Value Added|Digital Economy|{component}",
    "share": "Share of GDP|Digital Economy",
    "component_share": "Share of GDP|Digital Economy|{component}",
    "deflator": "GDP Deflator",
    "gdp_growth": "Growth Rate|GDP",
    "gdp_growth_real": "Growth Rate|Real GDP",
    "non_digital_growth": "Growth Rate|GDP excluding Digital Economy",
    "non_digital_growth_real": "Growth Rate|Real GDP excluding Digital Economy",
    "digital_growth": "Growth Rate|Digital Economy",
    "component_growth": "Growth Rate|{component}",
    "contribution": "Contribution to GDP Growth|Digital Economy|{component}",
}
"""Names of the long table; a bar stands only before a part that adds up with its like."""
IAMC_COLUMNS = (
    "model", "scenario", "region", "variable", "unit", "producer", "basis", "stated_prices",
    "year", "value",
)  # fmt: skip
DIMENSIONLESS = "dimensionless"
"""Unit of shares, rates and indices that registries of units know; money keeps its own."""

AGENCY, FLOW, VERSION = "DXSIM", "DIGITAL_ECONOMY", "1.0.0"
DIMENSIONS = (
    "FREQ", "REF_AREA", "SCENARIO", "PRODUCER", "INDICATOR", "COMPONENT", "PRICE_BASIS",
    "TIME_PERIOD",
)  # fmt: skip
MEASURE = "OBS_VALUE"
ATTRIBUTES = ("OBS_STATUS", "UNIT_MEASURE", "UNIT_MULT", "STATED_PRICES", "MODEL_VERSION")
ESTIMATE, FORECAST = "E", "F"  # codes of SDMX's list of observation statuses
NOT_APPLICABLE = "_Z"
UNKNOWN = {"code": "_X", "name": "unspecified"}
"""The area of a producer whose entry states none."""
TRILLIONS = 12
TOTAL = "_T"


def component_titles() -> dict[str, str]:
    """Return the components' English names as parts of a variable, nothing for no component."""
    parts = load_country().components.items()
    return {id: capital(part.label["en"]) for id, part in parts} | {"": ""}


def csv_bytes(scenarios: Iterable[Scenario]) -> bytes:
    """Return the projections as a tidy CSV: one row a variable, component and year."""
    return _csv(tidy(scenarios))


def parquet_bytes(scenarios: Iterable[Scenario]) -> bytes:
    """Return the projections as Parquet, with the columns of the CSV and the rules of quoting."""
    stream = io.BytesIO()
    table = tidy(scenarios)
    table.attrs = attributes()
    table.to_parquet(stream, index=False, engine="pyarrow", compression="zstd")
    return stream.getvalue()


def iamc_bytes(scenarios: Iterable[Scenario]) -> bytes:
    """Return the projections as the IAMC long table; `producer` and `basis` are extra columns.

    The region is the producer's area. Shares, rates and indices are fractions without a unit.
    """
    rows = tidy(scenarios).dropna(subset="value")
    named = rows["variable"].map(IAMC_NAMES)
    components = rows["component"].map(component_titles())
    variables = [n.format(component=c) for n, c in zip(named, components, strict=True)]
    money = rows["unit"].str.startswith("trn ")
    table = rows.assign(
        variable=variables, region=_areas(rows, "name"), model="dxsim " + rows["version"],
        unit=rows["unit"].where(money, DIMENSIONLESS),
    )  # fmt: skip
    return _csv(table[list(IAMC_COLUMNS)])


def sdmx_bytes(scenarios: Iterable[Scenario]) -> bytes:
    """Return the projections as SDMX-CSV 2.0, for the structure of `sdmx_structure_bytes`.

    Money is in units of its currency times ten to the twelfth; shares and rates in per cent. The
    base year is marked as an estimate, later years as forecasts.
    """
    rows = tidy(scenarios).dropna(subset="value")
    money = rows["unit"].str.startswith("trn ")
    index = rows["unit"] == "index"
    unit = rows["unit"].str.removeprefix("trn ").where(money, "PT").where(~index, "IX")
    basis = rows["basis"].str.partition(" ")[0].str.upper()
    projected = rows["year"] > rows.groupby("scenario")["year"].transform("min")
    columns: Document = {
        "STRUCTURE": "dataflow",
        "STRUCTURE_ID": f"{AGENCY}:{FLOW}({VERSION})",
        "ACTION": "I",
        "FREQ": "A",
        "REF_AREA": _areas(rows, "code"),
        "SCENARIO": rows["scenario"],
        "PRODUCER": rows["producer"].str.upper(),
        "INDICATOR": rows["variable"].str.upper(),
        "COMPONENT": rows["component"].str.upper().replace("", TOTAL),
        "PRICE_BASIS": basis.where(~index, NOT_APPLICABLE),
        "TIME_PERIOD": rows["year"],
        MEASURE: rows["value"].where(money | index, rows["value"] * 100),
        "OBS_STATUS": projected.map({True: FORECAST, False: ESTIMATE}),
        "UNIT_MEASURE": unit,
        "UNIT_MULT": (money * TRILLIONS).astype(int),
        "STATED_PRICES": rows["stated_prices"].str.upper(),
        "MODEL_VERSION": rows["version"],
    }
    return _csv(rows.assign(**columns)[list(columns)])


def _areas(rows: "pd.DataFrame", key: str) -> "pd.Series":
    """Return the code or the name of the area that each row's producer measures."""
    known = {id: (about.area or UNKNOWN)[key] for id, about in producers().items()}
    return rows["producer"].map(lambda id: known.get(id, UNKNOWN[key]))


def sdmx_structure_bytes() -> bytes:
    """Return the SDMX-ML 2.1 structure that the SDMX-CSV follows: concepts, structure, dataflow."""
    return _Structure().document()


def _csv(table: "pd.DataFrame") -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8")


class _Structure:
    """Builds the structure message; names of elements are those of SDMX-ML 2.1."""

    ROOT = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
    SPACES = {
        "mes": f"{ROOT}/message",
        "str": f"{ROOT}/structure",
        "com": f"{ROOT}/common",
    }

    def document(self) -> bytes:
        for prefix, address in self.SPACES.items():
            Xml.register_namespace(prefix, address)
        root = Xml.Element(self.tag("mes:Structure"))
        self.header(root)
        parts = self.under(root, "mes:Structures")
        self.dataflow(self.under(parts, "str:Dataflows"))
        self.concepts(self.under(parts, "str:Concepts"))
        self.structure(self.under(parts, "str:DataStructures"))
        text: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
        return text

    def tag(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return f"{{{self.SPACES[prefix]}}}{local}"

    def under(self, parent: Xml.Element, name: str, text: str = "", **given: str) -> Xml.Element:
        child = Xml.SubElement(parent, self.tag(name), given)
        child.text = text or None
        return child

    def header(self, root: Xml.Element) -> None:
        header = self.under(root, "mes:Header")
        self.under(header, "mes:ID", f"{FLOW}_STRUCTURE")
        self.under(header, "mes:Test", "false")
        self.under(header, "mes:Prepared", "2025-01-01T00:00:00")
        self.under(header, "mes:Sender", id=AGENCY)

    def named(
        self, parent: Xml.Element, kind: str, id: str, name: str, *, noted: bool = False
    ) -> Xml.Element:
        result = self.under(parent, kind, id=id, agencyID=AGENCY, version=VERSION, isFinal="true")
        if noted:
            self.notes(result)
        self.under(result, "com:Name", name)
        return result

    def notes(self, parent: Xml.Element) -> None:
        """Add the rules of quoting as annotations, which stand before a name."""
        notes = self.under(parent, "com:Annotations")
        for number, texts in enumerate(zip(*map(quoting.rules, LANGUAGES), strict=True), 1):
            note = self.under(notes, "com:Annotation", id=f"{ATTRIBUTE.upper()}_{number}")
            self.under(note, "com:AnnotationTitle", quoting.heading("en"))
            for lang, text in zip(LANGUAGES, texts, strict=True):
                said = self.under(note, "com:AnnotationText", text)
                said.set("{http://www.w3.org/XML/1998/namespace}lang", lang)

    def reference(self, parent: Xml.Element, holder: str, **given: str) -> None:
        Xml.SubElement(self.under(parent, holder), "Ref", given)

    def dataflow(self, parent: Xml.Element) -> None:
        name = "Digital economy projections"
        flow = self.named(parent, "str:Dataflow", FLOW, name, noted=True)
        owner = {"agencyID": AGENCY, "version": VERSION, "package": "datastructure"}
        self.reference(flow, "str:Structure", id=FLOW, **owner, **{"class": "DataStructure"})

    def concepts(self, parent: Xml.Element) -> None:
        scheme = self.named(parent, "str:ConceptScheme", FLOW, "Concepts")
        for id in (*DIMENSIONS, MEASURE, *ATTRIBUTES):
            concept = self.under(scheme, "str:Concept", id=id)
            self.under(concept, "com:Name", id.replace("_", " ").capitalize())

    def identity(self, parent: Xml.Element, id: str) -> None:
        owner = {"maintainableParentID": FLOW, "maintainableParentVersion": VERSION}
        more = {"agencyID": AGENCY, "package": "conceptscheme", "class": "Concept"}
        self.reference(parent, "str:ConceptIdentity", id=id, **owner, **more)

    def structure(self, parent: Xml.Element) -> None:
        definition = self.named(parent, "str:DataStructure", FLOW, "Digital economy projections")
        parts = self.under(definition, "str:DataStructureComponents")
        listed = self.under(parts, "str:DimensionList", id="DimensionDescriptor")
        for position, id in enumerate(DIMENSIONS, 1):
            time = id == "TIME_PERIOD"
            kind = "str:TimeDimension" if time else "str:Dimension"
            one = self.under(listed, kind, id=id, position=str(position))
            self.identity(one, id)
            if time:  # the one dimension whose representation the standard wants stated
                format = self.under(one, "str:LocalRepresentation")
                self.under(format, "str:TextFormat", textType="ObservationalTimePeriod")
        attributes = self.under(parts, "str:AttributeList", id="AttributeDescriptor")
        for id in ATTRIBUTES:
            one = self.under(attributes, "str:Attribute", id=id, assignmentStatus="Mandatory")
            self.identity(one, id)
            self.reference(
                self.under(one, "str:AttributeRelationship"), "str:PrimaryMeasure", id=MEASURE
            )
        measures = self.under(parts, "str:MeasureList", id="MeasureDescriptor")
        self.identity(self.under(measures, "str:PrimaryMeasure", id=MEASURE), MEASURE)


FORMATS: dict[str, Callable[[Iterable[Scenario]], bytes]] = {
    "csv": csv_bytes,
    "parquet": parquet_bytes,
    "iamc": iamc_bytes,
    "sdmx": sdmx_bytes,
}
