"""Wrong files made from right ones: as trees, as text and as bytes, from a seed."""

import copy
import random

import yaml

TEXTS = (
    "", " ", "~", "null", "true", "15", "15%", "-100%", "1e400%", "1e-350%", "999999%", "0%",
    "100%", "NaN", "nan%", "inf", "-0%", ".5%", "15 %", "15,5%", "١٥%", "１５%", "15%%", "%",
    "1_000", "0x10", "8% of gdp", "0% of gdp", "1e-300% of gdp", "99.999999999% of gdp",
    "1 trn VND", "1e300 trn VND", "1 trn USD", "1 trn vnd", "2030", "1899", "99999", "2025-2030",
    "2030-2025", "02030", "٢٠٣٠", "baseline", "gdp", "ict", "digital", "../x", "a/b", "con",
    "x" * 5000, "a\nb", "a\tb", "\u202eabc", "", "=1+1", "{{ x }}", "${x}", "$(id)", "<script>",
    "[[", "::", "- -", "!!int", "*a", "&a", "5e-324", "1e999", "-1e3", "1000", "1001", "0", "-5",
    "5.0000001", "1e-300", "２０％", "4,5", "(3.2%)", "\u22122.5%", "18,3\xa0%", "2025-29",
    "2025Q1", "2025/26", "31/12/2025", "1.28E+04", "12 847.6", "a\u200eb", "\ufeffx",
    "e\u0302\u0323", "a\u200bb", "高增长", "🚀", "0.1402", "baseline (1)",
)  # fmt: skip
NUMBERS = (0, 1, -1, 2, 0.5, -0.0, 1e-320, 1e308, 10**40, 2024, 2025, 2045, 2500, 1900, True, None)
KEYS = (
    "growth", "deflator", "base", "constant", "path", "steps", "fade", "from", "to", "half_life",
    "gdp_multiple", "times", "of", "relative", "speed", "logistic", "gompertz", "ceiling",
    "extends", "name", "title", "en", "vi", "note", "question", "sources", "producer",
    "base_year", "end_year", "prices", "closure", "gdp", "non_digital", "components", "ict",
    "platform", "sectoral", "bounds", "id", "years", "min", "max", "uncertainty", "errors",
    "correlation", "distribution", "measurement_sd", "half_life", "degrees_of_freedom",
    "carved_from", "origins",
    "targets", "metric", "threshold", "judge", "year", "[key]", "__class__", "model_config",
    "2030", "2025-2030", "<<", "", " ", "a" * 300, "\u202e",
)  # fmt: skip
PIECES = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\t", b"\r", b"\n", b"\n---\n",
    b"\n...\n", b"&a ", b"*a", b"!!python/object:os.system ", b"!x ", b"{", b"}", b"[", b"]",
    b"? ", b": ", b"- ", b"#", b"'", b'"', b"|\n", b">\n", b"%", b"@", b"`", b"\xc2\x85",
    b"\xe2\x80\xa8", b"\xe2\x80\xae", b'"\\ud800"', b'"\\0"', b"<<: *a", b"%YAML 9.9\n",
    b"%TAG ! x\n", b",,,,", b";", b"sep=;\n", b"\xe2\x80\x8e", b"\xef\xbb\xbf", b"\xc2\xa0",
    b"<<: *b\n", b"[4,5, 5,5]", b"e\xcc\x82", b"\n,,,\n", b"_x000D_", b"\xe2\x80\x8b",
    b'"a\nb"', b"1e9999", b"\x1b[31m",
)  # fmt: skip


def any_value(rng: random.Random, depth: int = 0):
    """Return something that might stand anywhere in a parameter file."""
    kind = rng.randrange(10)
    if kind < 5 or depth > 2:
        return rng.choice(TEXTS)
    if kind < 8:
        return rng.choice(NUMBERS)
    if kind == 8:
        return [any_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice(KEYS): any_value(rng, depth + 1) for _ in range(rng.randrange(4))}


def _places(tree, found=None):
    """Return every (container, key) of a tree."""
    found = [] if found is None else found
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in pairs:
        found.append((tree, key))
        if isinstance(value, dict | list):
            _places(value, found)
    return found


def mutated_tree(tree, rng: random.Random, times: int = 1):
    """Return a tree with a few values changed, dropped, moved, renamed or added."""
    tree = copy.deepcopy(tree)
    for _ in range(times):
        places = _places(tree)
        if not places:
            return any_value(rng)
        holder, key = rng.choice(places)
        _change(holder, key, rng, places)
    return tree


def _change(holder, key, rng, places):
    what = rng.randrange(6)
    if what == 0:
        holder[key] = any_value(rng)
    elif what == 1:
        del holder[key]
    elif what == 2:
        other, there = rng.choice(places)
        try:
            holder[key] = copy.deepcopy(other[there])
        except (KeyError, IndexError):
            holder[key] = None
    elif what == 3 and isinstance(holder, dict):
        holder[rng.choice(KEYS)] = holder.pop(key)
    elif what == 4 and isinstance(holder, dict):
        holder[rng.choice(KEYS)] = any_value(rng)
    elif isinstance(holder[key], str) and holder[key]:
        holder[key] = mutated_text(holder[key], rng)
    else:
        holder[key] = any_value(rng)


def mutated_text(text: str, rng: random.Random) -> str:
    """Return a text with a character changed, doubled, dropped or put in."""
    at = rng.randrange(len(text))
    new = rng.choice(
        ("", text[at] * 2, rng.choice("0123456789.%-+eE ,:"), chr(rng.randrange(32, 900)))
    )
    return text[:at] + new + text[at + 1 :]


def mutated_bytes(data: bytes, rng: random.Random, times: int = 1) -> bytes:
    """Return bytes with a few spots flipped, cut, doubled or filled with something awkward."""
    changed = bytearray(data)
    for _ in range(times):
        at = rng.randrange(len(changed) + 1)
        what = rng.randrange(6)
        if what == 0:
            changed[at:at] = rng.choice(PIECES)
        elif what == 1:
            del changed[at : at + rng.choice((1, 1, 2, 8, 100))]
        elif what == 2:
            changed[at : at + 1] = bytes([rng.randrange(256)])
        elif what == 3:
            piece = changed[at : at + rng.choice((1, 4, 40))]
            changed[at:at] = piece * rng.choice((1, 2, 50))
        elif what == 4:
            del changed[at:]
        else:
            start = rng.randrange(len(changed) + 1)
            changed[at:at] = changed[start : start + rng.choice((5, 30))]
    return bytes(changed)


def yaml_bytes(tree) -> bytes:
    """Return a tree as the bytes of a YAML file."""
    return yaml.dump(tree, Dumper=_DUMPER, sort_keys=False, allow_unicode=True).encode(
        "utf-8", "surrogatepass"
    )


_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def mutated_file(tree, rng: random.Random) -> bytes:
    """Return a parameter file that was a right one once: its tree changed, or its bytes."""
    if rng.random() < 0.6:
        return yaml_bytes(mutated_tree(tree, rng, rng.choice((1, 1, 1, 2, 5))))
    return mutated_bytes(yaml_bytes(tree), rng, rng.choice((1, 1, 2, 6)))
