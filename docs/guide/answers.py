"""The short answers of "How do I …": written once, shown in both languages, run by a test.

A file under `docs/how/` has a `title` and `answers`; each asks (`ask`) and says (`say`) in `en` and
`vi`, and has `files` to write first, commands to `run` or `python`, and what the output `shows`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "vi")
FOLDER = Path(__file__).resolve().parent.parent / "how"
SAVE = {"en": "Save this as `{}`:", "vi": "Lưu đoạn sau vào tệp `{}`:"}
SHOWS = {"en": "Among what it prints: {}.", "vi": "Trong kết quả in ra có: {}."}


@dataclass(frozen=True)
class Answer:
    """A short answer: its question and its words by language, and what a reader types.

    `slow` answers run in the long tests only.
    """

    ask: dict[str, str]
    say: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)
    run: tuple[str, ...] = ()
    python: str = ""
    shows: tuple[str, ...] = ()
    slow: bool = False


@dataclass(frozen=True)
class Chapter:
    """Answers on one subject, with its title by language."""

    title: dict[str, str]
    answers: tuple[Answer, ...]


def chapters() -> list[Chapter]:
    """Return the chapters in the order of their files."""
    read = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]
    return [Chapter(one["title"], tuple(_answer(each) for each in one["answers"])) for one in read]


def _answer(stated: dict[str, Any]) -> Answer:
    lists = {key: tuple(stated.get(key, ())) for key in ("run", "shows")}
    return Answer(**{**stated, **lists})


def page(lang: str) -> str:
    """Return every question with its answer in a language."""
    return "\n".join(line for chapter in chapters() for line in _chapter(chapter, lang))


def _chapter(chapter: Chapter, lang: str) -> Iterator[str]:
    yield from (f"## {chapter.title[lang]}", "")
    for answer in chapter.answers:
        yield from (f"### {answer.ask[lang]}", "", answer.say[lang].strip(), "")
        for name, text in answer.files.items():
            form = name.rsplit(".", 1)[-1] if name.endswith((".yaml", ".csv")) else "text"
            yield from (SAVE[lang].format(name), "", f"```{form}".replace("csv", "text"))
            yield from (text.rstrip(), "```", "")
        if answer.run:
            yield from ("```sh", *answer.run, "```", "")
        if answer.python:
            yield from ("```python", answer.python.rstrip(), "```", "")
        if answer.shows:
            shown = ", ".join(f"`{text}`" for text in answer.shows)
            yield from (SHOWS[lang].format(shown), "")
