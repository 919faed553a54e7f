"""Pages of a run, made after its notebooks: workbooks, briefings, and the index page."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dxsim.analysis.judged import Judged
from dxsim.batch.inputs import Contents, changed_since
from dxsim.batch.jobs import package_hash
from dxsim.batch.ownership import UNKNOWN, claim
from dxsim.batch.store import content_key
from dxsim.data import locations
from dxsim.data.files import write_atomic
from dxsim.presentation.text.messages import LANGUAGES
from dxsim.scenario.records import Scenario

KEY = ".pages-key"


def targets_place() -> str:
    """Return the place of the targets file in the project."""
    return locations.place(locations.country_dir() / "targets.yaml")


def write_pages(
    judged: Sequence[Judged], chosen: Scenario, out_dir: Path, targets_file: Path | None = None
) -> list[Path]:
    """Write the workbook of the chosen scenario and the briefing, each in both languages."""
    from dxsim.presentation.briefing import BriefingResults, write_briefings
    from dxsim.presentation.workbook import write_workbook

    own = next(each for each in judged if each.scenario.name == chosen.name)
    others = [each for each in judged if each is not own]
    for lang in LANGUAGES:
        write_workbook(own, workbook_path(out_dir, chosen, lang), lang, compare=others)
    briefings = {lang: briefing_path(out_dir, lang) for lang in LANGUAGES}
    write_briefings(BriefingResults.of(judged, own.targets, targets_file=targets_file), briefings)
    return page_paths(out_dir, chosen)


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


def renew_pages(
    judged: Sequence[Judged],
    chosen: Scenario,
    inputs: Mapping[str, Path],
    known: Contents,
    out_dir: Path,
    *,
    force: bool = False,
) -> list[Path]:
    """Write the pages, unless they were made from the same inputs by the same package already.

    `known` are the contents of the inputs when the scenarios were read. Where one has changed
    since, or with `force`, the pages do not stay: they are made again, now or by the next run.
    """
    key = content_key(
        {
            "package": package_hash(),
            "scenarios": [each.scenario.name for each in judged],
            "chosen": chosen.name,
            "inputs": {name: known[path] for name, path in inputs.items()},
        }
    )
    pages, mark = page_paths(out_dir, chosen), out_dir / KEY
    current = not force and mark.is_file() and mark.read_text(encoding="utf-8") == key
    if current and all(page.is_file() for page in pages):
        return pages
    mark.unlink(missing_ok=True)
    claim(out_dir, {path.relative_to(out_dir).as_posix(): UNKNOWN for path in (*pages, mark)})
    file = inputs[targets_place()]
    own = None if file == locations.country_dir() / "targets.yaml" else file
    write_pages(judged, chosen, out_dir, own)
    if not changed_since(known):
        write_atomic(mark, key.encode())
    return pages
