"""Countries of their own for the tests, made by `dxsim new` and filled in."""

from __future__ import annotations

import re
from pathlib import Path

from dxsim.scenario.new_country.placeholders import MARK
from dxsim.scenario.new_country.writing import new_pack

WEIGHTS = (3.0, 2.0, 1.5, 1.0, 0.8, 0.6, 0.4, 0.03)


def filled_pack(home: Path, name: str, components: int = 2, *, targets: bool = True) -> Path:
    """Make a country with some components, its placeholders filled in; return its folder."""
    place = new_pack(name, home)
    parts = [f"part_{i}" for i in range(1, components + 1)]
    labels = "\n".join(f"  {p}: {{label: {{en: part {p[-1]}, vi: phần {p[-1]}}}}}" for p in parts)
    bases = "\n".join(
        f"  {p}:\n    base: {weight}% of gdp\n    growth: {{relative: {{speed: 0.03}}}}\n"
        "    sources: {base: account}"
        for p, weight in zip(parts, WEIGHTS, strict=False)
    )
    error = "{persistent_sd: 4%, half_life: 20, yearly_sd: 7%, ar1: 0, ceiling_sd: 40%}"
    errors = "\n".join(f"      {p}: {error}" for p in parts)
    own = {
        "country.yaml": (r"components:\n.*\Z", f"components:\n{labels}\n"),
        "data/producers.yaml": (r"parts: \{.*\}", "parts: {core_share: part_1}"),
        "scenarios/baseline.yaml": (r"components:\n.*\Z", f"components:\n{bases}\n"),
        "data/uncertainty.yaml": (r"      core: \{p.*?(?=      gdp: \{p)", f"{errors}\n"),
    }
    for file, (old, new) in own.items():
        rewrite(place / file, old, new)
    rewrite(place / "data/uncertainty.yaml", r"    correlation:.*\Z", "    correlation: {}\n")
    for path in [p for p in place.rglob("*") if p.is_file()]:
        text = path.read_text(encoding="utf-8")
        text = re.sub(rf" *# {MARK}.*", "", text)
        path.write_text(re.sub(rf"{MARK}[^\n,]*", "filled in", text), encoding="utf-8")
    if not targets:
        (place / "targets.yaml").unlink()
    return place


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace what a pattern finds in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    changed = re.sub(old, lambda _: new, text, count=1, flags=re.DOTALL)
    assert changed != text, (path, old)
    path.write_text(changed, encoding="utf-8")
