"""Every reader of files under attack: each writes one wrong file and calls what reads it."""

import io
import itertools
import json
import os
import re
import shutil
import tempfile
import unicodedata
import zipfile
from functools import cache
from pathlib import Path
from unittest import mock

import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from dxsim.batch.inputs import contents_of
from dxsim.batch.job_checks import check_jobs
from dxsim.batch.jobs import Job, job_files, with_key
from dxsim.data.yamlfile import InputError
from support.attack import measured, survives
from support.mutations import mutated_bytes, mutated_file, mutated_text, mutated_tree, yaml_bytes
from support.scenarios import plan, scenarios

ROOT = Path(__file__).resolve().parents[2]
PARAMS = ROOT / "params"
DATA_FILES = {
    "params/viet-nam/data/observations/activity.csv": ("audit",),
    "params/viet-nam/data/observations/digital.csv": ("audit",),
    "params/viet-nam/data/observations/macro.csv": ("audit",),
    "params/viet-nam/data/series.csv": ("audit",),
    "params/viet-nam/data/facts.csv": ("audit",),
    "params/viet-nam/data/sources.yaml": ("project", "baseline"),
    "params/viet-nam/data/producers.yaml": ("project", "plan"),
    "params/viet-nam/data/uncertainty.yaml": ("ensemble", "plan", "--draws", "10"),
    "params/reference/shares.csv": ("targets", "plan"),
    "params/reference/episodes.csv": ("targets", "plan"),
    "params/viet-nam/targets.yaml": ("targets", "plan"),
}
FORECASTS = {
    "year": "2025",
    "forecasts": [
        {
            "series": name,
            "producer": producer,
            "method": "drift",
            "quantiles": {"p05": "10", "p25": "11", "p50": "12", "p75": "13", "p95": "15.5"},
            "marks": {"last": {"p05": "9", "p50": "12", "p95": "14"}},
        }
        for name, producer in (("digital_share", "nso"), ("digital_share", "mic"))
    ],
}
OUTCOMES = (
    "series,year,producer,value,unit\ndigital_share,2025,nso,13.4,%\ndigital_share,2025,mic,19,%"
)
PARAMETERS = {"scenario": "baseline", "year": 2030, "share": 0.3, "names": ["a", "b"], "lang": "vi"}
_STAMP = itertools.count(1_600_000_000_000_000_000, 1_000_000)


def write(path: Path, content: bytes) -> None:
    """Write a file with a time of change of its own: readers keep what they read by it."""
    path.write_bytes(content)
    stamp = next(_STAMP)
    os.utime(path, ns=(stamp, stamp))


@cache
def text(path: Path) -> str:
    """Return a file's text, read once."""
    return path.read_text(encoding="utf-8")


@cache
def tree_of(content: str):
    """Return the tree of a YAML file's text, read once: whoever changes it takes a copy."""
    return yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def shipped() -> list[dict]:
    """Return the trees of the scenarios that ship, and of two that use other forms."""
    files = sorted((PARAMS / "viet-nam" / "scenarios").glob("*.yaml"))
    return [*(tree_of(text(file)) for file in files), plan(), plan(prices="constant")]


def scenario(folder, rng, tree):
    """Attack a scenario file with one of the commands that take it."""
    path = folder / f"{tree['name']}.yaml"
    write(path, mutated_file(tree, rng))
    calls = (
        *[("project", path, "--json")] * 4,
        ("project", path, "--lang", "vi"),
        ("check", path),
        ("diff", path, "baseline"),
        ("diff", "baseline", path, "--json"),
        ("targets", path, "--json"),
        ("ensemble", path, "--draws", "10", "--json"),
        ("feasible", path, "--json"),
    )
    survives(folder, *rng.choice(calls))
    path.unlink()


def targets(folder, rng, _tree):
    """Attack a targets file."""
    path = folder / "wanted.yaml"
    write(path, mutated_file(tree_of(text(PARAMS / "viet-nam" / "targets.yaml")), rng))
    reads = ("targets", "baseline", "--json", "--targets", path)
    survives(folder, *rng.choice((("check", path), ("check", path), reads)))


def sweeps(folder, rng, _tree):
    """Attack a sweep file."""
    right = rng.choice(sorted((PARAMS / "viet-nam" / "sweeps").glob("*.yaml")))
    path = folder / right.name
    write(path, mutated_file(tree_of(text(right)), rng))
    survives(folder, "check", path)


def rows(folder, rng, _tree):
    """Attack a file of data, in a project folder of its own."""
    home = folder / "home"
    if not home.exists():
        shutil.copytree(PARAMS, home / "params")
        write(home / "params/viet-nam/scenarios/plan.yaml", yaml_bytes(plan()))
    name, call = rng.choice(list(DATA_FILES.items()))
    right = text(ROOT / name).encode()
    write(home / name, _wrong_data(name, right, rng))
    try:
        with mock.patch.dict(os.environ, DXSIM_HOME=str(home)):
            survives(folder, *call)
    finally:
        write(home / name, right)


def _wrong_data(name: str, right: bytes, rng) -> bytes:
    if name.endswith(".yaml"):
        return mutated_file(tree_of(right.decode()), rng)
    return wrong_table(right, rng)


def wrong_table(right: bytes, rng) -> bytes:
    """Return a CSV file with a few cells or bytes changed."""
    if rng.random() < 0.4:
        return mutated_bytes(right, rng)
    lines = [line.split(",") for line in right.decode().splitlines()]
    changed = mutated_tree(lines, rng, rng.choice((1, 1, 3)))
    cells = (row if isinstance(row, list) else [row] for row in changed)
    return "\n".join(",".join(map(str, row)) for row in cells).encode("utf-8", "surrogatepass")


def outcomes(folder, rng, _tree):
    """Attack a forecast file or the table of what came out."""
    forecast, came_out = folder / "forecast.yaml", folder / "outcomes.csv"
    first = rng.random() < 0.5
    write(forecast, mutated_file(FORECASTS, rng) if first else yaml_bytes(FORECASTS))
    table = _parted(OUTCOMES, rng).encode()
    write(came_out, table if first else wrong_table(table, rng))
    call = ("backtest", "--score", forecast, came_out)
    survives(folder, *rng.choice((call, (*call, "--json"))), said_beside=True)


def _parted(table: str, rng) -> str:
    """Return a table as another program would save or paste it."""
    mark = rng.choice((",", ";", "\t"))
    head = rng.choice(("", f"sep={mark}\r\n", "\n", f"{mark * 3}\n"))
    return head + unicodedata.normalize(rng.choice(("NFC", "NFD")), table).replace(",", mark)


@cache
def parts() -> dict[str, bytes]:
    """Return the parts of a right workbook by name."""
    from dxsim.presentation.workbook import write_workbook
    from dxsim.scenario.loading import load_scenario

    with tempfile.TemporaryDirectory() as folder:
        path = write_workbook(load_scenario("baseline"), Path(folder) / "book.xlsx")
        with zipfile.ZipFile(path) as book:
            return {name: book.read(name) for name in book.namelist()}


def workbook(folder, rng, _tree):
    """Attack a workbook: one of its parts, or the bytes of the whole file."""
    wrong, out = dict(parts()), io.BytesIO()
    if rng.random() < 0.2:
        _lose_a_name(wrong, folder, rng)
        return
    sheets = [name for name in wrong if name.endswith((".xml", ".rels"))]
    name = rng.choice([*sheets, *["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"] * 20])
    whole = rng.random() < 0.2
    if not whole and name in wrong:
        wrong[name] = _wrong_part(wrong[name], rng)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for part, content in wrong.items():
            book.writestr(part, content)
    path = folder / "book.xlsx"
    write(path, mutated_bytes(out.getvalue(), rng, 3) if whole else out.getvalue())
    made = folder / "made.yaml"
    survives(folder, *rng.choice((("import", path), ("import", path, "--out", made))))
    made.unlink(missing_ok=True)


def _lose_a_name(book: dict[str, bytes], folder: Path, rng) -> None:
    """Check that a workbook in which an input has lost its name, or the cell of it, is refused."""
    from dxsim.presentation.workbook.name_checks import expected_names

    name = rng.choice(sorted(expected_names()))
    one = re.compile(rf'<definedName name="{name}"[^>]*>[^<]*</definedName>')
    lost = rng.choice(("", f'<definedName name="{name}">#REF!</definedName>'))
    book["xl/workbook.xml"] = one.sub(lost, book["xl/workbook.xml"].decode()).encode()
    path = folder / "lost.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for part, content in book.items():
            out.writestr(part, content)
    answer = survives(folder, "import", path)
    assert answer.status == 2 and name in answer.err, answer
    path.unlink()


def _wrong_part(part: bytes, rng) -> bytes:
    if rng.random() < 0.3:
        return mutated_bytes(part, rng)
    pieces = part.decode("utf-8").split(">")
    for _ in range(rng.choice((1, 3, 10))):
        at = rng.randrange(len(pieces))
        pieces[at] = mutated_text(pieces[at], rng) if pieces[at] else ""
    return ">".join(pieces).encode("utf-8", "surrogatepass")


def parameters(folder, rng, _tree):
    """Attack a notebook's parameters cell and the values handed to it."""
    source = "\n".join(f"{name}: object = {value!r}" for name, value in PARAMETERS.items())
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source}
    book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    right, path = json.dumps(book).encode(), folder / "n.ipynb"
    wrong = json.dumps(mutated_tree(book, rng)).encode() if rng.random() < 0.5 else right
    write(path, mutated_bytes(right, rng) if rng.random() < 0.3 else wrong)
    values = mutated_tree(PARAMETERS, rng, rng.choice((0, 1, 2)))
    with measured():
        try:
            jobs = [Job("job", path, values)]
            check_jobs(jobs)
            with_key(jobs[0], contents_of(job_files(jobs[0])))
        except InputError as refusal:
            assert len(str(refusal).splitlines()) == 1, refusal
    path.unlink()


READERS = {
    attack.__name__: attack
    for attack in (scenario, targets, sweeps, rows, outcomes, workbook, parameters)
}


def storm(reader: str, folder: Path, start: int, examples: int, mutants: int) -> None:
    """Attack a reader with `examples` right trees, each made wrong in `mutants` ways.

    The same `start` gives the same files; hypothesis makes the trees and names the one that fails.
    """
    attack = READERS[reader]
    trees = st.one_of(st.sampled_from(shipped()), scenarios())

    @seed(start)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(trees, st.randoms(use_true_random=True))
    def attacked(tree, rng):
        for _ in range(mutants):
            attack(folder, rng, tree)

    attacked()
