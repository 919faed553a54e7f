"""Pages of a run, made beside its notebooks: workbooks and briefings."""

import contextlib
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dxsim.analysis.judged import Judged
from dxsim.batch.inputs import Contents, changed_since
from dxsim.batch.jobs import package_hash
from dxsim.batch.ownership import UNKNOWN, claim
from dxsim.batch.store import content_key
from dxsim.data import locations
from dxsim.data.files import write_atomic
from dxsim.data.temporary import make_temporary_folder
from dxsim.presentation.text.messages import LANGUAGES
from dxsim.scenario.records import Scenario

KEY = ".pages-key"


def targets_place() -> str:
    """Return the place of the targets file in the project."""
    return locations.place(locations.country_dir() / "targets.yaml")


def write_pages(
    judged: Sequence[Judged], chosen: Scenario, out_dir: Path, targets_file: Path | None = None
) -> Iterator[Path]:
    """Yield the workbook of the chosen scenario and the briefing, each language as it is written.

    The caller may leave the rest unmade.
    """
    from dxsim.presentation.briefing import BriefingResults, write_briefings
    from dxsim.presentation.workbook import write_workbook

    own = next(each for each in judged if each.scenario.name == chosen.name)
    others = [each for each in judged if each is not own]
    for lang in LANGUAGES:
        yield write_workbook(own, workbook_path(out_dir, chosen, lang), lang, compare=others)
    results = BriefingResults.of(judged, own.targets, targets_file=targets_file)
    for lang in LANGUAGES:
        yield from write_briefings(results, {lang: briefing_path(out_dir, lang)})


def page_paths(out_dir: Path, chosen: Scenario) -> list[Path]:
    """Return where a run's workbooks and briefings are."""
    books = [workbook_path(out_dir, chosen, lang) for lang in LANGUAGES]
    return books + [briefing_path(out_dir, lang) for lang in LANGUAGES]


def workbook_path(out_dir: Path, chosen: Scenario, lang: str) -> Path:
    """Return where the workbook of a scenario is."""
    return out_dir / "workbooks" / f"{chosen.name}-{lang}.xlsx"


def briefing_path(out_dir: Path, lang: str) -> Path:
    """Return where the briefing is."""
    return out_dir / f"briefing-{lang}.pdf"


class Pages:
    """Pages of a run, made aside by a thread while its notebooks run, unless they are current.

    They are current where they were made from the same inputs by the same package. Processes of
    their own run the notebooks, so that the thread has this one to itself.

    Parameters
    ----------
    judged
        the scenarios of the run, which nobody else uses before `placed` returns.
    chosen
        the scenario of the workbooks.
    inputs
        the files that work on all scenarios may read, by their place in the project.
    known
        their contents when the scenarios were read. Where one has changed since, or with
        `force`, the pages do not stay: they are made again, now or by the next run.
    out_dir
        the folder of the run; nothing is written there before `placed`.
    """

    def __init__(
        self,
        judged: Sequence[Judged],
        chosen: Scenario,
        inputs: Mapping[str, Path],
        known: Contents,
        out_dir: Path,
        *,
        force: bool = False,
    ) -> None:
        self._chosen, self._known, self._out_dir = chosen, known, out_dir
        self._key = content_key(
            {
                "package": package_hash(),
                "scenarios": [each.scenario.name for each in judged],
                "chosen": chosen.name,
                "inputs": {name: known[path] for name, path in inputs.items()},
            }
        )
        self._ended = threading.Event()
        self._failure: BaseException | None = None
        self._thread: threading.Thread | None = None
        if not force and self._current():
            return
        file = inputs[targets_place()]
        own = None if file == locations.country_dir() / "targets.yaml" else file
        self._aside = make_temporary_folder()
        self._thread = threading.Thread(target=self._make, args=(judged, own), daemon=True)
        self._thread.start()

    def _current(self) -> bool:
        mark = self._out_dir / KEY
        current = mark.is_file() and mark.read_text(encoding="utf-8") == self._key
        return current and all(page.is_file() for page in page_paths(self._out_dir, self._chosen))

    def _make(self, judged: Sequence[Judged], targets_file: Path | None) -> None:
        try:
            for _ in write_pages(judged, self._chosen, self._aside, targets_file):
                if self._ended.is_set():
                    return
        except BaseException as problem:
            self._failure = problem

    def placed(self) -> list[Path]:
        """Return the pages in the folder of the run, put there now where they were made anew.

        What kept them from being made is raised here.
        """
        pages, mark = page_paths(self._out_dir, self._chosen), self._out_dir / KEY
        if self._thread is None:
            return pages
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        mark.unlink(missing_ok=True)
        names = [path.relative_to(self._out_dir).as_posix() for path in (*pages, mark)]
        claim(self._out_dir, dict.fromkeys(names, UNKNOWN))
        for page, made in zip(pages, page_paths(self._aside, self._chosen), strict=True):
            write_atomic(page, made.read_bytes())
        if not changed_since(self._known):
            write_atomic(mark, self._key.encode())
        return pages

    def close(self) -> None:
        """End what is still being made, and let go of what was made aside.

        The page that is being made is waited for, through a second Ctrl-C too: a thread that went
        on beside the end of the interpreter could crash it inside a compiled library, or make its
        folder again.
        """
        if self._thread is not None:
            self._ended.set()
            while self._thread.is_alive():
                with contextlib.suppress(KeyboardInterrupt):
                    self._thread.join()
            shutil.rmtree(self._aside, ignore_errors=True)
