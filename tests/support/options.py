"""Calls of the command line put together at random: every option, with values right and odd."""

import random

import click

from dxsim.cli.main import COMMANDS, cli

LONG = {"run", "explore", "sweep", "briefing", "frontier", "backtest", "fit", "discover"}
LONG |= {"new", "init"}  # write where they are told, such as at the root
SHORT = sorted(set(COMMANDS) - LONG)
ODD = (
    "", " ", "-", "--", ".", "..", "/", "~", "\udcff", "x" * 5000, "é", "a\nb", "\u202e",
    "\x1b[31m", "0", "-1", "1e9", "nan", "٣", "1_000", "99999999999999999999", "{}", "%", "$(id)",
    "a,b", ",", "::::", "'", "=1", "@x",
)  # fmt: skip
NAMES = ("baseline", "plan-fading", "rest-given", "plan.yaml", "BASELINE", "plan")
NUMBERS = ("0", "1", "2", "64", "100", "1000", "-5", "2.5", "2025", "2030", "2046")
VALUES = {
    "target": ("share-2030", "share-2045", "share-2031", "SHARE-2030"),
    "targets": ("share-2030,share-2045", "share-2030,", "plan.yaml", "book.xlsx"),
    "parameter": ("gdp.growth.constant", "gdp.base", "components.ict.base", "gdp", "x.y", "name"),
    "low": ("1%", "-99%", "0.1", "1e400%", "10 trn VND", "8% of gdp"),
    "high": ("30%", "300%", "30", "nan%", "20 trn VND"),
    "lever": ("all", "ict", "platform", "gdp", "non_digital"),
    "bound": ("cap:sectoral:2025-2030::30%", "c:gdp:2025:2%:1%", "c:ict:2030-2025::", "a:b:c:d:e"),
    "given": ("2025:gdp=10.2%", "2025:share=19.1%", "2025:share=0%", "2046:gdp=1%", "2025:gdp="),
    "as-of": ("2025-02-28", "2024", "2025-13", "0000", "2025-02-30"),
    "out": ("made.csv", "made.xlsx", "made.yaml", "deep/er/made.parquet", "folder", "/dev/full"),
    "country": ("viet-nam", "malaysia", "malaysa", "reference"),
    "file": ("book.xlsx", "plan.yaml", "folder", "/dev/null", "nowhere.xlsx"),
}


def call(rng: random.Random, commands: list[str] = SHORT) -> list[str]:
    """Return a command with arguments and options, of which some are none of its kind."""
    name = rng.choice(commands)
    command = cli.get_command(click.Context(cli), name)
    words = [name]
    for parameter in command.params:
        for _ in range(
            rng.choice((1, 1, 2, 3)) if parameter.nargs < 0 or parameter.multiple else 1
        ):
            words += _words(parameter, rng)
    return words


def _words(parameter: click.Parameter, rng: random.Random) -> list[str]:
    if parameter.name == "cluster" or rng.random() > (0.97 if parameter.required else 0.3):
        return []
    if isinstance(parameter, click.Argument):
        return [_value(parameter, rng)]
    option = parameter.opts[-1]
    return [option] if parameter.is_flag else [option, _value(parameter, rng)]


def _value(parameter: click.Parameter, rng: random.Random) -> str:
    if rng.random() < 0.1:
        return rng.choice(ODD)
    if isinstance(parameter.type, click.Choice):
        return rng.choice([*parameter.type.choices, "EN"])
    if isinstance(parameter.type, click.types.IntParamType | click.types.FloatParamType):
        return rng.choice(NUMBERS)
    key = parameter.opts[-1].removeprefix("--")
    return rng.choice(VALUES.get(key, NAMES))
