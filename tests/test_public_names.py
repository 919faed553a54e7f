"""Every public name has an example in its docstring, and the example runs."""

import doctest
import inspect

import pytest

import dxsim as dx

LONG = {"run_backtest"}
"""Names whose example takes more than some seconds."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.soak if name in LONG else ())
        for name in dx.__all__
        if name != "__version__"
    ],
)
def test_the_example_of_a_public_name_runs(name):
    text = inspect.getdoc(getattr(dx, name)) or ""
    example = doctest.DocTestParser().get_doctest(text, {}, name, None, 0)
    assert example.examples and not any(one.options for one in example.examples), name
    said: list[str] = []
    result = doctest.DocTestRunner().run(example, out=said.append)
    assert result.failed == 0, "".join(said)
