"""Running a sweep: one pass of the model over all points, or one notebook a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.sweeps.definition import Sweep
from dxsim.analysis.targets import Target, judged, metric, reaches
from dxsim.batch.jobs import Job
from dxsim.batch.main_job.files import place
from dxsim.batch.manifest import Began, add_to_manifest, write_manifest
from dxsim.batch.notebook_parameters import declared_parameters
from dxsim.batch.ownership import UNKNOWN, claim
from dxsim.batch.store import sha256_bytes
from dxsim.data import locations
from dxsim.data.arrays import Array
from dxsim.data.files import write_atomic
from dxsim.model.projection import check_levels, simulate
from dxsim.presentation.exports.files import write_table
from dxsim.presentation.figures.drawing.saving import FORMATS, save
from dxsim.scenario.writing import scenario_text

if TYPE_CHECKING:
    import pandas as pd

    from dxsim.presentation.figures.drawing.saving import Figure

SCENARIO_NOTEBOOK = "02_scenario.ipynb"
SCENARIOS, TABLE, ANSWER = "scenarios", "sweep", "answer"
FIRST_YEARS = ("exhausted_in", "shrinks_from", "shrinks_from_real")
BLOCK = 4096
"""Points that go through the model together; the numbers do not depend on it."""


def sweep_table(sweep: Sweep, targets: Sequence[Target]) -> pd.DataFrame:
    """Return one row a point: its parameters, and what became of shares and targets.

    Points go through the model by the block, so that memory beyond the table does not grow with
    their number. Columns: `point`, one a varied parameter by its path, `share.<year>` of the
    digital economy in GDP for the end year and every target year, `<target>.value` and
    `<target>.reached` (missing where the target cannot be judged), `exhausted_in`, `shrinks_from`
    and `shrinks_from_real`, and the years of `shrinks_in` and `shrinks_in_real` with a blank
    between them. Shares and rates are fractions.
    """
    import pandas as pd

    names = sweep.names()
    blocks = []
    for first in range(0, sweep.count, BLOCK):
        last = min(first + BLOCK, sweep.count)
        columns: dict[str, object] = {
            "point": names[first:last],
            "producer": sweep.scenario.producer,
        }
        columns |= {path: values[first:last] for path, values in sweep.points.items()}
        columns |= _outcomes(sweep, targets, first, last)
        blocks.append(_typed(pd.DataFrame(columns)))
    return pd.concat(blocks, ignore_index=True)


def _outcomes(sweep: Sweep, targets: Sequence[Target], first: int, last: int) -> dict[str, object]:
    """Run consecutive points through the model together and return their outcomes."""
    scenario, count = sweep.together(first, last), last - first
    check_levels(scenario)
    path = simulate(scenario)
    columns: dict[str, object] = {}
    known = judged(scenario, targets)
    for year in sorted({t.year for t in known} | {scenario.end_year}):
        columns[f"share.{year}"] = _in_year(path.share, path.years, year, count)
    for target in known:
        values = metric(scenario, target, path)
        reached = np.where(np.isnan(values), np.nan, reaches(target, values))
        columns[f"{target.id}.value"] = _in_year(values, path.years, target.year, count)
        columns[f"{target.id}.reached"] = _in_year(reached, path.years, target.year, count)
    for name in FIRST_YEARS:
        columns[name] = np.broadcast_to(getattr(path, name), (count,))
    for name, flags in (("shrinks_in", path.shrinks), ("shrinks_in_real", path.shrinks_real)):
        rows = np.broadcast_to(flags, (count, flags.shape[-1]))
        columns[name] = _years_listed(rows, path.years)
    return columns


def _years_listed(rows: NDArray[np.bool_], years: Array) -> list[str]:
    """Return by point its flagged years with a blank between them; many points share a row."""
    flags = [row.tobytes() for row in rows]
    texts = {
        one: " ".join(f"{year:.0f}" for year in years[np.frombuffer(one, dtype=np.bool_)])
        for one in set(flags)
    }
    return [texts[one] for one in flags]


def _in_year(values: Array, years: Array, year: int, count: int) -> Array:
    return np.broadcast_to(values[..., int(np.flatnonzero(years == year)[0])], (count,))


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with truth values and years as such, missing ones allowed."""
    kinds = {name: "boolean" for name in table if str(name).endswith(".reached")}
    kinds |= dict.fromkeys(FIRST_YEARS, "Int64")
    return table.astype(kinds)


def sweep_jobs(
    sweep: Sweep,
    out_dir: Path,
    lang: str,
    notebook: Path | None = None,
    targets: Path | None = None,
) -> list[Job]:
    """Return one job a point: the scenario notebook on the point's own scenario file.

    The files are written under `out_dir`, complete in themselves. A file of other `targets` stands
    in the place of the project's own.
    """
    source = notebook or locations.notebooks_dir() / SCENARIO_NOTEBOOK
    own_targets, scenarios = locations.country_dir() / "targets.yaml", locations.scenarios_dir()
    folders = (locations.data_dir(), locations.reference_dir())
    data = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    shared = {locations.place(own_targets): targets or own_targets}
    shared |= {locations.place(path): path for path in data}
    declared = declared_parameters(source)
    jobs = []
    for index, (name, file) in enumerate(_point_files(sweep, out_dir).items()):
        given = {"scenario": name, "lang": lang}
        inputs = {locations.place(scenarios / f"{name}.yaml"): file, **shared}
        chosen = {key: value for key, value in given.items() if key in declared}
        moved = {path: float(values[index]) for path, values in sweep.points.items()}
        jobs.append(Job(name, source, chosen, inputs=inputs, columns=moved))
    return jobs


def _point_files(sweep: Sweep, out_dir: Path) -> dict[str, Path]:
    """Write the scenario file of every point, where it is not there as it is, and return them."""
    files, texts = {}, {}
    for index, name in enumerate(sweep.names()):
        files[name] = out_dir / SCENARIOS / f"{name}.yaml"
        texts[name] = scenario_text(sweep.point(index).model_copy(update={"name": name})).encode()
    claim(out_dir, {f"{SCENARIOS}/{name}.yaml": sha256_bytes(texts[name]) for name in files})
    for name, file in files.items():
        if not file.is_file() or file.read_bytes() != texts[name]:
            write_atomic(file, texts[name])
    return files


def sweep_inputs(sweep: Sweep, targets: Path) -> dict[str, Path]:
    """Return the files a sweep was read from, by their place in the project."""
    origins = (Path(origin) for origin in sweep.scenario.origins)
    scenarios, home = locations.scenarios_dir(), locations.country_dir()
    inputs = {locations.place(scenarios / origin.name): origin for origin in origins}
    inputs |= {place(file): Path(file) for file in sweep.scenario.programme_files}
    return inputs | {
        locations.place(home / "sweeps" / sweep.file.name): sweep.file,
        locations.place(home / "targets.yaml"): targets,
    }


def keep_sweep(
    sweep: Sweep,
    table: pd.DataFrame,
    out_dir: Path,
    inputs: Mapping[str, dict[str, str]],
    started: str = "",
    figure: Figure | None = None,
) -> Path:
    """Write table and figure of a sweep, and into the manifest what it was made of.

    Returned is the file of the table.

    `inputs` are the lines of what it was read from, as `dxsim.batch.manifest.input_lines` has them.
    With a time at which it was `started` the sweep gets a manifest of its own; without one, that
    of its notebooks is added to.
    """
    if started:
        write_manifest(out_dir, [], Began(started))
    drawn = [f"{ANSWER}.{kind}" for kind in (*FORMATS, "csv", "txt")] if figure else []
    claim(out_dir, dict.fromkeys((f"{TABLE}.parquet", f"{TABLE}.csv", *drawn), UNKNOWN))
    made = write_table(table, out_dir, TABLE)
    if figure is not None:
        made += save(figure, out_dir, ANSWER)
    add_to_manifest(out_dir, inputs, made, sweep=sweep.name, seed=sweep.seed)
    return made[0]
