"""The walk from a scenario's file to its PDF goes as its page says, and never reaches back."""

import re
import sys
from importlib import import_module
from inspect import unwrap
from pathlib import Path

import pytest

from dxsim.presentation.briefing.document import write_briefing
from dxsim.scenario.loading import load_scenario, scenario_path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "walk.md"
STEPS = re.findall(r"^\| `(dxsim\.[\w.]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
LAYERS = ("data", "scenario", "model", "analysis", "presentation")


def function_of(step):
    """Return the function of a step, which a module holds or a class in one."""
    place, _, name = step.rpartition(".")
    try:
        return unwrap(getattr(import_module(place), name))
    except ModuleNotFoundError:
        module, _, owner = place.rpartition(".")
        return getattr(getattr(import_module(module), owner), name)


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """Return the steps of the page in the order in which they first gave their result."""
    folder = tmp_path_factory.mktemp("walk")
    file = folder / "plan-fading.yaml"  # a text of its own, as what was read before is kept
    text = scenario_path("plan-fading").read_text("utf-8")
    file.write_text(f"{text}# walked\n", encoding="utf-8")
    steps = {function_of(step).__code__: step for step in STEPS}
    order = {}

    def gave(frame, event, _):
        if event == "return" and frame.f_code in steps:
            order.setdefault(steps[frame.f_code])

    before = sys.getprofile()
    sys.setprofile(gave)
    try:
        write_briefing([load_scenario(file)], folder / "b.pdf", "en")
    finally:
        sys.setprofile(before)
    return list(order)


def test_the_steps_come_in_the_order_of_the_page(walked):
    assert walked == STEPS


def test_no_step_reaches_back_to_a_lower_layer():
    layers = [LAYERS.index(step.split(".")[1]) for step in STEPS]
    assert layers == sorted(layers)
