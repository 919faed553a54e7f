"""A small project of its own, whose notebooks take as long as a test needs."""

import shutil
from pathlib import Path

from batch.batch_notebooks import write_notebook

ROOT = Path(__file__).resolve().parents[2]
DECLARES = "scenario: str = 'baseline'  # help\nout_dir: str = '.'  # help"
FIGURE = (
    "from pathlib import Path\nfolder = Path(out_dir) / 'figures'\nfolder.mkdir(exist_ok=True)\n"
    "(folder / 'share.svg').write_text(f'<svg>{scenario}</svg>')"
)
WAITS = "import time\ntime.sleep(600)"


def project(folder: Path, **notebooks: str) -> Path:
    """Make a project with the shipped parameters and notebooks of one code cell each."""
    shutil.copytree(ROOT / "params", folder / "params")
    for name, code in notebooks.items():
        path = folder / "notebooks" / f"{name.removeprefix('n')}.ipynb"
        write_notebook(path, code, parameters=DECLARES)
    return folder
