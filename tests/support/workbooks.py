"""Workbooks in the hands of a user: other assumptions typed in, recalculated by LibreOffice."""

import random
import subprocess

import openpyxl

from dxsim.analysis.judged import verdicts
from dxsim.model.projection import contribution, simulate, yearly_growth
from dxsim.presentation.text.messages import catalogue
from dxsim.presentation.workbook.input_cells import inputs
from dxsim.presentation.workbook.values import year_list
from dxsim.presentation.workbook.words import Words
from dxsim.scenario.laws import RATIO_LAWS, SHARE_LAWS
from dxsim.scenario.loading import load_scenario
from support.laws import speeds_of
from support.scenarios import write

FIRST, LAST = 2024, 2045
WITHIN = 1e-9
LATER = ("exhausted_in", "shrinks_from", "shrinks_from_real")


def percent(rng, low, high):
    """Return a rate with all its digits and its per-cent sign."""
    return f"{rng.uniform(low, high):.12f}%"


def simple_law(rng, kind, end, low=-12.0, high=35.0):
    """Return one of the four laws that give a rate of their own, at times with additions."""
    return plain_law(rng, kind, end, low, high) | additions(rng, end)


def additions(rng, end):
    """Return points added to the rate of a year and of a few, or nothing, of every second law."""
    if rng.random() < 0.5:
        return {}
    first = rng.randint(FIRST + 1, end - 2)
    return {"add": {first: percent(rng, -6, 6), f"{first + 1}-{first + 2}": percent(rng, -6, 6)}}


def plain_law(rng, kind, end, low, high):
    """Return a law without additions."""
    if kind == "constant":
        return {kind: percent(rng, low, high)}
    if kind == "fade":
        ends = {"from": percent(rng, low, high), "to": percent(rng, low, high)}
        return {kind: {**ends, "half_life": round(rng.uniform(0.3, 12), 9)}}
    if kind == "path":
        years = rng.sample(range(FIRST + 1, LAST + 4), rng.randint(1, 5))
        return {kind: {year: percent(rng, low, high) for year in sorted(years)}}
    cuts = sorted({FIRST + 1, end + 1, *rng.choices(range(FIRST + 1, end + 1), k=4)})
    spans = zip(cuts, cuts[1:], strict=False)
    return {
        kind: {str(a) if a == b - 1 else f"{a}-{b - 1}": percent(rng, low, high) for a, b in spans}
    }


def component_law(rng, kind, end, share):
    """Return any law a component may have."""
    if kind in RATIO_LAWS:
        stated = {
            key: round(rng.uniform(max(-0.08, quantity.low + 0.001), 0.25), 12)
            for key, quantity in speeds_of(kind).items()
        }
        ceiling = percent(rng, 100 * share + 0.5, 60)
        return {kind: {"ceiling": ceiling} | stated if kind in SHARE_LAWS else stated}
    if kind == "gdp_multiple":
        of = rng.choice(("nominal", "real"))
        law = {kind: {"times": round(rng.uniform(-1, 3), 9), "of": of}}
        return law | additions(rng, end)
    return simple_law(rng, kind, end)


def assumptions(seed, closure, prices, laws):
    """Return the mapping of a scenario file with random numbers under the given laws."""
    rng = random.Random(seed)
    end = rng.randint(LAST - 12, LAST + 4)
    components = {}
    for name, kind in laws.items():
        share = rng.uniform(0.01, 0.2)
        base = percent(rng, 100 * share, 100 * share) + " of gdp"
        money = f"{rng.uniform(100, 2000):.9f} trn VND"
        components[name] = {"base": rng.choice((base, money))}
        components[name]["growth"] = component_law(rng, kind, end, 0.2)
        if prices == "constant" and kind not in RATIO_LAWS:
            components[name]["deflator"] = deflator(rng, end)
    data = {
        "name": f"random-{seed}",
        "producer": rng.choice(("mic", "nso")),
        "base_year": FIRST,
        "end_year": end,
        "prices": prices,
        "closure": closure,
        "gdp": {"base": f"{rng.uniform(9000, 13000):.6f} trn VND", "deflator": deflator(rng, end)},
        "components": components,
    }
    growth = simple_law(rng, rng.choice(("constant", "path", "steps", "fade")), end, -4, 16)
    if closure == "gdp_given":
        data["gdp"]["growth"] = growth
    else:
        data["non_digital"] = {"growth": growth, "deflator": deflator(rng, end)}
    return data


def deflator(rng, end):
    """Return a random deflator."""
    return simple_law(rng, rng.choice(("constant", "path", "steps", "fade")), end, -2, 9)


def scenario(data, folder):
    """Return the scenario of a mapping, read from a file by the package's own reader."""
    return load_scenario(write(data, folder))


def typed_into(template, wanted, path):
    """Type a scenario's assumptions into an open workbook and save it without any value."""
    given = inputs(wanted)
    for name, value in given.cells.items():
        cell_of(template, name).value = value
    years = [cell.value for cell in block(template, "grid_years")[0]]
    for name, row in given.rows.items():
        for year, cell in zip(years, block(template, name)[0], strict=True):
            cell.value = row.get(year)
    template.save(path)


def block(book, name):
    """Return the cells of a name, as rows."""
    ((sheet, place),) = book.defined_names[name].destinations
    found = book[sheet][place.replace("$", "")]
    return found if isinstance(found, tuple) else ((found,),)


def cell_of(book, name):
    """Return the cell of a name."""
    return block(book, name)[0][0]


def recalculated(soffice, paths, folder):
    """Let LibreOffice open and save workbooks; return the new files by name."""
    out = folder / "recalculated"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=280)
    return {path.stem: out / path.name for path in paths}


def lines_of(sheet, lang):
    """Return {heading: {label: cells from the third column on}} of a sheet."""
    texts = catalogue(lang).items()
    headings = {text for key, text in texts if key.startswith("workbook.section_")}
    found, current = {}, None
    for row in sheet.iter_rows(values_only=True):
        if row[0] in headings and not any(row[1:]):
            current = found.setdefault(row[0], {})
        elif row[0] and current is not None:
            current[row[0]] = row[2:]
    return found


def differences(path, wanted, targets, lang):
    """Return what a recalculated workbook says otherwise than the model, in words."""
    book, words = openpyxl.load_workbook(path, data_only=True), Words(lang, wanted.unit)
    return [
        *_projection(book[words("sheet_projection")], wanted, words),
        *_verdicts(book[words("sheet_verdicts")], wanted, targets, words),
    ]


def _projection(sheet, wanted, words):
    path = simulate(wanted)
    heads = {key: words(f"section_{key}") for key in ("levels", "shares", "growth", "contribution")}
    shown = lines_of(sheet, words.lang)
    levels = {"gdp": path.gdp, "non_digital": path.non_digital, "digital": path.digital}
    levels |= path.components
    for name, level in levels.items():
        label = words.block(name)
        yield from _unlike(f"level {name}", shown[heads["levels"]][label], level)
        growth = shown[heads["growth"]][words("row_growth", block=label)]
        yield from _unlike(f"growth {name}", growth, yearly_growth(level))
        if name not in ("gdp", "non_digital"):
            yield from _unlike(f"share {name}", shown[heads["shares"]][label], level / path.gdp)
        if name != "gdp":
            added = shown[heads["contribution"]][label]
            yield from _unlike(f"contribution {name}", added, contribution(level, path.gdp))
    for name in ("gdp", "non_digital"):
        real = shown[heads["growth"]][words("row_real_growth", block=words.block(name))]
        yield from _unlike(f"real {name}", real, yearly_growth(levels[name] / path.deflator))
    years = {sheet.cell(line, 1).value: sheet.cell(line, 2).value for line in range(1, 8)}
    for key in LATER:
        yield from _unlike(key, [years[words(key)]], [float(getattr(path, key))])
    for key in ("shrinks_in", "shrinks_in_real"):
        if (years[words(key)] or "") != year_list(getattr(path.strain, key)):
            yield f"{key}: {years[words(key)]}, not {getattr(path.strain, key)}"


def _verdicts(sheet, wanted, targets, words):
    headings = [words(f"section_{key}") for key in ("verdict", "needed", "speed")]
    parts = lines_of(sheet, words.lang)
    lines = {label: cells for heading in headings for label, cells in parts[heading].items()}
    for column, found in enumerate(verdicts([wanted], targets)):
        numbers = {
            "value": found.value,
            "gap_pp": found.gap_pp,
            "gap_money": found.gap_money,
            "first_year": found.first_year,
            "digital_cagr": found.digital_cagr,
            "rest_cagr": found.non_digital_cagr_at_target,
            "rest_projected": found.non_digital_cagr,
            "speed_required": found.speed.required,
            "speed_projected": found.speed.projected,
            "percentile": found.speed.percentile,
            "percentile_broad": found.speed.percentile_broad,
            **{k: found.record()[k] for k in LATER},
        }
        for key, value in numbers.items():
            shown = lines[words(f"line_{key}")][column]
            yield from _unlike(f"{found.target.id} {key}", [shown], [value])
        state = found.state
        if lines[words("line_state")][column] != words.other(f"verdict.{state}"):
            yield f"{found.target.id}: {lines[words('line_state')][column]}, not {state}"
        stays = {True: words("yes"), False: words("no"), None: None}[found.stays_reached]
        if (lines[words("line_stays")][column] or None) != stays:
            yield f"{found.target.id} stays: {lines[words('line_stays')][column]}, not {stays}"
        reason = lines[words("line_reason")][column] or None
        if (reason is None) != (found.reason is None):
            yield f"{found.target.id} reason: {reason}, not {found.reason}"


def _unlike(what, shown, wanted):
    """Say where cells differ from numbers by more than 1e-9; a missing number is an empty cell."""
    for place, (cell, number) in enumerate(zip(shown, wanted, strict=False)):
        if not _alike(cell, number):
            yield f"{what} [{place}]: {cell!r}, not {number!r}"


def _alike(cell, number):
    if number is None or number != number:
        return cell is None or cell == ""
    close = WITHIN * max(1.0, abs(number))
    return isinstance(cell, int | float) and abs(cell - number) <= close
