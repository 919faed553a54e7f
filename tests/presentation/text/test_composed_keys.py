"""A key that code composes exists for every value it can take, in both languages."""

from pathlib import Path
from typing import get_args

import pytest
from support.composed import arguments, asked

from dxsim.analysis.evidence.official_targets import STATUSES
from dxsim.analysis.forecasts.curves import Curve
from dxsim.analysis.forecasts.histories import Scale
from dxsim.analysis.forecasts.measurement import Release
from dxsim.analysis.forecasts.methods import TREND_METHODS
from dxsim.analysis.forecasts.rates import RATE_METHODS
from dxsim.analysis.metrics import (
    METRICS,
    Measure,
    MetricName,
    is_linear_programme,
)
from dxsim.analysis.targets import Target
from dxsim.analysis.uncertainty.assumed import Moved
from dxsim.batch.jobs import Job
from dxsim.batch.main_job.required_files import OF_NOTEBOOK
from dxsim.batch.progress import STATES, closing_line
from dxsim.cases import viet_nam
from dxsim.cases.results import Verdict
from dxsim.data.programme_numbers import GRADES
from dxsim.data.records import CONFIDENCES
from dxsim.presentation.briefing.layout import FIGURES
from dxsim.presentation.explorer.programmes import MOVED
from dxsim.presentation.exports.interchange import IAMC_COLUMNS
from dxsim.presentation.exports.tidy import COLUMNS
from dxsim.presentation.figures.scenarios.composition import METRICS as PANELS
from dxsim.presentation.index_page.links import ORDER
from dxsim.presentation.quoting import COUNT
from dxsim.presentation.text import messages
from dxsim.presentation.workbook.input_cells import GRIDS, LANGUAGES, PARAMETERS, TEXTS
from dxsim.presentation.workbook.sheets.projection import FORMULAS
from dxsim.presentation.workbook.sheets.verdicts import lines
from dxsim.scenario.assumed_errors.completion import WHOLE
from dxsim.scenario.laws import LAWS, GdpMultiple
from dxsim.scenario.names import AGGREGATES, BESIDE
from dxsim.scenario.programmes.records import KINDS, Cost
from dxsim.scenario.provenance import NOT_ASSUMPTIONS
from dxsim.scenario.records import Scenario
from dxsim.scenario.uncertainty import BasisName


def of(record, field):
    """Return every value that a field of a record may have, None left out."""
    annotation = record.model_fields[field].annotation
    return [value for value in get_args(annotation) if isinstance(value, str)]


LINES = [line for members in lines().values() for line in members]
LINEAR = [m for m in METRICS if is_linear_programme(Measure(m))]
MODELLED = [metric for metric in METRICS if metric != "unmodelled"]
NOT_EVALUABLE = [
    "no_such_part", "outside_horizon", "exhausted", "no_growth_in_base_year", "not_modelled",
    "no_gdp_growth",
    "span_before_base_year", "no_employment", "no_population", "no_exchange_rate",
]  # fmt: skip
FAMILIES = {
    "laws.stated_{}": LAWS,
    "laws.choice_{}": LAWS,
    "laws.about_{}": LAWS,
    "laws.equation_{}": LAWS,
    "words.prices_{}": of(Scenario, "prices"),
    "verdict.basis_{}": of(Scenario, "prices"),
    "words.closure_{}": of(Scenario, "closure"),
    "words.of_{}": of(GdpMultiple, "of"),
    "explorer.multiple_of_{}": of(GdpMultiple, "of"),
    "words.bound_{}": ["min", "max"],
    "words.basis_{}": of(Target, "prices") or ["real", "nominal"],
    "words.block_{}": [*AGGREGATES, *BESIDE],
    "words.key_{}": {"base", "growth", "deflator", "carved_from", *Scenario.model_fields}
    - {*NOT_ASSUMPTIONS, *AGGREGATES, *BESIDE, "components", "origins", "programme_files",
       "laid_over"},
    "feasibility.block_{}": ["non_digital", "digital"],
    "verdict.sense_{}": of(Target, "sense"),
    "metrics.target_{}": get_args(MetricName),
    "metrics.sheet_{}": FORMULAS,
    "metrics.short_{}": get_args(MetricName),
    "metrics.measure_{}": MODELLED,
    "figures.composition_{}": PANELS,
    "verdict.sentence_{}": ["reached", "strained", "strained_later", "missed", "not_evaluable"],
    "explorer.answer_{}": ["reached", "strained", "missed", "none"],
    "verdict.{}": ["reached", "strained", "missed", "not_evaluable", *NOT_EVALUABLE],
    "claims.verdict_{}": get_args(Verdict),
    "claims.{}_claim": [check.lower() for check in viet_nam.CHECKS],
    "evidence.scale_{}": get_args(Scale),
    "evidence.curve_{}": get_args(Curve),
    "evidence.release_{}": get_args(Release),
    "evidence.grade_{}": CONFIDENCES,
    "evidence.method_{}": {**TREND_METHODS, **RATE_METHODS},
    "evidence.{}": lambda: arguments("both", 0),
    "evidence.column_{}": ["target", "producer", "role", "value", "gap", "verdict", "known"],
    "ensemble.basis_{}": get_args(BasisName),
    "ensemble.column_{}": get_args(BasisName),
    "ensemble.distribution_{}": ["normal", "student_t"],
    "ensemble.errors_{}": {"aggregate", *get_args(Moved)} - {"level"},
    "ensemble.rests_{}": ["estimated", "assumed"],
    "ensemble.whole_{}": WHOLE,
    "ensemble.name_{}": lambda: arguments("Engine", 0),
    "ensemble.{}": lambda: arguments("numpy_engine", 1) | arguments("compiled_engine", 1),
    "discovery.{}": ["no_rule", "ended", "too_rare", "too_common"],
    "metrics.{}_{}": [(mood, metric) for mood in ("cannot", "is") for metric in LINEAR],
    "discovery.unit_{}": ["excess", "growth", "base"],
    "discovery.input_{}": ["excess", "growth", "base"],
    "sensitivity.factor_{}": ["persistent", "yearly", "measurement", "allocation", "ceiling",
                              "breaks"],
    "explorer.moved_{}": MOVED,
    "run.need_{}": {need for needs in OF_NOTEBOOK.values() for need in needs},
    "promises.status_{}": STATUSES,
    "explorer.expected_{}": lambda: arguments("ScreenError", 1),
    "explorer.unit_{}": ["rate", "share", "speed", "times", "years"],
    "rebasing.{}": lambda: arguments("Remark", 0, "analysis") | {"laws_kept"},
    "briefing.caption_{}": FIGURES,
    "front.{}": [
        "where", "where_beside", "needed", "needed_since", "delivered", "delivered_all",
    ],
    "overview.{}": ["others", "others_one", "judge", "judge_beside"],
    "index.language_{}": messages.LANGUAGES,
    "quoting.rule_{}": range(1, COUNT + 1),
    "exports.column_{}": {*COLUMNS, *IAMC_COLUMNS},
    "backwards.explain_{}": ["data_revision", "rebasing"],
    "index.heading_{}": ORDER,
    "index.{}": lambda: arguments("_said", 0, "presentation/index_page"),
    "programmes.lever_{}": ["realisation", "additionality", "coverage", "effect"],
    "programmes.grade_{}": [grade.replace("-", "_") for grade in GRADES],
    "programmes.parameter_{}": {
        name for record in (*KINDS.values(), Cost) for name in record.model_fields
        if f"programmes.parameter_{name}" in messages.catalogue("en")
    },
    "laws.column_{}": [parameter.key for parameter in PARAMETERS],
    "workbook.section_{}_grid": GRIDS,
    "workbook.line_{}": {line.key.partition("_")[0] if line.key.startswith(("alone_", "addition_"))
                         else line.key for line in LINES},
    "workbook.unit_{}": {line.unit for line in LINES} - {"", "money"},
    "workbook.section_{}": lines(),
    "workbook.use_{}": range(1, 6),
    "workbook.use_{}_text": range(1, 6),
    "workbook.unit_of_{}": ["gdp", "digital"],
    "workbook.paces_{}": ["all", "broad"],
    "workbook.constant_{}": ["fall_tolerance", "target_tolerance", "last_year"],
    "workbook.input_{}": [f"scenario_{text}_{lang}" for text in TEXTS for lang in LANGUAGES],
    "workbook.about_{}": GRIDS,
    "workbook.kind_{}": KINDS,
}  # fmt: skip
BY_PARAMETER = {"laws.name_{}{}", "laws.slider_{}"}
"""Held by the words of every parameter of every law, see `test_parameter_words`."""
HANDED_ON = {
    "workbook.{}",
    "workbook.{}.note",
    "workbook.head_{}",
    "workbook.row_{}",
    "workbook.sheet_{}",
    "workbook.error_{}",
    "workbook.how_{}",
}
"""Keys of the workbook's own sheets, all of which every workbook writes."""


def test_every_key_that_code_composes_is_known_or_of_a_family_held_here():
    unheld = {a.template for a in asked() if a.keys is None}
    assert unheld - FAMILIES.keys() - BY_PARAMETER - HANDED_ON == set()


NEVER = {"briefing.headline_unjudged_one",
         "briefing.headline_unknown_one"}  # fmt: skip
"""Compositions that the code excludes: a single path is not "all", and is judged."""


@pytest.mark.parametrize("lang", messages.LANGUAGES)
def test_every_key_that_code_composes_of_known_words_has_its_text(lang):
    known = messages.catalogue(lang)
    keys = {key: a.place for a in asked() for key in a.keys or ()}
    assert len(keys) > 200
    assert {key: at for key, at in keys.items() if key not in known}.keys() == NEVER


@pytest.mark.parametrize("lang", messages.LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_value_has_its_text(family, lang):
    known, of_family = messages.catalogue(lang), FAMILIES[family]
    values = list(of_family() if callable(of_family) else of_family)
    assert values and family in {a.template for a in asked()}
    keys = [family.format(*(value if isinstance(value, tuple) else [value])) for value in values]
    assert [key for key in keys if key not in known] == []


@pytest.mark.parametrize("lang", messages.LANGUAGES)
def test_every_status_of_a_job_is_counted_in_the_closing_line(lang):
    results = [Job(f"job{n}", Path(), status=status) for n, status in enumerate(STATES)]
    line = closing_line(results, lang)
    assert line.count("1") == len(STATES) and len(line.split(", ")) == len(STATES)


def test_the_statuses_counted_are_those_that_a_batch_gives():
    assert set(STATES) == {"done", "kept", "failed", "not run"}
    assert {r.status for r in (Job("a", Path(), status=s) for s in STATES) if r.good} == {
        "done",
        "kept",
    }
