"""Coverage-guided attack on the readers of parameter files; not collected by pytest.

    .venv/bin/python tests/fuzz/atheris_readers.py READER -max_total_time=600

READER is scenario, targets, sweep, rows, outcomes, forecast, workbook or parameters.
Needs atheris (Linux on x86-64). A crash leaves its input as a file `crash-…`: make it a named test
in `test_found.py`.
"""

import os
import sys
import tempfile
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["dxsim"]):
    from dxsim.analysis.forecasts.scoring.forecast_files import read_forecasts
    from dxsim.analysis.forecasts.scoring.outcome_rows import read_outcomes
    from dxsim.analysis.sweeps.definition import load_sweep
    from dxsim.analysis.targets import load_targets
    from dxsim.batch.job_checks import check_jobs
    from dxsim.batch.jobs import Job
    from dxsim.data import records
    from dxsim.data.tables.tablefile import table_text
    from dxsim.data.yamlfile import InputError
    from dxsim.model.projection import project
    from dxsim.presentation.workbook import read_workbook, write_workbook
    from dxsim.scenario.loading import load_scenario

READERS = {
    "scenario": lambda path: project(load_scenario(path)),
    "targets": load_targets,
    "sweep": load_sweep,
    "rows": lambda path: records.read(((str(path), table_text(path)),)),
    "outcomes": read_outcomes,
    "forecast": read_forecasts,
    "workbook": read_workbook,
    "parameters": lambda path: check_jobs([Job("job", path, {"lang": "vi"})]),
}
SEEDS = {
    "scenario": "params/viet-nam/scenarios/*.yaml",
    "targets": "params/viet-nam/targets.yaml",
    "sweep": "params/viet-nam/sweeps/*.yaml",
    "rows": "params/viet-nam/data/observations/*.csv",
    "outcomes": "params/viet-nam/data/observations/digital.csv",
    "forecast": "params/viet-nam/forecasts/[0-9]*.yaml",
    "parameters": "notebooks/*.ipynb",
}


def seeds(reader: str, folder: Path) -> None:
    """Put right files into a folder, to begin from."""
    if reader == "workbook":
        write_workbook(load_scenario("baseline"), folder / "book.xlsx")
    else:
        for path in ROOT.glob(SEEDS[reader]):
            (folder / path.name).write_bytes(path.read_bytes())


def main() -> None:
    """Run the fuzzer; what is no refusal in one line is a crash."""
    known = [word for word in sys.argv[1:] if word in READERS]
    reader = known[0] if known else "scenario"
    os.environ["DXSIM_HOME"] = str(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        seeds(reader, corpus)
        names = sorted(path.name for path in corpus.iterdir())
        READERS[reader](corpus / names[0])  # what loads on first use is loaded

        def attack(data: bytes) -> None:
            path = Path(folder) / names[len(data) % len(names)]
            path.write_bytes(data)
            try:
                READERS[reader](path)
            except InputError as refusal:
                assert len(str(refusal).splitlines()) == 1

        options = [word for word in sys.argv[1:] if word not in READERS]
        atheris.Setup([sys.argv[0], str(corpus), *options], attack)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
