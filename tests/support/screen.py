"""What a reader does on the explorer's screen, and the servers it comes from, for browser tests."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path

READY = """() => {
  const d = document.querySelector('.dx').dataset;
  return d.settled && d.settled === d.drawn;
}"""
CLOSED = "Cannot send"
CELLS = ("verdict", "value", "gap", "money", "first", "missing")


class Screen:
    """The explorer in a page, driven as a reader would."""

    def __init__(self, page) -> None:
        self.page = page

    def open(self, address: str) -> Screen:
        self.page.goto(address)
        return self.wait()

    def wait(self) -> Screen:
        self.page.wait_for_selector(".dx[data-settled]")
        self.page.wait_for_function(READY)
        return self

    def reload(self) -> Screen:
        """Load the page again.

        That the page left behind could not send on its closed connection is no fault of either.
        """
        before = len(self.page.faults)
        self.page.reload()
        self.wait()
        self.page.faults[before:] = [f for f in self.page.faults[before:] if f != CLOSED]
        return self

    def fresh(self) -> Screen:
        """Take the screen back to how it opened: English, nothing compared, no story, all reset."""
        page = self.page
        page.set_viewport_size({"width": 1280, "height": 720})
        page.mouse.move(5, 5)
        self.wait()
        if page.locator("[data-drop]").count():
            self.after(lambda: page.locator("[data-do=compare-none]").evaluate("(n) => n.click()"))
        for switch in ("fan", "beside"):
            if page.locator(f"[data-do={switch}]").is_checked():
                self.after(lambda s=switch: page.locator(f"[data-do={s}]").uncheck())
        for _ in range(page.locator("[data-story=steps] option").count()):
            self.drop_step()
        if page.locator(".dx").get_attribute("lang") != "en":
            self.click('[data-lang="en"]')
        if page.locator("[data-do=reset]").is_enabled():
            self.click("[data-do=reset]")
        for close in page.locator(".dx-notice:not([hidden]) button").all():
            close.click()
        return self

    def compare(self, *names: str) -> Screen:
        """Tick scenarios to compare with."""
        page = self.page
        page.locator("[data-menu=compare] summary").click()
        for name in names:
            self.after(lambda n=name: page.locator(f'[data-compare="{n}"]').check())
        page.keyboard.press("Escape")
        return self

    def compared(self) -> list[str]:
        """Return the names of the scenarios compared with, in order."""
        drops = self.page.locator("[data-drop]").all()
        return [drop.get_attribute("data-drop") for drop in drops]

    def keep_step(self, name: str) -> Screen:
        """Keep the screen as a step of the story."""
        self.menu("story_keep")
        self.page.locator('[data-field="step"]').fill(name)
        self.page.keyboard.press("Enter")
        wanted = f'[data-story=steps] option:checked:text-is("{name}")'
        self.page.wait_for_selector(wanted, state="attached")
        return self

    def drop_step(self) -> None:
        steps = self.page.locator("[data-story=steps] option")
        before = steps.count()
        self.page.locator("[data-story=drop]").click()
        self.page.wait_for_function(
            "(n) => document.querySelectorAll('[data-story=steps] option').length < n", arg=before
        )

    def shows(self, path: str) -> Screen:
        """Wait until the last place of a slider is drawn and settled."""
        place = self.slider(path).input_value()
        self.page.wait_for_selector(f'.dx[data-shows="{place}"]')
        return self.wait()

    def drawn(self) -> int:
        return int(self.page.evaluate("document.querySelector('.dx').dataset.drawn"))

    def after(self, act) -> Screen:
        """Do something and wait until its answer is drawn and settled."""
        newer = f"() => Number(document.querySelector('.dx').dataset.drawn) > {self.drawn()}"
        act()
        self.page.wait_for_function(newer)
        return self.wait()

    def slider(self, path: str):
        return self.page.locator(f'input[type=range][data-path="{path}"]')

    def box(self, path: str):
        return self.page.locator(f'[data-box="{path}"]')

    def fault(self, path: str) -> str:
        return self.page.locator(f'[data-control="{path}"] .dx-fault').inner_text()

    def type_in(self, path: str, text: str) -> None:
        self.box(path).fill(text)
        self.box(path).press("Enter")

    def enter(self, path: str, text: str) -> Screen:
        return self.after(lambda: self.type_in(path, text))

    def click(self, selector: str) -> Screen:
        return self.after(lambda: self.page.locator(selector).click())

    def row(self, target: str) -> dict[str, str]:
        row = self.page.locator(f'[data-row="{target}"]')
        cells = {key: row.locator(f'[data-cell="{key}"]').text_content() for key in CELLS}
        return cells | {"state": row.get_attribute("data-state")}

    def menu(self, what: str) -> None:
        self.page.locator("[data-menu=files] summary").click()
        self.page.locator(f'.dx-menu [data-do="{what}"]').click()

    def notice(self) -> str:
        self.page.wait_for_selector(".dx-notice:not([hidden])")
        return self.page.locator(".dx-notice span").inner_text()


def kernel_of(page_text: str) -> str:
    """Return the id of the kernel behind a page."""
    return re.search(r'"kernelId": *"([^"]+)"', page_text)[1]


def process_of(kernel: str, ancestor: int) -> int:
    """Return the process of a kernel below a server."""
    (found,) = [
        process
        for process in kernel_processes(ancestor)
        if kernel in Path(f"/proc/{process}/cmdline").read_text()
    ]
    return found


def kernels(address: str) -> list[str]:
    """Return the ids of the kernels a server runs."""
    base, token = re.match(r"(http://[^/]+)/.*token=(\S+)", address).groups()
    headers = {"Authorization": f"token {token}"}
    request = urllib.request.Request(f"{base}/api/kernels", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return [kernel["id"] for kernel in json.load(answer)]


def kernel_processes(ancestor: int) -> list[int]:
    """Return the processes below one that run a notebook kernel."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text()
            commands[int(folder.name)] = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        parents[int(folder.name)] = int(status.rpartition(")")[2].split()[1])
    return [
        process
        for process, command in commands.items()
        if b"ipykernel_launcher" in command and _below(process, ancestor, parents)
    ]


def _below(process: int, ancestor: int, parents: dict[int, int]) -> bool:
    while process in parents and process != ancestor:
        process = parents[process]
    return process == ancestor
