"""One golden file a scenario: shares and verdicts as they were last agreed.

After a change that is meant: `python -m tests.analysis.test_golden` writes the files anew.
"""

import json
from pathlib import Path

import pytest

import dxsim as dx
from dxsim.model.plain_values import projection_record

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "scenarios"


def summary(name):
    """Return what a scenario's golden file holds."""
    scenario = dx.load_scenario(name)
    record = projection_record(scenario)
    kept = ("gap_pp", "reached", "reason", "first_year", "shrinks_from", "shrinks_from_real")
    return {
        "share": record["share"],
        "exhausted_in": record["exhausted_in"],
        "verdicts": {
            v.target.id: {key: v.record()[key] for key in kept} | {"required": v.additions["all"]}
            for v in dx.verdicts([scenario])
        },
    }


def close(ours, theirs):
    """Say whether two nested values agree, numbers to 1e-9."""
    if isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(close(ours[k], theirs[k]) for k in theirs)
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(close, ours, theirs))
    if isinstance(theirs, float):
        return ours == pytest.approx(theirs, rel=1e-9, abs=1e-9)
    return ours == theirs


@pytest.mark.parametrize("name", dx.list_scenarios())
def test_a_scenario_still_gives_what_was_agreed(name):
    agreed = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert close(summary(name), agreed)


def test_no_golden_file_is_left_over():
    assert sorted(path.stem for path in GOLDEN.glob("*.json")) == dx.list_scenarios()


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for scenario_name in dx.list_scenarios():
        text = json.dumps(summary(scenario_name), indent=1)
        (GOLDEN / f"{scenario_name}.json").write_text(text + "\n", encoding="utf-8")
