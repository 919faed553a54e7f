"""Commands on uncertainty: ensemble, sensitivity, discover."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from dxsim.cli.printing import Options, json_option, print_json, refuse_together, show, wide_option
from dxsim.cli.scenarios import (
    Command,
    lang_option,
    scenario_argument,
    targets_option,
)
from dxsim.cli.sweeps import cluster_option
from dxsim.scenario.defaults import DRAWS, INDEX_DRAWS, MOST_DRAWS, RULE_DRAWS, SEED

if TYPE_CHECKING:
    from dxsim.analysis.targets import Target
    from dxsim.analysis.uncertainty.engine.tally import Study
    from dxsim.analysis.uncertainty.ensemble import Plan
    from dxsim.analysis.uncertainty.summary import Free, Given
    from dxsim.scenario.records import Scenario


def sampling_options(draws: int) -> Callable[[Command], Command]:
    """Return the options of every command that draws futures, with its default number."""

    def add(command: Command) -> Command:
        count = click.IntRange(1, MOST_DRAWS)
        seed = click.IntRange(0, 2**63 - 1)
        command = click.option("--seed", type=seed, default=SEED, show_default=True)(command)
        return click.option("--draws", type=count, default=draws, show_default=True)(command)

    return add


@click.command("ensemble")
@scenario_argument
@sampling_options(DRAWS)
@click.option(
    "--method",
    type=click.Choice(["random", "latin_hypercube", "sobol"]),
    help="How the draws are spread [default: random].",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "numpy", "compiled"]),
    help="What runs the draws; the numbers are the same [default: auto].",
)
@click.option(
    "--given",
    "given",
    multiple=True,
    metavar="YEAR:WHAT=RATE",
    help="What a year turned out to be in its first release, such as 2025:gdp=10.2% or "
    "2025:share=19.1%; repeatable. It conditions and does not intervene: to change an assumption, "
    "lay a scenario over this one with --with.",
)
@cluster_option
@targets_option
@json_option
@wide_option
@lang_option
def ensemble_command(
    scenario: str, targets_file: str | None, given: tuple[str, ...], cluster: str | None,
    as_json: bool, lang: str, **plan: Any,
) -> None:  # fmt: skip
    """Print the fan of the digital share under SCENARIO and the odds of its targets."""
    from dxsim.analysis.targets import load_targets
    from dxsim.analysis.uncertainty.condition import condition_study
    from dxsim.analysis.uncertainty.ensemble import Plan, study_of
    from dxsim.analysis.uncertainty.ensemble_records import condition_record, ensemble_record
    from dxsim.analysis.uncertainty.outcomes import parse_outcome
    from dxsim.scenario.loading import load_scenario

    _refuse_given(given, cluster, plan)
    asked = Plan(**{name: value for name, value in plan.items() if value is not None})
    outcomes = [parse_outcome(text) for text in given]
    loaded, targets = load_scenario(scenario), load_targets(targets_file)
    study = study_of(loaded, targets)
    after = condition_study(study, outcomes, asked.draws, asked.seed) if outcomes else None
    if after is not None and as_json:
        print_json(condition_record(after))
        return
    futures = _futures(study, cluster, asked)
    if after is not None:
        _print_updated(loaded, (futures, after), targets, lang)
    elif as_json:
        print_json(ensemble_record(futures))
    else:
        _print_ensemble(loaded, futures, targets, lang)


def _refuse_given(given: tuple[str, ...], cluster: str | None, plan: Options) -> None:
    """Refuse what has no effect on draws that outcomes are given to."""
    named = {"--given": given or None, "--cluster": cluster}
    named |= {f"--{name}": plan[name] for name in ("method", "engine")}
    for other in ("--method", "--engine", "--cluster"):
        refuse_together(named, "--given", other)


def _futures(study: Study, cluster: str | None, plan: Plan) -> Free:
    """Return fan and odds of a study, run here or on a cluster."""
    from dxsim.analysis.uncertainty.ensemble import futures, summarise

    if cluster is None:
        return summarise(futures(study, plan))
    from dxsim.batch.cluster.ensembles import cluster_futures

    return summarise(cluster_futures(study, plan, cluster))


def _print_updated(
    loaded: Scenario, both: tuple[Free, Given], targets: tuple[Target, ...], lang: str
) -> None:
    from dxsim.presentation.text import uncertainty as said
    from dxsim.presentation.text.messages import say
    from dxsim.presentation.text.words import basis_line

    before, after = both
    show(loaded.heading(lang), basis_line(loaded, lang), "", said.outcomes_in_words(after, lang))
    show("", say("ensemble.fan_note", lang), said.fan_table(after, lang), "")
    show(said.updated_table(before, after, targets, lang), "")
    show(said.assumptions_in_words(after, lang))


def _print_ensemble(
    loaded: Scenario, futures: Free, targets: tuple[Target, ...], lang: str
) -> None:
    from dxsim.presentation.text import uncertainty as said
    from dxsim.presentation.text.messages import number, say
    from dxsim.presentation.text.words import basis_line

    draws = number(futures.attrs["draws"], lang, 0)
    heading = loaded.heading(lang)
    show(say("ensemble.title", lang, scenario=heading, draws=draws, seed=futures.attrs["seed"]))
    show(basis_line(loaded, lang), "", say("ensemble.fan_note", lang))
    show(said.fan_table(futures, lang), "")
    if futures.targets:
        show(said.probability_table(futures, targets, lang), "", say("ensemble.bases_note", lang))
        show(said.basis_table(futures, targets, lang), "")
    show(said.ensemble_sentences(futures, lang))


@click.command("sensitivity")
@scenario_argument
@sampling_options(INDEX_DRAWS)
@targets_option
@json_option
@wide_option
@lang_option
def sensitivity_command(
    scenario: str, draws: int, seed: int, targets_file: str | None, as_json: bool, lang: str
) -> None:
    """Print which errors matter for the share under SCENARIO in the years of its targets."""
    from dxsim.analysis.targets import load_targets
    from dxsim.analysis.uncertainty.assumed import assumptions
    from dxsim.analysis.uncertainty.ensemble import study_of
    from dxsim.analysis.uncertainty.sensitivity import importance_of, sensitivity_record
    from dxsim.presentation.text.messages import say
    from dxsim.presentation.text.uncertainty import errors_in_words
    from dxsim.presentation.text.uncertainty import sensitivity as said
    from dxsim.presentation.text.words import basis_line
    from dxsim.scenario.loading import load_scenario

    loaded, targets = load_scenario(scenario), load_targets(targets_file)
    indices = importance_of(study_of(loaded, targets), draws, seed)
    if as_json:
        print_json(sensitivity_record(indices))
        return
    show(basis_line(loaded, lang))
    for year in said.target_years(indices, tuple(target.year for target in targets)):
        heading = loaded.heading(lang)
        show("", say("sensitivity.title", lang, scenario=heading, year=year))
        show(said.ranking_sentence(indices, year, lang))
        if said.ranking_table(indices, year, lang)[1]:
            show(said.ranking_table(indices, year, lang))
    show("", say("sensitivity.note", lang))
    show(errors_in_words(assumptions(loaded), lang)[1:])  # not the distribution


@click.command("discover")
@scenario_argument
@click.option(
    "--target", "target_id", default="", metavar="ID",
    show_default="the middle one on the digital share",
)  # fmt: skip
@sampling_options(RULE_DRAWS)
@targets_option
@json_option
@wide_option
@lang_option
def discover_command(
    scenario: str,
    target_id: str,
    draws: int,
    seed: int,
    targets_file: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """Print when a target holds under SCENARIO, as limits on growth, with checks."""
    from dxsim.analysis.targets import load_targets, main_target
    from dxsim.analysis.uncertainty.assumed import assumptions
    from dxsim.analysis.uncertainty.discovery import discover, rule_record
    from dxsim.presentation.text.messages import number, say
    from dxsim.presentation.text.uncertainty import errors_in_words
    from dxsim.presentation.text.uncertainty.rules import limit_table, rule_sentences
    from dxsim.presentation.text.words import basis_line
    from dxsim.scenario.loading import load_scenario

    loaded = load_scenario(scenario)
    target = main_target(loaded, target_id, load_targets(targets_file))
    rule = discover(loaded, target, draws=draws, seed=seed)
    if as_json:
        print_json(rule_record(rule))
        return
    fields = {"scenario": loaded.heading(lang), "draws": number(draws, lang, 0), "seed": seed}
    show(say("ensemble.title", lang, **fields), basis_line(loaded, lang))
    show(rule_sentences(rule, lang))
    if rule.limits:
        show("", limit_table(rule, lang))
    show("", errors_in_words(assumptions(loaded), lang))
