"""Commands that hand results to other programs: workbook, import, export."""

from pathlib import Path

import click

from dxsim.cli.scenarios import lang_option, scenario_argument, targets_option


@click.command("workbook")
@scenario_argument
@lang_option
@targets_option
@click.option("--compare", multiple=True, metavar="SCENARIO", help="Stand it beside this one.")
@click.option("--out", metavar="PATH", help="File [default: outputs/by-hand/NAME-LANG.xlsx].")
def workbook_command(
    scenario: str, lang: str, targets_file: str | None, compare: tuple[str, ...], out: str | None
) -> None:
    """Write SCENARIO (a name or a file) as a live Excel workbook: the model in formulas."""
    from dxsim.analysis.targets import load_targets
    from dxsim.presentation.workbook import write_workbook
    from dxsim.scenario.loading import load_scenarios

    loaded, *beside = load_scenarios((scenario, *compare))
    path = with_ending(out, ".xlsx") if out else by_hand(f"{loaded.name}-{lang}.xlsx")
    click.echo(str(write_workbook(loaded, path, lang, load_targets(targets_file), beside)))


@click.command("import")
@click.argument("file", metavar="FILE.xlsx")
@click.option("--out", metavar="PATH", help="Scenario file [default: print it].")
def import_command(file: str, out: str | None) -> None:
    """Turn the assumptions of a workbook back into a scenario file.

    With --out the scenario takes the name of the file.
    """
    from dxsim.data.files import write_atomic
    from dxsim.presentation.workbook import read_workbook

    if out is None:
        click.echo(read_workbook(file), nl=False)
        return
    path = with_ending(out, ".yaml")
    write_atomic(path, read_workbook(file, path.stem).encode("utf-8"))
    click.echo(str(path))


@click.command("export")
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO…")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet", "iamc", "sdmx"]),
    default="csv",
    show_default=True,
    help="Tidy CSV or Parquet, IAMC long table, SDMX-CSV.",
)
@click.option("--out", metavar="PATH", required=True, help="File to write.")
def export_command(scenarios: tuple[str, ...], form: str, out: str) -> None:
    """Write the projections of each SCENARIO for other programs.

    SDMX-CSV comes with its structure, PATH with the ending .structure.xml; the other CSV files with
    PATH-metadata.json, which says what each column is and what to mind before quoting a number.
    """
    from dxsim.data.files import write_atomic
    from dxsim.presentation.exports.description import write_metadata
    from dxsim.presentation.exports.interchange import FORMATS, IAMC_COLUMNS, sdmx_structure_bytes
    from dxsim.presentation.exports.tidy import COLUMNS
    from dxsim.presentation.text.messages import say
    from dxsim.scenario.loading import load_scenarios

    path = with_ending(out, ".parquet" if form == "parquet" else ".csv")
    content = FORMATS[form](load_scenarios(scenarios))
    if form == "sdmx":
        structure = path.with_suffix(".structure.xml")
        click.echo(str(write_atomic(structure, sdmx_structure_bytes())))
    click.echo(str(write_atomic(path, content)))
    if form in ("csv", "iamc"):
        beside = write_metadata(path, IAMC_COLUMNS if form == "iamc" else COLUMNS)
        click.echo(str(beside or say("exports.no_metadata", "en")))


def by_hand(name: str) -> Path:
    """Return the default path of a command's file, apart from the files that a run makes."""
    from dxsim.data.locations import own_folder, project_dir

    return own_folder(project_dir()) / "outputs" / "by-hand" / name


def with_ending(out: str, *endings: str) -> Path:
    """Return the path of --out, refusing a name that says another kind of file."""
    from dxsim.data.yamlfile import InputError, quoted

    path = Path(out)
    if path.suffix.lower() in endings:
        return path
    expected = f"a file that ends in {', '.join(endings)}"
    raise InputError("--out", found=quoted(out), expected=expected)
