"""The programmes on the screen: switched, scaled, delayed; their bridge is the package's."""

from __future__ import annotations

import pytest

from dxsim.analysis.programmes.effects import costs, programme_closings
from dxsim.analysis.targets import find_target, load_targets
from dxsim.model.projection import simulate
from dxsim.presentation.explorer.session import Session
from dxsim.presentation.explorer.sharing import restored
from dxsim.presentation.explorer.state import opened
from dxsim.presentation.text.messages import money, number
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.parameters import with_parameters

DOMESTIC = "programmes.domestic-ict.realisation"


def session(name: str = "plan-programmes", lang: str = "en") -> Session:
    return Session(opened(name, lang))


def rows(reply: dict) -> dict[str, dict]:
    return {row["name"]: row for row in reply["panel"]["programmes"]["rows"]}


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_bridge_is_the_packages_and_its_parts_sum_to_the_target(lang):
    screen = session(lang=lang)
    reply = screen.answer({"do": "move", "path": DOMESTIC, "text": "90"})
    moved = with_parameters(load_scenario("plan-programmes"), {DOMESTIC: 0.9})
    target = find_target(load_targets(), "share-2030")
    (whole,) = programme_closings(moved, [target])
    parts = reply["bridge"]["parts"]
    assert sum(parts.values()) == pytest.approx(100 * target.threshold, abs=1e-9)
    assert parts["delivered"] == pytest.approx(100 * whole.closed, abs=1e-9)
    spent = sum(c[: 2030 - 2024 + 1].sum() for c in costs(moved).values() if c[0] == c[0])
    assert money(float(spent), moved.unit, lang, 0) in reply["bridge"]["words"]
    assert number(-100 * whole.remaining, lang, 2) in reply["bridge"]["words"]
    details = screen.answer({"do": "details"})["bridge_words"]
    for programme in moved.programmes:
        assert programme.heading(lang) in details


def test_a_programme_is_switched_off_and_on_again_and_undone():
    screen = session()
    before = screen.state.scenario
    off = screen.answer({"do": "programme", "name": "domestic-ict", "on": False})
    assert not rows(off)["domestic-ict"]["on"] and not rows(off)["domestic-ict"]["controls"]
    bare = before.model_copy(
        update={"programmes": tuple(p for p in before.programmes if p.name != "domestic-ict")}
    )
    assert off["picture"]["share"] == pytest.approx(list(simulate(bare).share), abs=1e-15)
    on = screen.answer({"do": "programme", "name": "domestic-ict", "on": True})
    assert screen.state.scenario == before and len(rows(on)["domestic-ict"]["controls"]) == 3
    screen.answer({"do": "undo"})
    assert "domestic-ict" not in [p.name for p in screen.state.scenario.programmes]


def test_a_scenario_without_programmes_has_those_of_the_country_at_hand():
    screen = session("nso-trend")
    first = screen.answer({"do": "hello"})
    assert first["bridge"] is None and not any(row["on"] for row in rows(first).values())
    on = screen.answer({"do": "programme", "name": "retail", "on": True})
    assert on["bridge"]["parts"]["delivered"] > 0
    late = screen.answer({"do": "move", "path": "programmes.retail.delay", "text": "3"})
    assert late["bridge"]["parts"]["delivered"] < on["bridge"]["parts"]["delivered"]
    none = screen.answer({"do": "move", "path": "programmes.retail.scale", "text": "0"})
    assert none["bridge"]["parts"]["delivered"] == pytest.approx(0, abs=1e-12)


def test_programmes_as_moved_are_in_what_is_shared():
    screen = session()
    screen.answer({"do": "move", "path": DOMESTIC, "text": "55"})
    screen.answer({"do": "programme", "name": "farms", "on": False})
    token = screen.answer({"do": "details"})["token"]
    again = restored(opened("plan-programmes"), token).scenario
    assert again.programmes == screen.state.scenario.programmes


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"do": "programme", "name": "nothing-such", "on": True}, "nothing-such"),
        ({"do": "move", "path": DOMESTIC, "text": "130"}, "usually from 0 to 100"),
        ({"do": "move", "path": "programmes.retail.delay", "text": "1.5"}, "usually from 0 to 10"),
    ],
)
def test_nonsense_changes_nothing(message, said):
    screen = session()
    before = screen.state
    assert said in screen.answer(message)["error"]
    assert screen.state is before


def test_a_reader_switches_a_programme_on_and_drags_it(screen):
    """In a real browser: folded at first, then a switch, a slider, and the bridge under it."""
    page = screen.page
    assert not page.locator(".dx-bridge").is_visible()
    panel = page.locator(".dx-programmes")
    assert not panel.locator("input[type=checkbox]").first.is_visible()
    panel.locator("summary").click()
    screen.after(lambda: page.locator('[data-key="programme-domestic-ict"]').check())
    words = page.locator(".dx-bridge-words")
    first = words.inner_text()
    slider = screen.slider(DOMESTIC)
    screen.after(lambda: [slider.focus(), *(page.keyboard.press("ArrowRight") for _ in range(20))])
    assert slider.input_value() == "60" and words.inner_text() != first
    assert "have no programme" in words.inner_text() or "is passed by" in words.inner_text()
    assert "What each programme adds" in page.locator(".dx-adds").inner_text()
    screen.after(lambda: page.locator('[data-key="programme-domestic-ict"]').uncheck())
    assert not page.locator(".dx-bridge").is_visible()
    panel.locator("summary").click()
