"""From slider event to redrawn picture: the explorer in headless Chromium while one drags.

    python benchmarks/explorer.py [--seconds 8] [--rounds 3] [--json]

Every `input` event of the slider counts, from its own time stamp to the first picture that shows
its value or a newer one; events that were overtaken wait for the newer one's picture. "drawn" is
when picture, table and sentence in the page are changed. "painted" is when the page has finished
the frame that shows them: its script, layout, paint and hand-over to the browser's compositor, not
the time the compositor then takes to put it on a screen. The pointer moves at most 60 times a
second and waits for nothing but the browser's word that it took the last move.

The page asks ahead for what a slider will show. Before each round another assumption is changed, so
that no answer of the round before holds any longer: the first way over the slider is all new.

"ready" is the time from asking for the page to a screen that is drawn and settled, with the server
and the browser's cache warm; between two pages the server has time to make the next kernel ready.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time

PATH = "components.sectoral.growth.fade.from"
OTHER = "components.ict.growth.fade.from"
AIM = {"median": 30, "p95": 60}
READY_AIM, PAGES, BETWEEN = 2.0, 4, 8.0
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WATCH = """(path) => {
  const slider = document.querySelector(`input[type=range][data-path="${path}"]`);
  const root = document.querySelector('.dx');
  window.events = [];
  window.paints = [];
  window.draws = [];
  slider.addEventListener('input', (event) => {
    window.events.push({ at: event.timeStamp, value: slider.value });
  }, true);
  new MutationObserver(() => {
    const value = root.dataset.shows;
    window.draws.push({ at: performance.now(), value });
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.paints.push({ at: performance.now(), value });
      channel.port2.postMessage(0);
    });
  }).observe(root, { attributes: true, attributeFilter: ['data-shows'] });
}"""


def latencies(events: list[dict], paints: list[dict]) -> list[float]:
    """Return the milliseconds from each event to the first paint of its value or a newer one."""
    found, last = [], 0
    places = {}
    for place, event in enumerate(events):
        places.setdefault(event["value"], []).append(place)
    shown = []
    for paint in paints:
        candidates = [p for p in places.get(paint["value"], []) if events[p]["at"] <= paint["at"]]
        last = max([last, *candidates])
        shown.append((last, paint["at"]))
    for place, event in enumerate(events):
        at = next((at for upto, at in shown if upto >= place and at >= event["at"]), None)
        if at is not None:
            found.append(at - event["at"])
    return found


def unlearn(page) -> None:
    """Change another assumption, by its keys, and wait until the page has come to rest."""
    slider = page.locator(f'input[type=range][data-path="{OTHER}"]')
    before = page.evaluate("document.querySelector('.dx').dataset.settled")
    slider.press("ArrowRight")
    page.wait_for_function(
        "(before) => document.querySelector('.dx').dataset.settled !== before", arg=before
    )
    page.wait_for_timeout(500)


def drag(page, seconds: float) -> dict[str, list[float]]:
    """Drag the slider to and fro at 60 moves a second and return the latencies."""
    page.evaluate(
        "() => { window.events.length = window.paints.length = window.draws.length = 0; }"
    )
    box = page.locator(f'input[type=range][data-path="{PATH}"]').bounding_box()
    y, left, width = box["y"] + box["height"] / 2, box["x"] + 10, box["width"] - 20
    page.mouse.move(left + width / 2, y)
    page.mouse.down()
    start = now = time.perf_counter()
    while (now - start) < seconds:
        swing = abs(((now - start) / 2) % 2 - 1)
        page.mouse.move(left + width * swing, y)
        time.sleep(max(0.0, 1 / 60 - (time.perf_counter() - now)))
        now = time.perf_counter()
    page.mouse.up()
    page.wait_for_timeout(500)
    events = page.evaluate("window.events")
    seen = {"drawn": page.evaluate("window.draws"), "painted": page.evaluate("window.paints")}
    return {name: latencies(events, pictures) for name, pictures in seen.items()}


def ready(page, address: str) -> list[float]:
    """Return the seconds until the page is ready, for each of some pages after a first."""
    found = []
    for _ in range(PAGES + 1):
        page.goto("about:blank")
        time.sleep(BETWEEN)
        start = time.perf_counter()
        page.goto(address)
        page.wait_for_selector(".dx[data-settled]", timeout=60_000)
        found.append(round(time.perf_counter() - start, 2))
    return found[1:]


def served() -> tuple[subprocess.Popen, str]:
    """Start `dxsim explore` and return its process and address."""
    command = [sys.executable, "-m", "dxsim.cli.main", "explore", "plan-fading", "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    line = server.stdout.readline()
    found = re.search(r"http://\S+", line)
    if not found:
        raise SystemExit(f"no address: {line}")
    return server, found[0]


def measured(seconds: float, rounds: int) -> tuple[list[float], list[dict]]:
    """Return the seconds of each page, and median, 95th percentile and counts of each round."""
    from playwright.sync_api import sync_playwright

    server, address = served()
    results = []
    try:
        with sync_playwright() as playwright:
            program = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            pages = ready(page, address)
            page.locator(f'input[data-path="{PATH}"]').scroll_into_view_if_needed()
            page.evaluate(WATCH, PATH)
            drag(page, 1.5)
            for _ in range(rounds):
                unlearn(page)
                results.append(summary(drag(page, seconds)))
            browser.close()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    return pages, results


def summary(times: dict[str, list[float]]) -> dict:
    """Return count, median and 95th percentile of latencies in milliseconds, and the load."""
    found: dict = {"load": round(os.getloadavg()[0], 1), "events": len(times["painted"])}
    for name, values in times.items():
        ordered = sorted(values)
        high = ordered[int(0.95 * (len(ordered) - 1))]
        found[name] = {"median": round(statistics.median(ordered), 1), "p95": round(high, 1)}
    return found


def in_words(one: dict) -> str:
    """Return a round in one line."""
    said = [f"{n} {one[n]['median']} / {one[n]['p95']} ms" for n in ("drawn", "painted")]
    return f"{', '.join(said)}, {one['events']} events, load {one['load']}"


def main() -> None:
    """Measure and print a line a round, with the load of the machine beside it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    pages, results = measured(options.seconds, options.rounds)
    best = min(results, key=lambda one: one["painted"]["median"])
    facts = {
        "cores": os.cpu_count(), "aim": AIM, "rounds": results, "best": best,
        "ready": pages, "ready_aim": READY_AIM,
    }  # fmt: skip
    if options.json:
        print(json.dumps(facts, indent=1))
        return
    print(f"page ready after {', '.join(map(str, pages))} s; aim {READY_AIM:g} s")
    print("median / 95th percentile from slider event to picture")
    for one in results:
        print(in_words(one))
    print(f"best: {in_words(best)}; {os.cpu_count()} cores; aim {AIM['median']} / {AIM['p95']} ms")


if __name__ == "__main__":
    main()
