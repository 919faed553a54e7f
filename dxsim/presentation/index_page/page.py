"""The page that links everything of a run: one HTML file, opened from disk, in both languages.

It holds no script and loads nothing from a network: both languages stand in it, and two radio
buttons and a style rule show the one or the other. Every text is escaped.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from dxsim.analysis.evidence.facts_used import known_until
from dxsim.analysis.judged import verdicts
from dxsim.analysis.targets import Target, cited, load_targets
from dxsim.analysis.verdicts import Verdict
from dxsim.data.country import load_country
from dxsim.data.files import write_atomic
from dxsim.presentation import quoting
from dxsim.presentation.briefing.elements import Element
from dxsim.presentation.briefing.target_pages import answer
from dxsim.presentation.figures.drawing import style, wording
from dxsim.presentation.figures.remarks import rest_in_short
from dxsim.presentation.figures.verdict_cells import (
    cell_text,
    columns,
    left_out,
    reasons,
    reasons_in_words,
    shade,
    spoken,
)
from dxsim.presentation.index_page.links import links, listing
from dxsim.presentation.text.messages import LANGUAGES, MISSING, capital, say
from dxsim.presentation.text.standing import known_line
from dxsim.presentation.text.words import scenario_label
from dxsim.scenario.records import Scenario

NAME = "index.html"
_STYLE = Path(__file__).with_name("page.css")


def write_index(
    out_dir: str | Path,
    scenarios: Iterable[Scenario],
    targets: Iterable[Target] | None = None,
    *,
    facts: Sequence[Verdict] | None = None,
    lang: str = "vi",
) -> Path:
    """Write `index.html` into a run's folder and return its path.

    Parameters
    ----------
    out_dir
        the folder; every file in it that is not hidden is linked.
    scenarios, targets
        the run's, for the verdict matrix; targets by default those of the country's `targets.yaml`.
    facts
        the verdicts where they are at hand; else they are worked out.
    lang
        the language shown first, in which notebooks and figures without a language in their name
        are.
    """
    folder = Path(out_dir)
    several = sorted(scenarios, key=lambda s: s.producer, reverse=True)
    goals = tuple(targets) if targets is not None else load_targets()
    known = list(facts) if facts is not None else verdicts(several, goals)
    files = [path for path in listing(folder) if path.as_posix() != NAME]
    linked = {each: links(folder, files, each, lang) for each in LANGUAGES}
    text = page(several, goals, known, linked, lang)
    return write_atomic(folder / NAME, text.encode())


def page(
    scenarios: Sequence[Scenario],
    targets: Sequence[Target],
    facts: Sequence[Verdict],
    linked: Mapping[str, str],
    lang: str,
) -> str:
    """Return the page as HTML; `linked` holds the links to the files, by language."""
    inside = "".join(
        f'<div class="{each}" lang="{each}">{_body(scenarios, targets, facts, each)}'
        f"{linked[each]}{_quoting(each)}</div>"
        for each in LANGUAGES
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_title(lang)}</title>\n"
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n{_switch(lang)}<main>{inside}</main>\n</body>\n</html>\n"
    )


def _quoting(lang: str) -> str:
    """Return the rules for quoting a number, folded up."""
    rules = "".join(f"<li>{escape(rule)}</li>" for rule in quoting.rules(lang))
    heading = escape(quoting.heading(lang))
    return f"<details><summary>{heading}</summary><ol>{rules}</ol></details>"


def _title(lang: str) -> str:
    return _said("title", lang, country=load_country().name[lang])


def _said(key: str, lang: str, **fields: object) -> str:
    return escape(say(f"index.{key}", lang, **fields))


def _switch(lang: str) -> str:
    legend = " / ".join(_said("language", each) for each in LANGUAGES)
    buttons = "".join(
        f'<label lang="{each}"><input type="radio" name="lang" id="to-{each}"'
        f"{' checked' if each == lang else ''}> {_said(f'language_{each}', each)}</label>"
        for each in LANGUAGES
    )
    return f"<fieldset><legend>{legend}</legend>{buttons}</fieldset>\n"


def _body(
    scenarios: Sequence[Scenario],
    targets: Sequence[Target],
    facts: Sequence[Verdict],
    lang: str,
) -> str:
    lead = _said("lead", lang, count=len(scenarios), targets=len(targets))
    said = "".join(map(_html, answer(targets, facts, lang)))
    shown = columns(targets, facts)
    day = known_line(known_until(scenarios, targets), lang)
    basis = style.basis(scenarios, lang, cited(targets))
    basis = f"{basis} {capital(day)}." if day else basis
    return (
        f"<h1>{_title(lang)}</h1><p>{lead}</p>{said}"
        f"<h2>{_said('heading_matrix', lang)}</h2>{matrix(scenarios, shown, facts, lang)}"
        f'<p class="basis">{escape(f"{left_out(targets, shown, lang)} {basis}".strip())}</p>'
    )


def _html(element: Element) -> str:
    """Return a heading, a list, a remark or a table of the briefing as HTML."""
    if element["kind"] == "heading":
        level = element["level"] + 1
        return f"<h{level}>{escape(element['text'])}</h{level}>"
    if element["kind"] == "list":
        return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in element['items'])}</ul>"
    if element["kind"] == "small":
        return f'<p class="basis">{escape(element["text"])}</p>'
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in element["header"])
    rows = "".join(_row(first, rest) for first, *rest in element["rows"])
    table = f'<table class="plain"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="wide" tabindex="0">{table}</div>'


def _row(first: str, rest: Iterable[str]) -> str:
    cells = "".join(f"<td>{escape(text)}</td>" for text in rest)
    return f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'


def matrix(
    scenarios: Sequence[Scenario], targets: Sequence[Target], facts: Sequence[Verdict], lang: str
) -> str:
    """Return the verdict matrix as an HTML table with headers for rows, columns and producers."""
    kept = {target.id for target in targets}
    facts = [fact for fact in facts if fact.target.id in kept]
    letters = reasons(facts)
    heads = [*(wording.short_target(t, lang) for t in targets), say("index.rest", lang)]
    columns = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    groups = "".join(
        _group(producer, [s for s in scenarios if s.producer == producer], facts, letters, lang)
        for producer in dict.fromkeys(s.producer for s in scenarios)
    )
    return (
        f'<div class="wide" tabindex="0"><table><caption>{_said("caption", lang)} '
        f"{_key(facts, lang)}</caption>"
        f"<thead><tr><td></td>{columns}</tr></thead>{groups}</table></div>"
    )


def _key(facts: Sequence[Verdict], lang: str) -> str:
    said = any(f.final.reason for f in facts)
    return _said("not_evaluable", lang, reasons=reasons_in_words(facts, lang)) if said else ""


def _group(
    producer: str,
    scenarios: Sequence[Scenario],
    facts: Sequence[Verdict],
    letters: Mapping[str, str],
    lang: str,
) -> str:
    rows = []
    for scenario in scenarios:
        row = [f for f in facts if f.scenario == scenario.name]
        cells = "".join(_cell(fact, letters, lang) for fact in row)
        rest = escape("; ".join(rest_in_short(row[0].strain, lang))) if row else MISSING
        title = escape(scenario.heading(lang), quote=True)
        name = escape(scenario_label(scenario, lang))
        head = f'<th scope="row" title="{title}">{name}</th>'
        rows.append(f'<tr>{head}{cells}<td class="rest">{rest}</td></tr>')
    span = len({f.target.id for f in facts}) + 2
    who = escape(capital(style.full_name(producer, lang)))
    head = f'<tr><th class="who" scope="rowgroup" colspan="{span}">{who}</th></tr>'
    return f"<tbody>{head}{''.join(rows)}</tbody>"


def _cell(fact: Verdict, letters: Mapping[str, str], lang: str) -> str:
    kind = "none" if fact.final.reached is None else "some"
    judge = f"; {say('index.judge', lang)}" if fact.judge else ""
    words = escape(spoken(fact, lang) + judge)
    shown = escape(cell_text(fact, letters, lang))
    kind += " judge" if fact.judge else ""
    return (
        f'<td class="{kind}" style="background-color:{shade(fact)}">'
        f'<span aria-hidden="true">{shown}</span><span class="spoken">{words}</span></td>'
    )
