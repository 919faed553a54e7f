"""Coverage-guided attack on the readers of parameter files; not collected by pytest.

    .venv/bin/python tests/fuzz/atheris_readers.py [scenario|targets|sweep] -max_total_time=600

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
    from dxsim.analysis.targets import load_targets
    from dxsim.data.yamlfile import InputError
    from dxsim.model.projection import project
    from dxsim.model.scenario import load_scenario
    from dxsim.work.sweeps import load_sweep

READERS = {
    "scenario": lambda path: project(load_scenario(path)),
    "targets": load_targets,
    "sweep": load_sweep,
}
SEEDS = {"scenario": "scenarios/baseline.yaml", "targets": "targets.yaml", "sweep": "sweeps"}


def seeds(reader: str, folder: Path) -> None:
    """Copy right files into a folder, to begin from."""
    place = ROOT / "params" / SEEDS[reader]
    for path in place.parent.glob("*.yaml") if place.is_file() else place.glob("*.yaml"):
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
        names = [path.stem for path in corpus.iterdir()]
        READERS[reader](corpus / f"{names[0]}.yaml")  # what loads on first use is loaded

        def attack(data: bytes) -> None:
            path = Path(folder) / f"{names[len(data) % len(names)]}.yaml"
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
