"""Commands on scenarios and targets: check, project, targets, diff."""

import functools
import itertools
import math
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from dxsim.cli.printing import is_wide, json_option, print_json, show, wide_option

NOTHING = "none"
"""The overlay that lays nothing over."""


Command = Callable[..., object]
"""A function that click makes a command of, or adds an option to."""


class FiniteRange(click.FloatRange):
    """A range of numbers that takes no NaN, which lies within every range click compares it to."""

    def convert(
        self, value: float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number a text stands for."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is no finite number.", param, ctx)
        return number


lang_option = click.option(
    "--lang", type=click.Choice(["en", "vi"]), default="en", show_default=True, help="Language."
)
_TARGETS_HELP = "Targets file [default: the country's]."
targets_option = click.option("--targets", "targets_file", metavar="FILE", help=_TARGETS_HELP)
targets_file_option = click.option("--targets-file", metavar="FILE", help=_TARGETS_HELP)
"""The same beside `--targets IDS`, which names those of the file that are asked for."""


def scenario_argument(command: Command) -> Command:
    """Give a command its SCENARIO, and `--with` for what is laid over it."""

    @functools.wraps(command)
    def stacked(*, scenario: str, overlays: tuple[str, ...], **options: object) -> object:
        whole = "+".join((scenario, *overlays))
        _refuse_unknown([whole])
        return command(scenario=whole, **options)

    return click.argument("scenario")(_with_option(stacked))


def scenarios_argument(command: Command) -> Command:
    """Give a command its SCENARIOs, by default all, and `--with` for what is laid over each.

    Names with commas between them are laid over in turn, "none" being nothing: `--with
    none,slowdown --with none,programmes` makes four scenarios of one.
    """

    @functools.wraps(command)
    def stacked(
        *, scenarios: tuple[str, ...], overlays: tuple[str, ...], **options: object
    ) -> object:
        from dxsim.data.scenario_files import list_scenarios

        if overlays:
            turns = [text.split(",") for text in overlays]
            rows = itertools.product(scenarios or list_scenarios(), *turns)
            stacks = ((name, *(part for part in laid if part != NOTHING)) for name, *laid in rows)
            scenarios = tuple("+".join(stack) for stack in stacks)
        _refuse_unknown(scenarios)
        return command(scenarios=scenarios, **options)

    argument = click.argument("scenarios", nargs=-1, metavar="[SCENARIO…]")
    turns = " Names with commas between are laid over in turn; none is nothing."
    return argument(_with_option(stacked, turns))


def _refuse_unknown(scenarios: Iterable[str]) -> None:
    """Refuse a name that no file has before the libraries that read scenarios load."""
    from dxsim.data.scenario_files import scenario_files

    for name in scenarios:
        scenario_files(name)


def _with_option(command: Command, more: str = "") -> Command:
    return click.option(
        "--with",
        "overlays",
        multiple=True,
        metavar="NAME",
        help=f"Lay another scenario file's own statements over; repeatable.{more}",
    )(command)


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@json_option
@lang_option
def check_command(paths: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Validate scenario, target and sweep files; by default all of params/."""
    from dxsim.cli.checking import check_file, parameter_files
    from dxsim.data.yamlfile import InputError
    from dxsim.presentation.text.messages import say
    from dxsim.presentation.text.refusals import refusal
    from dxsim.scenario.new_country.placeholders import placeholders

    faults = []
    for path in [Path(p) for p in paths] or parameter_files():
        try:
            check_file(path)
            faults.append({"path": str(path), "ok": True, "error": None})
        except InputError as error:
            faults.append(
                {"path": str(path), "ok": False, "error": " ".join(refusal(error, lang).split())}
            )
    marked = [] if paths else placeholders()
    faults += [
        {
            "path": str(file),
            "ok": False,
            "error": f"{file}:{line}: {say('new.placeholder', lang, wanted=wanted)}".rstrip(": "),
        }
        for file, line, wanted in marked
    ]
    wrong = [item for item in faults if not item["ok"]]
    if as_json:
        print_json(faults)
    elif not wrong:
        click.echo(say("tables.checked", lang, count=len(faults)))
    for line in dict.fromkeys(item["error"] for item in wrong):
        click.echo(line, err=True)  # a fault in a file that many read is said once
    if wrong:
        raise click.exceptions.Exit(2)


@click.command("project")
@scenario_argument
@json_option
@wide_option
@lang_option
def project_command(scenario: str, as_json: bool, lang: str) -> None:
    """Print levels, shares and growth of SCENARIO (a name or a file) by year."""
    from dxsim.model.plain_values import projection_record
    from dxsim.model.trajectory import Strain
    from dxsim.presentation.text.messages import money_unit, say
    from dxsim.presentation.text.standing import base_vintage_sentence
    from dxsim.presentation.text.tables import projection_table, rest_in_words
    from dxsim.presentation.text.words import basis_line
    from dxsim.scenario.loading import load_scenario

    loaded = load_scenario(scenario)
    record = projection_record(loaded)
    if as_json:
        print_json(record)
        return
    since = base_vintage_sentence(loaded, lang)
    money = say("tables.money_note", lang, unit=money_unit(loaded.unit, lang))
    show(loaded.heading(lang), basis_line(loaded, lang), [since] if since else [], money, "")
    show(projection_table(record, lang), "", rest_in_words(Strain.of(record), lang))


@click.command("targets")
@scenarios_argument
@targets_option
@json_option
@wide_option
@lang_option
def targets_command(
    scenarios: tuple[str, ...], targets_file: str | None, as_json: bool, lang: str
) -> None:
    """Print the verdict on every target under each SCENARIO.

    Without SCENARIO the headline targets under all shipped ones, on one screen. Targets that
    cannot be evaluated are listed by the reason; with --wide each has its row.
    """
    from dxsim.analysis.judged import judge
    from dxsim.analysis.targets import load_targets
    from dxsim.presentation.countries.promises import promises_lines
    from dxsim.presentation.terminal.overview import overview, verdict_rows
    from dxsim.presentation.text.standing import base_vintage_sentence, standing_sentences
    from dxsim.presentation.text.tables import verdict_table
    from dxsim.presentation.text.words import basis_line
    from dxsim.scenario.loading import load_scenarios

    targets = load_targets(targets_file)
    loaded = load_scenarios(scenarios)
    judged = judge(loaded, targets)
    if not (scenarios or as_json or is_wide()):
        show(overview(judged, lang))
        return
    verdicts = [verdict for each in judged for verdict in each.verdicts]
    if as_json:
        print_json([verdict.record() for verdict in verdicts])
        return
    rows = [verdict_table(verdicts, lang)] if is_wide() else verdict_rows(verdicts, lang)
    show([*rows, ""])
    show([f"- {line}" for line in standing_sentences(targets, lang=lang)])
    show(promises_lines(verdicts, lang), "")
    for scenario in loaded:
        since = base_vintage_sentence(scenario, lang)
        show(f"{scenario.name}: " + ". ".join(filter(None, (basis_line(scenario, lang), since))))


@click.command("quoting")
@lang_option
def quoting_command(lang: str) -> None:
    """Print what to mind before quoting a number."""
    from dxsim.presentation import quoting

    rules = (f"{number}. {rule}" for number, rule in enumerate(quoting.rules(lang), 1))
    show(quoting.heading(lang), "", rules)


@click.command("diff")
@click.argument("first")
@click.argument("second")
@json_option
@lang_option
def diff_command(first: str, second: str, as_json: bool, lang: str) -> None:
    """Print which assumptions of FIRST and SECOND differ, and where each was set."""
    from dxsim.presentation.text.differences import difference_lines, difference_record

    if as_json:
        print_json(difference_record(first, second))
        return
    show(difference_lines(first, second, lang))
