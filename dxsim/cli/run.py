"""The main job: every scenario through the notebooks, and what they make under one folder."""

from pathlib import Path

import click

from dxsim.cli.printing import is_wide, json_option, print_json, show, wide_option
from dxsim.cli.scenarios import lang_option, targets_option
from dxsim.cli.sweeps import batch_options, out_folder_option


@click.command("run")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO…]")
@lang_option
@json_option
@wide_option
@targets_option
@out_folder_option("outputs")
@click.option("--chosen", help="The scenario of the single-scenario pages and the workbook.")
@click.option(
    "-p",
    "--parameter",
    "parameters",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="A parameter of the notebooks, such as draws 5000.",
)
@batch_options
def run_command(  # noqa: PLR0913 - one parameter an option
    scenarios: tuple[str, ...],
    lang: str,
    as_json: bool,
    targets_file: str | None,
    out_dir: Path,
    chosen: str | None,
    parameters: tuple[tuple[str, str], ...],
    cluster: str | None,
    workers: int | None,
    timeout: float | None,
    force: bool,
    quiet: bool,
) -> None:
    """Run each SCENARIO (default: all shipped) to verdicts, figures and pages.

    What is finished already and unchanged is kept; a run that was stopped goes on where it was.
    """
    from dxsim.batch.main_job.finish import kept_lines, run_plan
    from dxsim.batch.main_job.plan import Plan
    from dxsim.batch.output_folder import RUN_MAKES, refuse_folder
    from dxsim.batch.progress import reporter
    from dxsim.batch.run import Options

    targets = Path(targets_file) if targets_file else None
    plan = Plan.of(scenarios, chosen, lang, dict(parameters), targets)
    refuse_folder(out_dir, RUN_MAKES)
    options = Options(workers=workers, timeout=timeout, force=force, cluster=cluster)
    progress = reporter("quiet" if quiet or as_json else "auto", lang)
    done = run_plan(plan, out_dir, options, progress=progress)
    if as_json:
        print_json(done.record())
    else:
        show(done.lines(lang, wide=is_wide()))
    for line in [*kept_lines(done.kept, lang), *done.failures()]:
        click.echo(line, err=True)
    if done.failures():
        raise click.exceptions.Exit(1)
