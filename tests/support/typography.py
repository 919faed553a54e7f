"""How numbers, days and terms are written for a reader in either language."""

from __future__ import annotations

import re
import unicodedata

ANYWHERE = {
    "space before %": r"\d[ \u00a0\u202f]%",
    "hyphen for a minus sign": r"(?:^|(?<=[\s(:;]))-\d+(?:[.,]\d+)?(?:%| trn| điểm| percentage)",
}
BY_LANGUAGE = {
    "en": {
        "comma for a decimal point": r"\d,\d{1,2}%",
        "day as a file states it": r"(?<![\w:./-])\d{4}-\d{2}-\d{2}(?![\w-])",
        "judge for the official measure": r"\bthe judge\b",
        "in money for nominal": r"\b(?:growth|grows?|%|levels?|economy|year|shrinks?) in money\b",
        "odds for a probability": r"(?<!log-)\b[Oo]dds (?:of |that |\{|\d)",
        "riddle": r"for each greatest growth of",
    },
    "vi": {
        "point for a decimal comma": r"(?<![\d.])\d{1,2}\.\d{1,2}%",
        "day as a file states it": r"(?<![\w:./-])\d{4}-\d{2}-\d{2}(?![\w-])",
        "metrology": r"[Cc]ơ quan đo\b|[Đđ]ơn vị đo lường",
        "literal word for the official measure": r"[Cc]ơ quan đánh giá\b",
        "literal word for the closure": r"[Đđ]iều kiện đóng\b",
        "seed of a plant": r"[Hh]ạt giống",
        "set that computes": r"\bBộ tính\b",
        "ministry of the reader": r"\bBộ: ",
        "half of a cycle": r"chu kỳ (?:giảm nửa|bán rã)",
        "literal words": r"Hình dạng PDF|Sắc độ|rồi mất|về cuối\b|Cần những gì",
        "worn-out rest": r"cạn kiệt",
        "second word for a component": r"[Cc]ấu phần",
        "test run backwards": r"[Kk]iểm định ngược",
        "tone mark on the second vowel": r"(?:o[áàảãạéèẻẽẹ]|(?<![Qq])u[ýỳỷỹỵ])(?!\w)",
    },
}


def slips(text: str, lang: str) -> list[str]:
    """Say what of a text is not written as the house writes it in a language."""
    rules = ANYWHERE | BY_LANGUAGE[lang]
    found = [
        f"{name}: …{text[max(0, at.start() - 25) : at.end() + 15]}…"
        for name, rule in rules.items()
        for at in re.finditer(rule, text)
    ]
    if text != unicodedata.normalize("NFC", text):
        found.append(f"letters taken apart: {text[:40]}")
    return found
