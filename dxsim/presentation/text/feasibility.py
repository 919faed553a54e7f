"""Joint feasibility in words: a conflict as a sentence, a witness as plain values."""

from collections.abc import Iterable, Sequence

from dxsim.analysis.backwards.feasibility import Feasibility
from dxsim.analysis.backwards.linear_programme import Witness
from dxsim.analysis.metrics import METRICS
from dxsim.analysis.targets import Target
from dxsim.data.arrays import finite
from dxsim.data.files import Document
from dxsim.model.plain_values import projection_record
from dxsim.model.trajectory import Strain
from dxsim.presentation.text.blocks import Block
from dxsim.presentation.text.messages import LANGUAGES, capital, number, say
from dxsim.presentation.text.tables import in_unit, projection_table, rest_in_words
from dxsim.presentation.text.words import basis_line, block_name, bound_in_words, rate
from dxsim.scenario.records import Bound, Scenario


def conflict_sentence(
    conflict: Sequence[str], targets: Iterable[Target], bounds: Iterable[Bound], lang: str
) -> str:
    """Return in one sentence what cannot hold together.

    Parameters
    ----------
    conflict
        the ids of its members.
    targets, bounds
        what the ids stand for.
    lang
        "en" or "vi".
    """
    asked = [t for t in targets if t.id in conflict]
    limits = [b for b in bounds if b.id in conflict]
    if not asked:
        joined = _joined([_limit(b, named(b.of, lang), lang) for b in limits], lang)
        key = "conflict_bounds" if len(limits) > 1 else "conflict_bound"
        return capital(say(f"feasibility.{key}", lang, clauses=joined))
    head = min(asked, key=_breadth)
    cannot = _target("cannot", head, lang)
    same = [b for b in limits if b.of == head.of and not METRICS[head.metric].of_published_part]
    other = [b for b in limits if b not in same]
    clauses = [_limit(b, say("feasibility.it", lang), lang) for b in same]
    clauses += [_limit(b, named(b.of, lang), lang) for b in other]
    clauses += [_target("is", t, lang) for t in asked if t is not head]
    if not clauses:
        return capital(say("feasibility.conflict_alone", lang, cannot=cannot))
    joined = _joined(clauses, lang)
    return capital(say("feasibility.conflict", lang, cannot=cannot, clauses=joined))


def _breadth(target: Target) -> tuple[bool, bool, int]:
    """Return the place of a target among several: of one part's share first, then as listed."""
    metric = METRICS[target.metric]
    order = list(METRICS).index(target.metric)
    return not metric.within_digital, not metric.of_published_part, order


def _target(mood: str, target: Target, lang: str) -> str:
    of = named(target.of, lang) if target.of else ""
    if target.prices:
        of = f"{of} ({say(f'words.basis_{target.prices}', lang)})"
    threshold = in_unit(target.threshold, target.unit, lang, shortest=True)
    years = "-".join(map(str, target.years or [target.year]))
    key = f"metrics.{mood}_{target.metric}"
    return say(key, lang, of=of, threshold=threshold, year=years)


def named(of: str, lang: str) -> str:
    """Return a block's name as it stands within a sentence: "the rest of GDP", "ICT"."""
    own = of in ("non_digital", "digital")
    return say(f"feasibility.block_{of}", lang) if own else block_name(of, lang)


def when(bound: Bound, lang: str) -> str:
    """Return the years of a bound within a sentence."""
    years = [str(year) for year in dict.fromkeys(bound.years)]
    key = "feasibility.in_years" if len(years) > 1 else "feasibility.in_year"
    return say(key, lang, years="-".join(years))


def _limit(bound: Bound, of: str, lang: str) -> str:
    fields = {"of": of, "when": when(bound, lang)}
    if bound.min is not None:
        fields["min"] = rate(bound.min, lang)
    if bound.max is not None:
        fields["max"] = rate(bound.max, lang)
    how = "at_least" if bound.max is None else "at_most" if bound.min is None else "between"
    how = "exactly" if bound.min == bound.max else how
    return say(f"feasibility.grows_{how}", lang, **fields)


def _joined(clauses: Sequence[str], lang: str) -> str:
    if len(clauses) == 1:
        return clauses[0]
    return say("feasibility.and", lang, first=", ".join(clauses[:-1]), last=clauses[-1])


def feasibility_record(
    feasibility: Feasibility, targets: Iterable[Target], bounds: Iterable[Bound]
) -> Document:
    """Return joint feasibility as plain values, as `dxsim feasible --json` prints it."""
    common = {"demands": list(feasibility.demands), "milestones": list(feasibility.milestones)}
    if feasibility.witness is not None:
        witness = witness_record(feasibility.witness)
        return {
            "feasible": True,
            "witness": witness,
            "distance": feasibility.witness.distance,
        } | common
    targets, bounds = list(targets), list(bounds)
    return {
        "feasible": False,
        "conflict": list(feasibility.conflict),
        "conflicts": [list(one) for one in feasibility.conflicts],
        "sentence": {
            lang: conflict_sentence(feasibility.conflict, targets, bounds, lang)
            for lang in LANGUAGES
        },
        "proof": dict(feasibility.proof),
        "without": {name: witness_record(one) for name, one in feasibility.without.items()},
    } | common


def witness_record(witness: Witness) -> Document:
    """Return a witness path by year: levels in trillions, shares as fractions."""
    path = witness.path
    return {
        "years": [int(year) for year in path.years],
        "components": {name: finite(values) for name, values in path.components.items()},
        "share": finite(path.share),
        "gdp": finite(path.gdp),
        "non_digital": finite(path.non_digital),
    }


def together_sentence(
    feasibility: Feasibility, targets: Iterable[Target], bounds: Iterable[Bound], lang: str
) -> str:
    """Return in one sentence that all demands can hold together, or what cannot."""
    if feasibility.witness is None:
        return conflict_sentence(feasibility.conflict, targets, bounds, lang)
    if feasibility.witness.distance == 0:
        return say("feasibility.feasible_own", lang)
    distance = number(feasibility.witness.distance * 100, lang, 2)
    years = ", ".join(str(year) for year in feasibility.milestones[1:])
    return say("feasibility.feasible", lang, distance=distance, milestones=years)


def feasibility_lines(
    scenario: Scenario,
    feasibility: Feasibility,
    targets: Sequence[Target],
    bounds: Sequence[Bound],
    lang: str,
) -> list[Block]:
    """Return joint feasibility as a terminal shows it, with the witness as a table."""
    said = feasibility_sentences(scenario, feasibility, targets, bounds, lang)
    if feasibility.witness is None:
        return [*said]
    record = projection_record(feasibility.witness.scenario)
    return [*said, "", projection_table(record, lang), rest_in_words(Strain.of(record), lang)]


def feasibility_sentences(
    scenario: Scenario,
    feasibility: Feasibility,
    targets: Sequence[Target],
    bounds: Sequence[Bound],
    lang: str,
) -> list[str]:
    """Return joint feasibility in sentences: what is demanded, whether it holds, what conflicts."""
    heading = scenario.heading(lang)
    demands = [*(t.title.get(lang) for t in targets), *(bound_in_words(b, lang) for b in bounds)]
    lines = [
        say("feasibility.title", lang, scenario=heading),
        basis_line(scenario, lang),
        say("feasibility.demands", lang, demands="; ".join(demands)),
        "",
        together_sentence(feasibility, targets, bounds, lang),
    ]
    if feasibility.witness is not None:
        return [*lines, *([] if bounds else [say("feasibility.no_bounds", lang)])]
    lines += _members(feasibility, lang)
    others = [" + ".join(one) for one in feasibility.conflicts if one != feasibility.conflict]
    if others:
        lines.append(say("feasibility.others", lang, conflicts="; ".join(others)))
    return lines


def _members(feasibility: Feasibility, lang: str) -> list[str]:
    """Return each member of a conflict with what is known of it."""
    proved = say("feasibility.proved", lang) if feasibility.proof else ""
    if len(feasibility.conflict) == 1:
        lines, said = [say("feasibility.infeasible_alone", lang)], [proved]
    else:
        lines = [say("feasibility.infeasible", lang, count=len(feasibility.conflict))]
        said = [proved, say("feasibility.necessary", lang)]
    known = "; ".join(text for text in said if text)
    return [
        *lines,
        *(f"  {name}: {known}" if known else f"  {name}" for name in feasibility.conflict),
    ]
