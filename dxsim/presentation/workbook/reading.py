"""From the assumptions sheet back to a scenario file.

What closure, prices and laws make no use of is left out. What is read is written as a parameter
file and read by the model's own reader, so that every check is the same; errors name the cell.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from dxsim.data.country import component_names
from dxsim.data.scenario_files import list_scenarios, names_a_scenario
from dxsim.data.yamlfile import InputError, parse, quoted
from dxsim.presentation.workbook.cell_texts import CellTexts, Tree, filled
from dxsim.presentation.workbook.input_cells import (
    GRIDS,
    LANGUAGES,
    PARAMETERS,
    TEXT_BLOCKS,
    TEXTS,
    Parameter,
    Slot,
)
from dxsim.presentation.workbook.named_cells import NamedCells
from dxsim.presentation.workbook.programmes.reading import read_programmes
from dxsim.scenario.laws import ADDITIONS, GROWTH_LAWS, LAWS
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.validation import plain
from dxsim.scenario.writing import scenario_text


def read_workbook(path: str | Path, name: str | None = None) -> str:
    """Return the scenario file that the assumptions of a workbook make.

    Parameters
    ----------
    path
        the workbook, as dxsim wrote it or as a spreadsheet program saved it.
    name
        the scenario's name in the file; by default the one in the workbook.

    Raises
    ------
    InputError
        naming sheet and cell, for anything amiss.

    Examples
    --------
    >>> import tempfile
    >>> import dxsim as dx
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = dx.write_workbook(dx.load_scenario("baseline"), f"{folder}/baseline.xlsx")
    ...     dx.read_workbook(book).splitlines()[0]
    'name: baseline'
    """
    form = _Form(NamedCells(Path(path)))
    stem = form.name(name)
    tree = {"name": stem, **form.tree()}
    for key in _of_another(form, stem, tree):
        del tree[key]
    added = read_programmes(form)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{stem}.yaml"
        file.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")
        try:
            own = load_scenario(file)
            if not added:
                return scenario_text(own)
            file.write_text(scenario_text(own.model_copy(update={"programmes": added})), "utf-8")
            return scenario_text(load_scenario(file))
        except InputError as error:
            raise form.located(error) from None


def _of_another(form: "_Form", stem: str, tree: Tree) -> list[str]:
    """Return the texts of the workbook's own scenario, which one of another name does not bear.

    A text that was changed in the workbook stays.
    """
    name = str(form.cells.cell("scenario_name").value or "")
    if stem == name or name not in list_scenarios():
        return []
    own = load_scenario(name)
    said = {key: getattr(own, key) for key in TEXTS}
    texts = {key: {lang: getattr(w, lang) for lang in LANGUAGES} for key, w in said.items() if w}
    return [key for key in TEXTS if key in tree and tree[key] == texts.get(key)]


class _Form(CellTexts):
    """Builds the tree of a scenario file from named cells."""

    def name(self, wanted: str | None) -> str:
        """Return the scenario's name: the one wanted, or the one in the workbook."""
        cell = self.cells.cell("scenario_name")
        text = str(cell.value or "").strip() if wanted is None else wanted
        if names_a_scenario(text):
            return text
        found = quoted(text) if text else "nothing"
        place = cell.place if wanted is None else "name"
        raise self.cells.error(place, found, "lower-case letters, digits and hyphens")

    def tree(self) -> Tree:
        """Return everything but the name."""
        tree: Tree = {key: self.words(key, f"scenario_{key}") for key in TEXTS}
        tree["sources"] = self.ids("sources", "scenario_sources")
        for key in ("producer", "prices", "closure"):
            tree[key] = self.value(key, key)
        for key in ("base_year", "end_year"):
            tree[key] = self.value(key, key, "year")
        tree["gdp"] = self.gdp(tree["closure"] == "gdp_given")
        tree["non_digital"] = self.non_digital(tree["closure"] == "non_digital_given")
        components = {name: self.component(name) for name in component_names()}
        tree["components"] = {name: block for name, block in components.items() if block}
        tree["bounds"] = list(self.bounds())
        return filled(tree | self.text_blocks())

    def gdp(self, given: bool) -> Tree:
        amount = self.value("gdp.base", "gdp_base", "number")
        block: Tree = {"base": self.money(amount)}
        block["growth"] = self.law("gdp.growth", Slot("gdp", "growth")) if given else None
        return self.remarks("gdp", "gdp", block)

    def non_digital(self, given: bool) -> Tree | None:
        slot = Slot("non_digital", "growth")
        block: Tree = {"growth": self.law("non_digital.growth", slot) if given else None}
        return self.remarks("non_digital", "non_digital", block) or None

    def component(self, name: str) -> Tree | None:
        key = f"components.{name}"
        money = self.value(f"{key}.base", f"{name}_base_money", "number")
        share = self.value(f"{key}.base", f"{name}_base_share", "ceiling")
        if share and money:
            place = self.cells.cell(f"{name}_base_money").place
            raise self.cells.error(place, "a base in money beside a share of GDP", "one of the two")
        if not share and not money:
            return None
        block: Tree = {"base": f"{share} of gdp" if share else self.money(money)}
        block["growth"] = self.law(f"{key}.growth", Slot(name, "growth"))
        block["carved_from"] = self.value(f"{key}.carved_from", f"{name}_carved_from")
        return self.remarks(key, name, block)

    def remarks(self, key: str, name: str, block: Tree) -> Tree:
        """Add deflator, note and sources to a block."""
        law = next(iter(block.get("growth") or {"constant": None}))
        if law in GROWTH_LAWS:
            block["deflator"] = self.law(f"{key}.deflator", Slot(name, "deflator"))
        block["note"] = self.words(f"{key}.note", f"{name}_note")
        cited = self.citations(f"{key}.sources", f"{name}_sources")
        block["sources"] = _of_present_laws(cited, block) if isinstance(cited, dict) else cited
        return filled(block)

    def law(self, key: str, slot: Slot) -> Tree | None:
        kind = self.value(key, f"{slot.name}_law")
        if kind is None:
            return None
        added = self.grid(f"{key}.{ADDITIONS}", slot, ADDITIONS)
        return self.stated_law(key, slot, kind) | ({ADDITIONS: added} if added else {})

    def stated_law(self, key: str, slot: Slot, kind: str) -> Tree:
        if kind in GRIDS:
            return {kind: self.grid(f"{key}.{kind}", slot, kind)}
        given = {}
        for parameter in PARAMETERS:
            if parameter.law == kind and kind in slot.laws:
                given[parameter.key] = self.parameter(key, slot, parameter)
        return {kind: given.get("rate") if kind == "constant" else filled(given) or None}

    def parameter(self, key: str, slot: Slot, parameter: Parameter) -> str | None:
        """Return a parameter of the chosen law; only the base of a GDP multiple may be empty."""
        place = f"{key}.{parameter.law}"
        place = place if parameter.law == "constant" else f"{place}.{parameter.key}"
        text = self.value(place, f"{slot.name}_{parameter.suffix}", parameter.kind)
        if text is None and parameter.kind != "basis":
            raise self.cells.error(self.places[place], "nothing", f"a value for {parameter.law}")
        return text

    def grid(self, key: str, slot: Slot, kind: str) -> Tree:
        """Return the rates of a table; equal steps in a row become one range."""
        years = next(self.cells.block("grid_years"), [])
        rates = next(self.cells.block(f"{slot.name}_{kind}"), [])
        self.places[key] = self.places[key.rpartition(".")[0]]
        result: dict[int, tuple[str, str]] = {}
        for year, rate in zip(years, rates, strict=True):
            text = self.text(rate, "rate")
            if text is None:
                continue
            known = self.calendar_year(year)
            if known in result:
                raise self.cells.error(year.place, f"{known} twice", "each year once")
            result[known] = (text, rate.place)
        if kind != "steps":
            self.places |= {f"{key}.{year}": place for year, (_, place) in result.items()}
            return {str(year): text for year, (text, _) in result.items()}
        return self.ranges(key, result)

    def ranges(self, key: str, cells: dict[int, tuple[str, str]]) -> Tree:
        first, last = (self.year_of(name) for name in ("base_year", "end_year"))
        steps: list[tuple[int, int, str]] = []
        for year in sorted(year for year in cells if first < year <= last):
            text, place = cells[year]
            if steps and steps[-1][1] == year - 1 and steps[-1][2] == text:
                steps[-1] = (steps[-1][0], year, text)
            else:
                steps.append((year, year, text))
            start = steps[-1][0]
            span = str(start) if start == year else f"{start}-{year}"
            self.places[f"{key}.{span}"] = cells[start][1] or place
        return {str(a) if a == b else f"{a}-{b}": text for a, b, text in steps}

    def bounds(self) -> Iterator[Tree]:
        kinds = {
            "id": "text",
            "of": "text",
            "first": "year",
            "last": "year",
            "min": "rate",
            "max": "rate",
        }
        count = 0
        for row in self.cells.block("bounds"):
            given = {
                key: self.text(cell, kind)
                for (key, kind), cell in zip(kinds.items(), row, strict=False)
            }
            if not any(given.values()):
                continue
            place = {key: cell.place for key, cell in zip(kinds, row, strict=False)}
            stem = f"bounds.{count}"
            self.places[stem] = place["id"]
            self.places |= {f"{stem}.{key}": place[key] for key in ("id", "of", "min", "max")}
            self.places[f"{stem}.years"] = place["first"]
            span = [given.pop("first"), given.pop("last")]
            years = "-".join(dict.fromkeys(year for year in span if year))
            yield filled({**given, "years": years or None})
            count += 1

    def text_blocks(self) -> Tree:
        text = self.value("uncertainty", "uncertainty_text")
        if text is None:
            return {}
        try:
            tree = plain(parse(text, str(self.cells.path)))
        except InputError as error:
            raise self.located(
                InputError("", key="uncertainty", found=error.found, expected=error.expected)
            ) from None
        if not isinstance(tree, dict) or not set(tree) <= set(TEXT_BLOCKS):
            expected = f"the text of a scenario file with the keys {', '.join(TEXT_BLOCKS)}"
            raise self.cells.error(self.places["uncertainty"], quoted(text), expected)
        return tree


def _of_present_laws(cited: dict[str, list[str]], block: Tree) -> dict[str, list[str]]:
    """Return a block's sources without those of numbers of a law that was chosen away."""

    def present(key: str) -> bool:
        part, _, rest = key.partition(".")
        law, stated = rest.partition(".")[0], block.get(part) or ()
        return part not in ("growth", "deflator") or bool(stated) and law not in {*LAWS} - {*stated}

    return {key: ids for key, ids in cited.items() if present(key)}
