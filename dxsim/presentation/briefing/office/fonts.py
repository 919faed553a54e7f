"""The font of a Word file, carried inside it, so that every machine shows the same lines."""

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from dxsim.presentation.figures.drawing.lettering import FONT, FONTS

if TYPE_CHECKING:
    from docx.document import Document

FONT_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
OBFUSCATED = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
WEIGHTS = {"embedRegular": "Regular", "embedBold": "Bold"}
"""Element of the font table, and the weight of the font that it holds."""
MASKED = 32
"""Bytes at the head of a font that the format masks with the font's key."""


def embed(document: "Document", substitute: str) -> None:
    """Put the house font into a document, by ECMA-376 part 1, 17.8.1.

    `substitute` is the font that a program shows which does not read embedded ones.
    """
    from docx.opc.oxml import serialize_part_xml
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import qn

    package = document.part.package
    table = next(p for p in package.iter_parts() if p.partname == "/word/fontTable.xml")
    fonts = parse_xml(table.blob)
    font = OxmlElement("w:font")
    font.set(qn("w:name"), FONT)
    other = OxmlElement("w:altName")
    other.set(qn("w:val"), substitute)
    font.append(other)
    for element, weight in WEIGHTS.items():
        key = uuid5(UUID(int=0), f"{FONT} {weight}")
        data = (FONTS / f"SourceSans3-{weight}.ttf").read_bytes()
        name = PackURI(f"/word/fonts/{weight.lower()}.odttf")
        part = Part(name, OBFUSCATED, masked(data, key), package)
        held = OxmlElement(f"w:{element}")
        held.set(qn("r:id"), table.relate_to(part, FONT_RELATION))
        held.set(qn("w:fontKey"), f"{{{str(key).upper()}}}")
        font.append(held)
    fonts.append(font)
    table._blob = serialize_part_xml(fonts)
    _say_so(document)


def masked(data: bytes, key: UUID) -> bytes:
    """Return a font as Word embeds it: its first `MASKED` bytes XORed with the reversed key.

    Masking twice gives the font again (ECMA-376, part 1, 17.8.1).
    """
    mask = key.bytes[::-1] * (MASKED // len(key.bytes))
    head = bytes(a ^ b for a, b in zip(data[:MASKED], mask, strict=True))
    return head + data[MASKED:]


def _say_so(document: "Document") -> None:
    """State in the settings that fonts are inside; the element has its place in their order."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    earlier = (
        "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
        "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
        "printFractionalCharacterWidth", "printFormsData",
    )  # fmt: skip
    earlier = (
        "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
        "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
        "printFractionalCharacterWidth", "printFormsData",
    )  # fmt: skip
    before = {qn(f"w:{name}") for name in earlier}
    settings = document.settings.element
    at = next((i for i, child in enumerate(settings) if child.tag not in before), len(settings))
    settings.insert(at, OxmlElement("w:embedTrueTypeFonts"))
