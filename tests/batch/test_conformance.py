"""A forked kernel gives the notebook what a fresh one gives: the same outputs, cell by cell."""

import hashlib
import json
import re
import sys
from pathlib import Path

import pytest
from batch.batch_notebooks import write_notebook
from batch.probes import QUICK, SLOW

from dxsim.batch.jobs import EXECUTED, Job
from dxsim.batch.run import Options, run_jobs

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kernels fork on Linux only"),
    pytest.mark.usefixtures("fork_server"),
]
ENGINES = ("dxsim-plain", "dxsim-forked")


def reduced(output):
    """Return an output without what differs between any two runs: addresses, widget ids."""
    text = json.dumps(output, sort_keys=True)
    text = re.sub(r"0x[0-9a-f]{6,}", "0x", text)
    text = re.sub(r"\b[0-9a-f]{32}\b", "id", text)
    text = re.sub(r"ipykernel_\d+/\d+", "cell", text)
    text = re.sub(r"/[^ \"]*/", "", text)
    return json.loads(re.sub(r"\(\d+\)|Thread-\d+", "", text))


def outputs(notebook):
    """Return the outputs of each code cell, streams joined, images as their hash."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [joined(cell["outputs"]) for cell in cells if cell["cell_type"] == "code"]


def joined(raw):
    streams, others = {}, []
    for output in raw:
        if output["output_type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + "".join(output["text"])
        else:
            kept = {k: v for k, v in output.items() if k not in ("execution_count", "traceback")}
            png = kept.get("data", {}).get("image/png")
            if png:
                kept["data"]["image/png"] = hashlib.sha256(str(png).encode()).hexdigest()[:12]
            others.append(kept)
    return reduced([streams, others])


def run(folder, probes, engine):
    jobs = []
    for number, (name, cells) in enumerate(probes.items()):
        notebook = write_notebook(folder / f"{number}.ipynb", *cells)
        jobs.append(Job(name.replace(" ", "-"), notebook))
    out = folder / engine
    results = run_jobs(jobs, out, Options(workers=2, engine=engine, timeout=60), progress="quiet")
    return {
        name: outputs(
            result.folder / EXECUTED
            if result.folder
            else next((out / "failed").glob(f"{result.name}-*.ipynb"))
        )
        for name, result in zip(probes, results, strict=True)
    }


def differing(folder, probes):
    """Return the outputs that differ, plain and forked, by the probe's name; and all forked."""
    plain, forked = (run(folder, probes, engine) for engine in ENGINES)
    return {n: (plain[n], forked[n]) for n in probes if plain[n] != forked[n]}, forked


def test_the_same_outputs(tmp_path):
    differences, forked = differing(tmp_path, QUICK)
    assert differences == {}
    figures = [name for name in QUICK if "figure" in name and "image/png" in str(forked[name])]
    assert figures == ["figure shown", "figure left open", "figure size"]
    assert "application/vnd.jupyter.widget-view+json" in str(forked["widget"])


@pytest.mark.soak
def test_the_same_outputs_of_the_rest(tmp_path):
    assert differing(tmp_path, SLOW)[0] == {}


def test_the_documents_count_the_notebooks_compared():
    text = (Path(__file__).resolve().parents[2] / "docs" / "batch.md").read_text(encoding="utf-8")
    (said,) = re.findall(r"outputs of (\d+) small notebooks", text)
    assert int(said) == len(QUICK | SLOW)
