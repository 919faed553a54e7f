"""How cells look: input cells are yellow with blue figures, formulas black, notes grey."""

from dxsim.data.quantities import CEILING, MONEY_LOOK, NUMBER, POSITIVE, RATE, SPEED, YEAR, Quantity

NAVY, BAND, PALE, GREY, INPUT = "#1F3A5F", "#D9E2EC", "#F4F6F8", "#6B7280", "#FFF9DB"
BLUE = "#0B3D91"
COLOURS = ("#1845FB", "#FF5E02", "#578DFF", "#C91F16")
"""Line colours, told apart under the common forms of colour blindness; dashes tell them in grey."""

INPUTS = {
    "rate": RATE, "ceiling": CEILING, "positive": POSITIVE, "number": NUMBER, "speed": SPEED,
    "year": YEAR,
}  # fmt: skip
"""By kind of input cell, the quantity whose limits and number format it has."""
NUMBERS = {
    **{kind: quantity.look.cell for kind, quantity in INPUTS.items()},
    "share": "0.0%",
    "growth": "0.0%",
    "points": "+0.0;-0.0;0.0",
    "money": MONEY_LOOK.cell,
    "exact_money": "#,##0.0#####",
    "index": "0.0000",
    "percentile": "0%",
    "list": "@",
    "flag": "0",
}


def kind_of_cell(quantity: Quantity) -> str:
    """Return the kind of input cell that a quantity stands in."""
    return next(kind for kind, one in INPUTS.items() if one.unit == quantity.unit)


SMALL_ECONOMY = 100.0
"""GDP in trillions below which amounts are shown to the billion, not to a tenth of a trillion."""


def money_format(gdp: float) -> str:
    """Return how amounts in trillions are shown in the workbook of an economy of some GDP."""
    return NUMBERS["money"] if gdp >= SMALL_ECONOMY else "#,##0.000"


_FONT: dict[str, object] = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_INPUT = {**_FONT, "bg_color": INPUT, "font_color": BLUE, "border": 1, "border_color": "#C9CED6"}
_IDLE = {**_FONT, "bg_color": PALE, "font_color": GREY, "border": 1, "border_color": "#E1E5EA"}
_HEAD = {**_FONT, "bold": True, "bg_color": BAND, "bottom": 1}

STYLES: dict[str, dict[str, object]] = {
    "plain": _FONT,
    "heading": {**_FONT, "bold": True, "font_size": 16, "font_color": NAVY},
    "subtitle": {**_FONT, "font_color": GREY},
    "section": {**_FONT, "bold": True, "bg_color": NAVY, "font_color": "#FFFFFF"},
    "head": {**_HEAD, "text_wrap": True, "align": "center"},
    "head_left": {**_HEAD, "text_wrap": True},
    "head_year": {**_HEAD, "align": "right", "num_format": "0"},
    "unit": {**_FONT, "font_color": GREY, "font_size": 9},
    "unit_centred": {
        **_FONT,
        "font_color": GREY,
        "font_size": 9,
        "align": "center",
        "text_wrap": True,
    },
    "note": {**_FONT, "font_color": GREY, "text_wrap": True},
    "how": {**_FONT, "font_color": GREY, "font_size": 9, "indent": 1},
    "label": _FONT,
    "strong": {**_FONT, "bold": True},
    "text": {**_FONT, "text_wrap": True},
    "state": {**_FONT, "bold": True, "align": "center", "text_wrap": True},
    "centred": {**_FONT, "align": "center", "text_wrap": True},
    "check": {**_FONT, "bold": True},
    "answer": {**_FONT, "align": "right"},
    "year_left": {**_FONT, "align": "left", "num_format": "0"},
    "input_text": {**_INPUT, "text_wrap": True},
    "input_folded": {**_INPUT, "align": "fill", "font_size": 9},
    "input_choice": {**_INPUT, "align": "center"},
    "idle_basis": {**_IDLE, "align": "center"},
    "input_block": {
        **_INPUT,
        "text_wrap": True,
        "valign": "top",
        "font_name": "Courier New",
        "font_size": 9,
    },
}
STYLES |= {kind: {**_FONT, "num_format": form, "align": "right"} for kind, form in NUMBERS.items()}
STYLES |= {
    f"input_{kind}": {**_INPUT, "num_format": form, "align": "right"}
    for kind, form in NUMBERS.items()
}
STYLES |= {
    f"idle_{kind}": {**_IDLE, "num_format": form, "align": "right"}
    for kind, form in NUMBERS.items()
}

STYLES["active"] = {"bg_color": INPUT, "font_color": BLUE}
STYLES["lacking"] = {"bg_color": "#F8B4A8"}
GOOD = {"bg_color": "#D6EAD9", "font_color": "#14532D"}
BAD = {"bg_color": "#FADBD3", "font_color": "#7F1D1D"}
STRAINED = {"bg_color": "#F3E2B3", "font_color": "#713F12"}
NEUTRAL = {"bg_color": "#E5E7EB", "font_color": "#374151"}
BEYOND = {"font_color": "#B8BEC7"}
"""Years after the end year, and cells without a value behind a chart."""
