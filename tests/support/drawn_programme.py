"""A programme of adoption whose numbers are drawn, and laws of the component that it raises."""

RETAIL = {
    "name": "retail", "kind": "adoption", "component": "sectoral", "reach": "9% of gdp",
    "coverage": {"path": {2025: "0%", 2030: "90%"}}, "intensity": "17%", "intensity_rise": 2,
    "productivity": "3%", "ramp": 2, "fade": 5, "lag": 1,
}  # fmt: skip
DRAWN = {
    "realisation": {"beta": {"mean": "60%", "weight": 4}},
    "intensity_rise": {"uniform": [0, 4]},
    "productivity": {"normal": {"mean": "3%", "sd": "3%"}},
    "lag": {"uniform": [0, 3]},
}
LAWS = {
    "grown": {"constant": "12%"},
    "relative": {"relative": {"speed": 0.05}},
    "logistic": {"logistic": {"ceiling": "40%", "speed": 0.1}},
}
