"""A key that code composes exists for every value it can take, in both languages."""

from typing import get_args

import pytest

from dxsim.analysis.forecasts.curves import Curve
from dxsim.analysis.forecasts.histories import Scale
from dxsim.analysis.forecasts.measurement import Release
from dxsim.analysis.metrics import MetricName
from dxsim.analysis.targets import Target
from dxsim.batch.jobs import JobResult
from dxsim.batch.progress import STATES, closing_line
from dxsim.cases.viet_nam.record import Verdict
from dxsim.presentation.text import messages
from dxsim.scenario.laws import LAWS, GdpMultiple
from dxsim.scenario.records import Scenario
from dxsim.scenario.uncertainty import BasisName


def of(record, field):
    """Return every value that a field of a record may have, None left out."""
    annotation = record.model_fields[field].annotation
    return [value for value in get_args(annotation) if isinstance(value, str)]


FAMILIES = {
    "words.law_{}": LAWS,
    "explorer.law_{}": LAWS,
    "words.prices_{}": of(Scenario, "prices"),
    "verdict.basis_{}": of(Scenario, "prices"),
    "words.closure_{}": of(Scenario, "closure"),
    "words.of_{}": of(GdpMultiple, "of"),
    "explorer.multiple_of_{}": of(GdpMultiple, "of"),
    "words.bound_{}": ["min", "max"],
    "verdict.sense_{}": of(Target, "sense"),
    "tables.target_{}": get_args(MetricName),
    "figures.metric_{}": get_args(MetricName),
    "backwards.measure_{}": [m for m in get_args(MetricName) if m != "unmodelled"],
    "verdict.sentence_{}": ["reached", "missed", "not_evaluable"],
    "verdict.{}": ["no_such_part", "outside_horizon", "exhausted", "no_growth_in_base_year"],
    "claims.verdict_{}": get_args(Verdict),
    "evidence.scale_{}": get_args(Scale),
    "evidence.curve_{}": get_args(Curve),
    "evidence.release_{}": get_args(Release),
    "ensemble.basis_{}": get_args(BasisName),
    "ensemble.distribution_{}": ["normal", "student_t"],
}


@pytest.mark.parametrize("lang", messages.LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_value_has_its_text(family, lang):
    known, values = messages.catalogue(lang), list(FAMILIES[family])
    assert values
    assert [family.format(v) for v in values if family.format(v) not in known] == []


@pytest.mark.parametrize("lang", messages.LANGUAGES)
def test_every_status_of_a_job_is_counted_in_the_closing_line(lang):
    results = [JobResult(f"job{n}", "", status) for n, status in enumerate(STATES)]
    line = closing_line(results, lang)
    assert line.count("1") == len(STATES) and len(line.split(", ")) == len(STATES)


def test_the_statuses_counted_are_those_that_a_batch_gives():
    assert set(STATES) == {"done", "kept", "failed", "not run"}
    assert {r.status for r in (JobResult("a", "", s) for s in STATES) if r.good} == {"done", "kept"}
