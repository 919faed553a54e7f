"""The command that sets pages: briefing."""

from pathlib import Path

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
@click.option(
    "--format",
    "form",
    type=click.Choice(["pdf", "docx", "pptx"]),
    help="PDF, Word, or the figures as slides [default: by the ending of --out, else pdf].",
)
@click.option("--template", metavar="FILE", help="The office's own .docx or .pptx, for its styles.")
@click.option("--layout", metavar="FILE", help="Title, office, sections and figures of one's own.")
@click.option("--out", metavar="PATH", help="File [default: outputs/by-hand/briefing-LANG.FORMAT].")
def briefing_command(  # noqa: PLR0913 - one parameter an option
    more: tuple[str, ...],
    lang: str,
    scenarios: tuple[str, ...],
    targets_file: str | None,
    draws: int | None,
    seed: int | None,
    form: str | None,
    template: str | None,
    layout: str | None,
    out: str | None,
) -> None:
    """Write the briefing on some scenarios (default: all shipped), in Vietnamese or English.

    The PDF and the Word file hold the same; slides hold page one and the figures.
    """
    from dxsim.presentation.briefing import write_briefing
    from dxsim.scenario.defaults import DRAWS, SEED
    from dxsim.scenario.loading import load_scenarios

    names = [name for text in (*scenarios, *more) for name in text.split(",") if name]
    loaded = load_scenarios(names) if names else []
    click.echo(
        str(
            write_briefing(
                loaded,
                _path(out, form, lang),
                lang,
                targets_file=_file(targets_file),
                layout_file=_file(layout),
                template=_file(template),
                draws=draws or DRAWS,
                seed=SEED if seed is None else seed,
            )
        )
    )


def _file(name: str | None) -> Path | None:
    return Path(name) if name else None


def _path(out: str | None, form: str | None, lang: str) -> Path:
    """Return the file to write; its ending is that of the format, or says it."""
    if out is None:
        return by_hand(f"briefing-{lang}.{form or 'pdf'}")
    if form is not None:
        return with_ending(out, f".{form}")
    return with_ending(out, ".pdf", ".docx", ".pptx")
