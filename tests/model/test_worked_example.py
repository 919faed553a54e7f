"""The page that writes the model out on one worked example computes what it says."""

import doctest
from pathlib import Path

import dxsim.model

PAGE = Path(dxsim.model.__file__).with_name("README.md")


def test_the_worked_example_computes_what_it_says():
    failed, tried = doctest.testfile(
        str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert tried > 15 and failed == 0
