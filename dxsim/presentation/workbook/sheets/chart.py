"""The chart sheet: shares of GDP stacked by component, with the targets, over a small table."""

from collections.abc import Iterator, Sequence
from typing import Any

from dxsim.analysis.targets import Target
from dxsim.data.country import component_names
from dxsim.presentation.figures.drawing import style
from dxsim.presentation.workbook.names import target_name
from dxsim.presentation.workbook.rows import Row, Section, Timeline
from dxsim.presentation.workbook.styles import BEYOND
from dxsim.presentation.workbook.values import Numbers, Values
from dxsim.presentation.workbook.words import Words

SHEET = "chart"
TABLE, LEFT = 36, 2
_MARKERS = ("diamond", "triangle", "square", "circle")


def drawn(targets: Sequence[Target]) -> list[Target]:
    """Return the targets that have a place in the chart: those on the digital share of GDP."""
    return [target for target in targets if target.is_digital_share]


def sections(words: Words, targets: Sequence[Target]) -> list[Section]:
    """Return the rows behind the chart; what is missing is #N/A, so that nothing is drawn."""
    return [Section(words("section_chart"), [*_parts(words), *_targets(words, targets)])]


def _parts(words: Words) -> Iterator[Row]:
    for name in (*component_names(), "digital"):
        formula = f'IF([share.{name}]="",NA(),[share.{name}])'
        yield words.row(f"chart.{name}", formula, style="share", unit=words("unit_of_gdp"))


def _targets(words: Words, targets: Sequence[Target]) -> Iterator[Row]:
    for target in drawn(targets):
        name = target_name(target)
        formula = f"IF([year]={name}_year,{name}_threshold,NA())"
        label, unit = target.title.get(words.lang), words("unit_of_gdp")
        yield Row(f"aim.{target.id}", label, unit, formula, "same", "share")


def values(numbers: Numbers, targets: Sequence[Target]) -> Values:
    """Return the values of the targets' rows."""
    return {
        f"aim.{t.id}": [t.threshold if year == t.year else "#N/A" for year in numbers.years]
        for t in drawn(targets)
    }


def write(
    timeline: Timeline,
    rows: Sequence[Section],
    words: Words,
    numbers: Numbers,
    targets: Sequence[Target],
) -> None:
    """Write the table and draw the chart over it."""
    book, sheet = timeline.book, timeline.book.sheets[SHEET]
    book.put(SHEET, (0, 0), words("chart_heading"), "heading")
    book.line(SHEET, (TABLE - 1, 0), [words("head_quantity"), words("head_unit")], "head_left")
    for k in range(timeline.years):
        cell = timeline.filled("[year]", SHEET, k)
        book.formula(SHEET, (TABLE - 1, LEFT + k), cell, int(numbers.years[k]), "head_year")
    timeline.write(SHEET, rows, fold=False)  # a chart leaves hidden rows out, also when filled
    first, last = timeline.corner(f"chart.{component_names()[0]}"), TABLE + 1 + len(rows[0].rows)
    cell = timeline.cell(f"chart.{component_names()[0]}", "", SHEET, 0)
    rule = {"type": "formula", "criteria": f"=ISNA({cell})", "format": book.file.add_format(BEYOND)}
    sheet.conditional_format(*first, last, LEFT + timeline.years, rule)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 15)
    sheet.set_column(2, 1 + timeline.years, 10.5)
    shown = numbers.scenario.horizon + 1
    sheet.print_area(0, 0, TABLE - 3, 10)
    sheet.insert_chart(2, 0, _chart(timeline, words, shown, targets))


def _chart(timeline: Timeline, words: Words, shown: int, targets: Sequence[Target]) -> Any:
    file = timeline.book.file
    bars = file.add_chart({"type": "column", "subtype": "stacked"})
    for name in component_names():
        colour = style.colour(style.place_of(name))  # as in the figures
        look = {"fill": {"color": colour}, "border": {"none": True}, "gap": 40}
        bars.add_series(_series(timeline, f"chart.{name}", shown) | look)
    marks = file.add_chart({"type": "line"})
    for target, marker in zip(drawn(targets), _MARKERS * len(targets), strict=False):
        look = {
            "type": marker,
            "size": 10,
            "fill": {"color": "#000000"},
            "border": {"color": "#FFFFFF"},
        }
        series = _series(timeline, f"aim.{target.id}", shown)
        more = {"marker": look, "line": {"none": True}}
        if target == _highest(targets, target.year):
            label = {"value": True, "position": "above", "num_format": "0.#%"}
            more["data_labels"] = label | {"fill": {"color": "#FFFFFF"}}  # read on any bar
        marks.add_series(series | more)
    if drawn(targets):
        bars.combine(marks)
    bars.set_title({"name": words("chart_heading"), "name_font": {"size": 14}})
    bars.set_y_axis(
        {
            "num_format": "0%",
            "name": words("unit_of_gdp"),
            "major_gridlines": {"visible": True, "line": {"color": "#E1E5EA"}},
        }
    )
    bars.set_x_axis({"interval_unit": max(1, shown // 11), "num_font": {"size": 9}})
    unnamed = [k for k, name in enumerate(component_names()) if name in timeline.folded]
    legend = {"position": "bottom", "font": {"size": 9}, "delete_series": unnamed}
    bars.set_legend(legend)
    bars.set_size({"width": 1080, "height": 620})
    bars.show_na_as_empty_cell()
    return bars


def _highest(targets: Sequence[Target], year: int) -> Target:
    """Return the highest target of a year, the one whose label has room above it."""
    same = [target for target in drawn(targets) if target.year == year]
    return max(same, key=lambda target: target.threshold)


def _series(timeline: Timeline, key: str, shown: int) -> dict[str, Any]:
    sheet = timeline.book.sheet_names[SHEET]
    line, left = timeline.corner(key)
    last = left + shown - 1
    return {
        "name": [sheet, line, 0],
        "categories": [sheet, TABLE - 1, left, TABLE - 1, last],
        "values": [sheet, line, left, line, last],
    }
