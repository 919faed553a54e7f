import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support.scenarios import plan, write

from dxsim.data.yamlfile import InputError
from dxsim.scenario.assumed_errors.correlation import is_positive_definite, nearest_correlation
from dxsim.scenario.assumed_errors.defaults import default_uncertainty
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.uncertainty import Uncertainty


def load(tmp_path, **uncertainty):
    return load_scenario(write(plan(uncertainty=uncertainty), tmp_path))


def refusal(tmp_path, **uncertainty):
    with pytest.raises(InputError) as error:
        load(tmp_path, **uncertainty)
    line = str(error.value)
    assert "\n" not in line and "plan.yaml:" in line
    return line


def test_spreads_are_read_as_fractions(tmp_path):
    stated = load(
        tmp_path,
        distribution="student_t",
        degrees_of_freedom=5,
        errors={"ict": {"persistent_sd": "3%", "ar1": 0.4}},
        correlation={"ict": {"gdp": -0.2}},
    ).uncertainty
    assert stated.errors["ict"].persistent_sd == 0.03
    assert stated.degrees_of_freedom == 5
    np.testing.assert_array_equal(
        stated.matrix(["ict", "sectoral", "gdp"]), [[1, 0, -0.2], [0, 1, 0], [-0.2, 0, 1]]
    )


@pytest.mark.parametrize(
    ("uncertainty", "key", "says"),
    [
        ({"errors": {"ict": {"persistent_sd": 0.03}}}, "errors.ict.persistent_sd", "3%"),
        ({"errors": {"ict": {"sd": "3%"}}}, "errors.ict.sd", "persistent_sd"),
        ({"errors": {"ict": {"yearly_sd": "-3%"}}}, "errors.ict.yearly_sd", "0% to 100%"),
        ({"errors": {"ict": {"ar1": 1.0}}}, "errors.ict.ar1", "between -1 and 1"),
        ({"errors": {"non_digital": {}}}, "errors.non_digital", "gdp"),
        ({"errors": {"ict": {"base_sd": "2%"}}}, "errors.ict.base_sd", "allocation_sd"),
        ({"errors": {"ict": {"allocation_sd": "2%"}}}, "errors.ict.allocation_sd", "carved_from"),
        ({"errors": {"ict": {"ceiling_sd": "2%"}}}, "errors.ict.ceiling_sd", "logistic"),
        ({"errors": {"gdp": {"ceiling_sd": "2%"}}}, "errors.gdp.ceiling_sd", "logistic"),
        ({"errors": {"ict": {"half_life": "9"}}}, "errors.ict.half_life", "can fade"),
        ({"errors": {"ict": {"half_life": "0"}}}, "errors.ict.half_life", "above"),
        ({"breaks": {"rate": "2", "sd": "20%"}}, "breaks.rate", "from 0 to 1"),
        ({"breaks": {"rate": 0.1, "sd": "20%", "included": "yes"}}, "breaks.included", "true"),
        ({"measurement_sd": "3"}, "measurement_sd", "3%"),
        ({"basis": "history"}, "basis", "own_history"),
        ({"errors": {"services": {}}}, "errors.services", "ict"),
        ({"distribution": "cauchy"}, "distribution", "normal"),
        ({"distribution": "student_t"}, "degrees_of_freedom", "a number"),
        ({"distribution": "normal", "degrees_of_freedom": 5}, "degrees_of_freedom", "none"),
        ({"distribution": "student_t", "degrees_of_freedom": 2}, "degrees_of_freedom", "above 2"),
        ({"correlation": {"ict": {"ict": 0.5}}}, "correlation.ict.ict", "each pair once"),
        (
            {"correlation": {"ict": {"gdp": 0.5}, "gdp": {"ict": 0.5}}},
            "correlation.gdp.ict",
            "each pair once",
        ),
        ({"correlation": {"ict": {"gdp": 1.5}}}, "correlation.ict.gdp", "between -1 and 1"),
    ],
)
def test_wrong_uncertainty_is_refused_with_its_place(tmp_path, uncertainty, key, says):
    line = refusal(tmp_path, **uncertainty)
    assert f"uncertainty.{key}" in line
    assert says in line


def test_an_impossible_correlation_is_refused_with_the_nearest_possible_one(tmp_path):
    line = refusal(
        tmp_path,
        correlation={"ict": {"platform": 0.9, "sectoral": -0.9}, "platform": {"sectoral": 0.9}},
    )
    assert "not positive definite" in line
    assert "ict-platform 0.500, ict-sectoral -0.500, platform-sectoral 0.500" in line


@given(
    st.integers(2, 5).flatmap(lambda n: st.lists(st.floats(-1, 1), min_size=n * n, max_size=n * n))
)
def test_the_nearest_correlation_is_a_possible_one(entries):
    n = int(np.sqrt(len(entries)))
    matrix = np.array(entries).reshape(n, n)
    matrix = (matrix + matrix.T) / 2
    np.fill_diagonal(matrix, 1)
    found = nearest_correlation(matrix)
    assert is_positive_definite(found)
    np.testing.assert_allclose(np.diag(found), 1, atol=1e-12)
    np.testing.assert_allclose(found, found.T, atol=1e-12)
    if np.linalg.eigvalsh(matrix)[0] > 1e-5:
        np.testing.assert_allclose(found, matrix, atol=1e-8)


def test_the_nearest_correlation_of_a_published_case():
    """Higham (2002), section 4: the tridiagonal example."""
    matrix = np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]])
    expected = [[1, 0.7607, 0.1573], [0.7607, 1, 0.7607], [0.1573, 0.7607, 1]]
    np.testing.assert_allclose(nearest_correlation(matrix), expected, atol=5e-5)


def test_what_a_scenario_states_stands_over_the_defaults():
    defaults = default_uncertainty().producers["mic"]
    own = Uncertainty.model_validate({"errors": {"ict": {"persistent_sd": "9%"}}})
    whole = own.over(defaults)
    assert whole.errors["ict"].persistent_sd == 0.09
    assert whole.errors["ict"].yearly_sd == 0
    assert whole.errors["sectoral"] == defaults.errors["sectoral"]
    assert whole.distribution == defaults.distribution
    assert whole.correlation == defaults.correlation


def test_a_basis_belongs_to_the_file_that_states_the_laws(tmp_path):
    parent = plan(uncertainty={"basis": "reference_class", "measurement_sd": "4%"})
    write(parent, tmp_path)
    law = {"growth": {"constant": "12%"}}
    for name, change in {"same": {}, "other": {"components": {"ict": law}}}.items():
        file = tmp_path / f"{name}.yaml"
        file.write_text(yaml.safe_dump({"name": name, "extends": "plan"} | change))
    assert load_scenario(tmp_path / "same.yaml").uncertainty.basis == "reference_class"
    moved = load_scenario(tmp_path / "other.yaml").uncertainty
    assert moved.basis is None and moved.measurement_sd == 0.04


def test_every_measured_producer_has_defaults_that_say_where_they_come_from():
    defaults = default_uncertainty()
    assert {"mic", "nso"} <= set(defaults.producers)
    assert defaults.provenance.en and defaults.provenance.vi


def test_a_wrong_default_names_its_file(tmp_path, monkeypatch):
    from dxsim.scenario.assumed_errors import defaults

    file = tmp_path / "uncertainty.yaml"
    wrong = {"errors": {"ict": {"ar1": "2"}}}
    file.write_text(
        yaml.safe_dump(
            {
                "provenance": {"status": "provisional", "en": "x", "vi": "x"},
                "producers": {"mic": wrong},
            }
        )
    )
    with pytest.raises(
        InputError, match=r"uncertainty\.yaml:\d+: producers\.mic\.errors\.ict\.ar1"
    ):
        defaults._read(file.read_text(), str(file))
