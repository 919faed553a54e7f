"""The briefing as a document: its blocks in order, and the PDF that Typst sets from them."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dxsim.data.country import load_country
from dxsim.data.files import write_atomic
from dxsim.presentation import figures, quoting
from dxsim.presentation.briefing import assumed, odds, parts, programmes, record
from dxsim.presentation.briefing.blocks import Block, bullets, heading, picture
from dxsim.presentation.briefing.material import Material
from dxsim.presentation.figures.drawing.lettering import FONT, FONTS, refuse_unknown_letters
from dxsim.presentation.figures.kinds.composition import METRICS
from dxsim.presentation.text.messages import language, say
from dxsim.scenario.defaults import DRAWS, SEED
from dxsim.scenario.loading import Scenario

TEMPLATE = Path(__file__).with_name("template.typ")
MOST_LINES = 12
"""Lines whose labels a panel of shares holds; of more, one scenario a producer is drawn."""


@dataclass(frozen=True)
class Briefing:
    """A composed briefing: its words and figures, and the PDF when asked for.

    `date` is the day up to which facts were known: the PDF carries it, so that its bytes do not
    depend on the day it is set.
    """

    lang: str
    title: str
    subtitle: str
    footer: str
    date: dt.date
    blocks: tuple[Block, ...]

    @property
    def texts(self) -> list[str]:
        """Every sentence, in order."""
        found: list[str] = []
        for block in self.blocks:
            found += [block["text"]] if "text" in block else block.get("items", [])
        return found

    def pdf(self) -> bytes:
        """Return the PDF, tagged, in PDF/A-2a and PDF/UA-1; the same inputs give the same bytes.

        Raises
        ------
        InputError
            for a letter that the font has no form for.
        typst.TypstError
            where a title or an alternative text is missing, among others.
        """
        import typst

        data = {
            "lang": self.lang, "title": self.title, "subtitle": self.subtitle, "font": FONT,
            "author": say("briefing.author", self.lang), "footer": self.footer,
            "blocks": self.blocks,
        }  # fmt: skip
        refuse_unknown_letters(_printed(data), "briefing")
        pages = typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            font_paths=typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(FONTS)],
            ),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=dt.datetime.combine(self.date, dt.time(), dt.UTC),
        )
        assert isinstance(pages, bytes)
        return pages


def _printed(data: Any) -> Iterator[str]:
    """Yield every text that the template prints; pictures have refused unknown letters before."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            if key != "svg":
                yield from _printed(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _printed(value)


def compose(material: Material, lang: str) -> Briefing:
    """Return the briefing on some material: the answer first, how to get it again last."""
    language(lang)
    run = parts.run_id(material)
    blocks = [
        *parts.answer(material, lang),
        *parts.matrix(material, lang),
        heading(say("briefing.heading_figures", lang)),
        *(block for result in _figures(material, lang) for block in picture(result)),
        *parts.takes(material, lang),
        *odds.sure(material, lang),
        *record.past_forecasts(lang),
        *programmes.programmes(material, lang),
        *parts.rest(material, lang),
        *parts.definitions(material, lang),
        *assumed.assumptions(material, lang),
        heading(quoting.heading(lang)),
        bullets(quoting.rules(lang)),
        *parts.reproduction(material, run, lang),
    ]
    return Briefing(
        lang=lang,
        title=say("briefing.title", lang, country=load_country().name[lang]),
        subtitle=parts.subtitle(material, lang),
        footer=parts.footer(run, lang),
        date=parts.known_until(material),
        blocks=tuple(blocks),
    )


def _figures(material: Material, lang: str) -> Iterator[Any]:
    """Yield the figures of the scenarios, without those that targets or errors are missing for."""
    several, few = material.judged, material.references
    first = few[0].scenario
    shown: dict[str, Any] = {"targets": material.targets, "lang": lang, "titled": False}
    yield figures.comparison(several, **shown)
    if first.name in material.futures:
        yield figures.fan(first, material.futures[first.name], **shown)
    if material.targets:
        yield figures.required_vs_projected(several, **shown)
    if any(target.metric in METRICS.values() for target in material.targets):
        yield figures.composition(several if len(several) <= MOST_LINES else few, **shown)


def write_briefing(
    scenarios: Iterable[Scenario],
    path: str | Path,
    lang: str,
    *,
    targets_file: Path | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Path:
    """Write the briefing on some scenarios as a PDF and return its path.

    Parameters
    ----------
    scenarios
        at least one.
    path
        the file; it is whole or absent.
    lang
        "vi" or "en".
    targets_file
        by default the country's `targets.yaml`.
    draws, seed
        of the simulated futures behind the probabilities.
    """
    material = Material.of(scenarios, None, draws, seed, targets_file)
    return write_briefings(material, {lang: path})[0]


def write_briefings(material: Material, paths: Mapping[str, str | Path]) -> list[Path]:
    """Write the briefing on some material in each language, and return the files."""
    return [write_atomic(Path(path), compose(material, lang).pdf()) for lang, path in paths.items()]
