"""The verdicts sheet: a column a target, a line a finding, all of it live."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple, get_args

from xlsxwriter.utility import xl_rowcol_to_cell

from dxsim.analysis import episodes, outside_view
from dxsim.analysis.evidence.past_targets import last_year_over
from dxsim.analysis.targets import Target
from dxsim.data.country import component_names
from dxsim.data.sources import producers, sources
from dxsim.model.trajectory import Strain
from dxsim.presentation.workbook import judging
from dxsim.presentation.workbook.names import target_name
from dxsim.presentation.workbook.rows import Timeline
from dxsim.presentation.workbook.styles import BAD, GOOD, NEUTRAL, STRAINED
from dxsim.presentation.workbook.values import Numbers
from dxsim.presentation.workbook.words import Words

SHEET = "verdicts"
TOP = 4
STRAIN = Strain._fields
"""In which years the rest of GDP shrinks or is exhausted: named under every verdict."""
SENSES = ("at_least", "more_than", "about")


class Line(NamedTuple):
    """A finding: key, style of its cells, whether it is an input, unit."""

    key: str
    style: str
    unit: str = ""


def lines(with_programmes: bool = False) -> dict[str, list[Line]]:
    """Return the lines of the sheet under their headings.

    What one component would have to grow by alone has a closed form on a path without programmes.
    """
    names = () if with_programmes else component_names()
    return {
        "target": [
            Line("metric", "centred"), Line("sense", "input_choice"),
            Line("threshold", "input_rate"), Line("year", "input_year"),
            Line("producers", "centred"), Line("judge", "centred"), Line("source", "centred"),
        ],
        "verdict": [
            Line("role", "centred"), Line("state", "state"), Line("reason", "centred"),
            Line("value", "share", "value"), Line("gap_pp", "points", "points"),
            Line("gap_money", "money", "money"), Line("first_year", "year"),
            Line("stays", "answer"),
            Line("published", "share", "value"), Line("published_state", "centred"),
            Line("published_by", "centred"),
            *(Line(key, "list" if key.startswith("shrinks_in") else "year") for key in STRAIN),
        ],
        "needed": [
            Line("met_gdp", "money", "money"), Line("met_rest", "money", "money"),
            Line("digital_cagr", "growth", "rate"), Line("digital_projected", "growth", "rate"),
            Line("rest_cagr", "growth", "rate"), Line("rest_projected", "growth", "rate"),
            *(Line(f"alone_{c}", "growth", "rate") for c in names),
            *(Line(f"addition_{c}", "growth", "rate") for c in names),
            Line("contribution", "growth", "rate"),
        ],
        "speed": [
            Line("speed_required", "speed", "speed"), Line("speed_projected", "speed", "speed"),
            Line("percentile", "percentile", "slower"),
            Line("percentile_broad", "percentile", "slower"),
        ],
        "working": [Line("place", "flag"), Line("suitable", "flag"), Line("solvable", "flag"),
            Line("strained", "flag"), Line("over", "flag"), Line("last_over", "year"),
        ],
    }  # fmt: skip


class Board:
    """Places of the lines, and the cells of one target's column."""

    def __init__(
        self, timeline: Timeline, words: Words, numbers: Numbers, values: dict[str, Any]
    ) -> None:
        self.timeline, self.words, self.numbers, self.values = timeline, words, numbers, values
        self.book = timeline.book
        self.at: dict[str, int] = {}
        self.shown: dict[str, dict[str, Any]] = {}
        self.headings: dict[str, int] = {}
        self.lines, line = lines(bool(numbers.scenario.programmes)), TOP
        for heading, members in self.lines.items():
            self.headings[heading] = line
            for member in members:
                line += 1
                self.at[member.key] = line
            line += 2
        self.end = line

    def cell(self, key: str, column: int) -> str:
        """Return the cell of a line in a target's column."""
        return str(xl_rowcol_to_cell(self.at[key], column, row_abs=True))

    def write(self, targets: Sequence[Target]) -> None:
        """Write labels, then each target's column."""
        self._labels(len(targets))
        paces, words = self._paces(), self.words
        for offset, target in enumerate(targets):
            column = 2 + offset
            self.book.put(SHEET, (TOP - 1, column), target.title.get(words.lang), "head")
            self._target(column, target)
            columns = self.numbers.judged.on(target)
            numbers = judging.findings(self.numbers, target, self.values, columns)
            shown = self.shown[target.id] = judging.shown(words, columns, numbers)
            cells = partial(self.cell, column=column)
            given = judging.formulas(
                words, cells, target, paces, columns, alone=not self.numbers.scenario.programmes
            )
            for key, formula in given:
                style = self._style(key, target)
                filled = self.timeline.filled(formula, SHEET)
                self.book.formula(SHEET, (self.at[key], column), filled, shown[key], style)
        self._colours(len(targets))

    def _style(self, key: str, target: Target) -> str:
        style = next(m.style for members in self.lines.values() for m in members if m.key == key)
        rate = key in ("value", "published") and target.unit == "rate"
        return "growth" if rate else style

    def _labels(self, count: int) -> None:
        book, words, sheet = self.book, self.words, self.book.sheets[SHEET]
        book.put(SHEET, (0, 0), words("verdicts_heading"), "heading")
        book.put(SHEET, (1, 0), words("verdicts_lead"), "subtitle")
        book.line(SHEET, (TOP - 1, 0), [words("head_target"), words("head_unit")], "head_left")
        for heading, line in self.headings.items():
            bar = [words(f"section_{heading}"), *[""] * (count + 1)]
            book.line(SHEET, (line, 0), bar, "section")
        for members in self.lines.values():
            for key, _, unit in members:
                name = key.partition("_")[2] if key.startswith(("alone_", "addition_")) else ""
                stem = key.partition("_")[0] if name else key
                label = words(f"line_{stem}", block=words.block(name) if name else "")
                book.put(SHEET, (self.at[key], 0), label, "text")
                if name in self.timeline.folded:
                    book.fold(SHEET, self.at[key])
                said = words.money if unit == "money" else words(f"unit_{unit}") if unit else ""
                book.put(SHEET, (self.at[key], 1), said, "unit")
        sheet.set_column(0, 0, 62)
        sheet.set_column(1, 1, 16)
        sheet.set_column(2, 1 + max(count, 2), 24)
        sheet.set_row(TOP - 1, 58)
        for key, height in (("metric", 44), ("source", 72), ("state", 24), ("reason", 44)):
            sheet.set_row(self.at[key], height)
        sheet.freeze_panes(TOP, 2)

    def _target(self, column: int, target: Target) -> None:
        words, known = self.words, producers()
        named = target_name(target)
        source = sources()[target.source]
        texts = {
            "metric": words.measure(target),
            "producers": ", ".join(target.producers),
            "judge": known[target.judge].short[words.lang],
            "source": f"{source.publisher[words.lang]}, {source.year} ({target.source})",
            "last_over": last_year_over() or None,
        }
        inputs = {"sense": target.sense, "threshold": target.threshold, "year": target.year}
        for key, value in {**texts, **inputs}.items():
            style = self._style(key, target)
            self.book.put(SHEET, (self.at[key], column), value, style)
        for key in inputs:
            self.book.name(f"{named}_{key}", SHEET, (self.at[key], column))
        place = (self.at["sense"], column)
        options = {"validate": "list", "source": list(SENSES)}
        self.book.sheets[SHEET].data_validation(*place, *place, options)

    def _paces(self) -> dict[str, str]:
        """Write the paces of the reference class, one under the other; return their ranges."""
        ranges, line = {}, self.end
        self.book.line(SHEET, (line, 0), [self.words("section_paces"), "", "", ""], "section")
        self.book.put(SHEET, (line + 1, 1), self.words("unit_speed"), "unit")
        for offset, scope in enumerate(get_args(episodes.Scope)):
            paces, column = outside_view.paces(scope), 2 + offset
            self.book.put(SHEET, (line + 1, column), self.words(f"paces_{scope}"), "head")
            for row, pace in enumerate(paces):
                self.book.put(SHEET, (line + 2 + row, column), pace, "speed")
            first, last = (line + 2, column), (line + 1 + len(paces), column)
            ranges[scope] = self.book.reference(SHEET, first, last).split("!")[1]
        return ranges

    def _colours(self, count: int) -> None:
        line = self.at["state"]
        looks = {"reached": GOOD, "strained": STRAINED, "missed": BAD, "not_evaluable": NEUTRAL}
        for key, look in looks.items():
            text = self.words.other(f"verdict.{key}")
            look_format = self.book.file.add_format(look)
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": look_format}
            self.book.sheets[SHEET].conditional_format(line, 2, line, 1 + count, rule)
        bad = self.book.file.add_format(BAD)
        for line in (self.at[key] for key in STRAIN):
            strained = xl_rowcol_to_cell(self.at["strained"], 2, row_abs=True)
            named = f'=AND({xl_rowcol_to_cell(line, 2)}<>"",{strained}=1)'
            rule = {"type": "formula", "criteria": named, "format": bad}
            self.book.sheets[SHEET].conditional_format(line, 2, line, 1 + count, rule)
