"""Growth of -100 % or less leaves no level: one line naming block and year, from every command."""

import numpy as np
import pytest
from support.attack import dxsim, survives
from support.scenarios import plan, write

from dxsim.data.yamlfile import InputError
from dxsim.model.projection import check_levels, simulate
from dxsim.scenario.loading import load_scenario

FALLING = {"steps": {"2025-2026": "10%", "2027": "-35%", "2028-2045": "9%"}}
SAID = "components.ict.growth: found growth of -105% in 2027, expected growth above -100%"


def falling(folder, times=3, of="nominal"):
    data = plan(name="falling", end_year=2045)
    data["gdp"]["growth"] = FALLING
    data["components"]["ict"]["growth"] = {"gdp_multiple": {"times": times, "of": of}}
    return write(data, folder)


@pytest.mark.parametrize(
    "words",
    [("check",), ("project",), ("targets",), ("ensemble", "--draws", "100"), ("sensitivity",),
     ("require", "--target", "share-2030"), ("feasible",), ("discover",), ("workbook",),
     ("briefing",), ("explore", "--no-browser"), ("run", "--out", "out")],
    ids=lambda words: words[0],
)  # fmt: skip
def test_every_command_refuses_growth_below_everything_in_one_line(tmp_path, words):
    path = falling(tmp_path)
    command, *options = words
    answer = survives(tmp_path, command, path, *options)
    assert answer.status == 2 and SAID in answer.err


def test_a_sweep_refuses_it_at_any_of_its_points(tmp_path):
    path = falling(tmp_path, times=2)
    sweep = tmp_path / "times.yaml"
    sweep.write_text(
        f"sweep: times\nscenario: {path}\nmethod: list\n"
        "vary: {components.ict.growth.gdp_multiple.times: [1, 2, 3]}\n"
    )
    answer = dxsim("sweep", sweep, "--out", tmp_path / "out")
    assert answer.status == 2 and SAID in answer.err


@pytest.mark.parametrize("of", ["nominal", "real"])
@pytest.mark.parametrize("times", [0.5, 1, 2, 2.8, 2.9, 5])
def test_a_multiple_is_taken_as_long_as_levels_stay_above_nothing(tmp_path, times, of):
    scenario = load_scenario(falling(tmp_path, times, of))
    inflation = 0.033 if of == "real" else 0.0
    if times * ((1 - 0.35) / (1 + inflation) - 1) > -1:
        check_levels(scenario)
        path = simulate(scenario)
        alive = ~path.exhausted
        assert all((level[alive] > 0).all() for level in path.components.values())
        assert (np.nan_to_num(path.share, nan=0.5) < 1).all()
    else:
        with pytest.raises(InputError, match="in 2027, expected growth above -100%"):
            check_levels(scenario)
