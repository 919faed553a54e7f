"""The command that sets pages: briefing."""

import click

from dxsim.cli.exports import by_hand, with_ending
from dxsim.cli.scenarios import lang_option, targets_option


@click.command("briefing")
@click.argument("more", nargs=-1, metavar="[SCENARIO…]")
@lang_option
@click.option(
    "--scenarios", multiple=True, metavar="NAMES", help="Names or files, commas between them."
)
@targets_option
@click.option("--draws", type=click.IntRange(100, 10_000_000), help="Simulated futures.")
@click.option("--seed", type=click.IntRange(0), help="Seed of the futures.")
@click.option("--out", metavar="PATH", help="File [default: outputs/by-hand/briefing-LANG.pdf].")
def briefing_command(
    more: tuple[str, ...],
    lang: str,
    scenarios: tuple[str, ...],
    targets_file: str | None,
    draws: int | None,
    seed: int | None,
    out: str | None,
) -> None:
    """Write the PDF briefing on some scenarios (default: all shipped), in Vietnamese or English."""
    from pathlib import Path

    from dxsim.presentation.briefing import write_briefing
    from dxsim.scenario.defaults import DRAWS, SEED
    from dxsim.scenario.loading import load_scenarios

    names = [name for text in (*scenarios, *more) for name in text.split(",") if name]
    loaded = load_scenarios(names)
    path = with_ending(out, ".pdf") if out else by_hand(f"briefing-{lang}.pdf")
    targets = Path(targets_file) if targets_file else None
    futures = {"draws": draws or DRAWS, "seed": SEED if seed is None else seed}
    click.echo(str(write_briefing(loaded, path, lang, targets_file=targets, **futures)))
