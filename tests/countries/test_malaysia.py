"""Malaysia, the second country shipped: its economics, and no word of the first on any page."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from click.testing import CliRunner

import dxsim as dx
from dxsim.analysis import outside_view
from dxsim.analysis.evidence.past_targets import past_verdicts
from dxsim.analysis.judged import verdicts
from dxsim.cli.main import cli
from dxsim.data.country import load_country
from dxsim.data.observations import observations, yearly
from dxsim.model import share_curves
from dxsim.presentation import figures
from dxsim.presentation.briefing.document import compose
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.explorer.session import Session
from dxsim.presentation.explorer.state import opened
from dxsim.presentation.index_page.page import page
from dxsim.presentation.workbook import workbook_bytes
from dxsim.scenario.loading import load_scenarios

FOREIGN = re.compile(
    r"viet\s?nam\b|việt nam|\bVND\b|(?:tỷ|triệu|nghìn) đồng|\bdong\b|\bMIC\b|\bNSO\b|\bGSO\b"
    r"|decision 411|quyết định 411|bộ tt&tt",
    re.IGNORECASE,
)
LANGUAGES = ("en", "vi")


@pytest.fixture(autouse=True, scope="module")
def malaysia():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DXSIM_COUNTRY", "malaysia")
        yield


@pytest.fixture(scope="module")
def scenarios():
    return load_scenarios()


def refuse_foreign(texts):
    found = [(match[0], text) for text in texts for match in [FOREIGN.search(text)] if match]
    assert not found, found[:3]


@pytest.mark.parametrize(
    ("scenario", "year", "share"),
    [
        ("since-2020", 2030, 0.245),
        ("baseline", 2025, 0.240),
        ("baseline", 2030, 0.274),
        ("class-pace", 2030, 0.305),
    ],
)
def test_a_constant_speed_leads_where_the_logistic_says(scenario, year, share):
    loaded = dx.load_scenario(scenario)
    path = dx.project(loaded)
    found = float(path.share.sel(year=year))
    speed = next(iter(loaded.components.values())).growth.relative.speed
    start = share_curves.logit(float(path.share[0]))
    assert found == pytest.approx(share_curves.expit(start + speed * (year - 2024)), abs=1e-9)
    assert found == pytest.approx(share, abs=0.002)


def test_the_parts_of_every_release_add_up_to_its_total():
    total = observations("digital_share", "dosm").set_index(["period", "known_since"])["value"]
    parts = [
        observations(name, "dosm").set_index(["period", "known_since"])["value"]
        for name in ("ict_share", "ecommerce_other_share")
    ]
    both = sum(parts).dropna()
    shared = both.index.intersection(total.index)
    assert len(shared) >= 3 and (both[shared] - total[shared]).abs().max() <= 0.11


def test_the_carved_out_part_leaves_the_published_total():
    two, three = dx.load_scenario("baseline"), dx.load_scenario("three-parts")
    shares = [float(dx.project(one).share[0]) for one in (two, three)]
    assert shares[0] == pytest.approx(shares[1], abs=1e-12)
    assert three.components["ecommerce_in_ict"].carved_from == "ict"


def test_the_account_on_the_older_base_is_another_measure():
    assert 2014 not in yearly("digital_share", "dosm").index
    assert 2014 in yearly("digital_share", "dosm-2010").index


def test_its_own_episode_is_left_out_of_the_class_it_is_compared_with():
    name = load_country().name["en"]
    assert name not in {e.measure.label["en"] for e in outside_view.reference_class()}
    assert outside_view.median("broad") == pytest.approx(0.061, abs=5e-4)


def test_the_first_target_of_2025_was_reached_and_the_second_is_not_decided():
    judged = {v.target.id: v for v in verdicts([dx.load_scenario()])}
    assert judged["share-2025-first"].reached and not judged["share-2025"].reached
    assert not [v for v in past_verdicts() if v.target == "share-2025"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_of_another_country_stands_in_the_briefing(scenarios, lang):
    results = BriefingResults.of(scenarios[:2], draws=64)
    made = compose(results, lang)
    refuse_foreign([made.title, made.subtitle, made.footer, *all_texts(made.elements)])
    assert load_country().name[lang] in made.title


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_of_another_country_stands_in_a_figure(scenarios, lang):
    about = list(scenarios)
    drawn = [
        figures.paths(about[0], lang=lang),
        figures.comparison(about, lang=lang),
        figures.composition(about, lang=lang),
        figures.history(lang=lang),
        figures.pace(lang=lang),
        figures.required_vs_projected(about, lang=lang),
        figures.rest_of_economy(about, lang=lang),
        figures.revisions(lang=lang),
        figures.verdict_matrix(about, lang=lang),
        figures.official_pace(lang=lang),
    ]
    for one in drawn:
        said = [text.get_text() for text in one.figure.findobj(lambda a: hasattr(a, "get_text"))]
        refuse_foreign([one.title, one.alt, one.table.to_csv(), *said])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_of_another_country_stands_in_the_workbook(lang):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(dx.load_scenario(), lang)))
    refuse_foreign(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )


def test_a_gap_in_money_of_a_small_currency_is_not_shown_as_nothing():
    """A gap of 30 billion, in trillions: to a tenth of a trillion it would read 0.0."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(dx.load_scenario(), "en")))
    rows = [row for row in book["Verdicts"].iter_rows() if row[0].value and "money" in row[0].value]
    gaps = [cell for cell in rows[0][2:] if isinstance(cell.value, str)]
    assert gaps and {cell.number_format for cell in gaps} == {"#,##0.000"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_of_another_country_stands_on_the_screen(lang):
    screen = Session(opened("baseline", lang))
    replies = [screen.answer({"id": 1, "do": do}) for do in ("hello", "yaml", "details")]
    refuse_foreign([json.dumps(reply, default=str) for reply in replies])


COMMANDS = [
    "check", "project baseline", "targets", "require baseline --target share-2025",
    "feasible baseline", "diff baseline since-2020", "explain baseline since-2020", "audit",
    "conditions", "fit",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_of_another_country_is_printed(command, lang):
    done = CliRunner().invoke(cli, [*command.split(), "--lang", lang])
    assert done.exit_code == 0, done.output or done.exception
    refuse_foreign([done.output])


def test_the_index_page_names_the_country_alone(scenarios):
    targets, some = dx.load_targets(), scenarios[:2]
    refuse_foreign([page(some, targets, verdicts(some, targets), {"en": "", "vi": ""}, "en")])


def all_texts(blocks):
    if isinstance(blocks, str):
        yield blocks
    elif isinstance(blocks, dict):
        for value in blocks.values():
            yield from all_texts(value)
    elif isinstance(blocks, list | tuple):
        for value in blocks:
            yield from all_texts(value)
