"""Results as files: tidy projections and verdicts, Parquet and CSV, each whole or absent."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from dxsim.analysis.judged import Given, assess, judge
from dxsim.data.files import write_atomic
from dxsim.presentation.exports.description import attributes
from dxsim.presentation.exports.tidy import tidy

if TYPE_CHECKING:
    import pandas as pd

RESULTS, VERDICTS = "results", "verdicts"


def write_results(scenario: Given, folder: Path) -> list[Path]:
    """Write a scenario's projection and verdicts as tidy tables into a folder."""
    judged = judge(scenario)
    tables = {RESULTS: tidy(judged), VERDICTS: assess(judged)}
    return [file for name, table in tables.items() for file in write_table(table, folder, name)]


def write_table(table: "pd.DataFrame", folder: Path, name: str) -> list[Path]:
    """Write a table as `name.parquet`, with the rules of quoting inside, and `name.csv`."""
    stream = io.BytesIO()
    typed = table.convert_dtypes()
    empty = [column for column in typed if typed[column].isna().all()]
    typed = typed.astype(dict.fromkeys(empty, "Float64"))
    typed.attrs = attributes()
    typed.to_parquet(stream, index=False)
    text = table.to_csv(index=False, lineterminator="\n")
    return [
        write_atomic(folder / f"{name}.parquet", stream.getvalue()),
        write_atomic(folder / f"{name}.csv", text.encode()),
    ]
