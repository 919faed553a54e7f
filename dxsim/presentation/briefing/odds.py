"""The probabilities of the briefing, each with its assumptions right below it."""

from typing import TYPE_CHECKING

from dxsim.presentation.briefing import elements, sentences
from dxsim.presentation.briefing.elements import Element, bullets, heading, paragraph
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.text.forecasts import lessons
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.words import scenario_label

if TYPE_CHECKING:
    import xarray as xr


def sure(results: BriefingResults, lang: str) -> list[Element]:
    """Return the probabilities by producer, each with its assumptions right below it."""
    from dxsim.presentation.text import uncertainty as tables

    result = [heading(say("briefing.heading_sure", lang))]
    few = [each.scenario for each in results.references]
    stating = [scenario for scenario in few if scenario.name in results.futures]
    if not stating:
        return [*result, paragraph(say("briefing.sure_none", lang))]
    all_futures = [results.futures[scenario.name] for scenario in stating]
    errors = tables.assumptions_of_several(all_futures, lang)
    for scenario, futures, assumed in zip(stating, all_futures, errors, strict=True):
        result += [
            heading(scenario_label(scenario, lang), 2),
            paragraph(sentences.odds(scenario, futures, lang)),
            elements.table(
                tables.probability_table(futures, results.targets, lang), [2.6, 1, 1.4, 1.2, 1.4]
            ),
            bullets(
                [
                    tables.basis_in_words(futures, lang),
                    tables.joint_in_words(futures, lang),
                    tables.exhausted_in_words(futures, lang),
                    *tables.centre_in_words(futures, lang),
                    *assumed,
                ],
                fine=True,
            ),
            *_by_basis(futures, results, lang),
        ]
    return result


def _by_basis(futures: "xr.Dataset", results: BriefingResults, lang: str) -> list[Element]:
    """Return the odds of the later share targets by basis; nothing where there is none."""
    from dxsim.presentation.text import uncertainty as tables

    later = _later_shares(futures, results)
    if not later.sizes["target"]:
        return []
    table = tables.basis_table(later, results.targets, lang)
    return [
        paragraph(say("ensemble.bases_note", lang)),
        elements.table(table, [2.4, *[1] * (1 + futures.sizes["basis"])]),
    ]


def _later_shares(futures: "xr.Dataset", results: BriefingResults) -> "xr.Dataset":
    """Return futures with the targets on the digital share beyond the next year alone."""
    soon = int(futures["year"].values[1])
    named = [t.id for t in results.targets if t.is_digital_share and t.year > soon]
    return futures.sel(target=[name for name in futures["target"].values if name in named])


def past_forecasts(lang: str) -> list[Element]:
    """Return how the forecasts on the record fell, nothing where none has been scored."""
    said = lessons(lang)
    return [heading(say("briefing.heading_record", lang)), bullets(said)] if said else []
