"""Numbers typed into README and the guide are those that files and runs hold."""

import re
from pathlib import Path

import pytest
import yaml

import dxsim as dx
from dxsim.analysis import outside_view
from dxsim.analysis.forecasts.scoring.outcomes import score
from dxsim.data.observations import revisions
from dxsim.model.share_curves import pace
from dxsim.scenario.assumed_errors.completion import complete_uncertainty

ROOT = Path(__file__).resolve().parents[2]
FORECAST = ROOT / "params/viet-nam/forecasts/2025-afterwards.yaml"
METHODS = {
    "share": ("shares", "quantiles averaged", "drift"),
    "level": ("levels", "partial pooling", "class pace"),
    "rate": ("GDP growth", "quantiles averaged", "last value"),
}


def said(span: str) -> str:
    """Return a range of percentages of a forecast file as the guide writes one, empty for none."""
    low, _, high = span.partition(" to ")
    return "" if span == "none" else f" ({low[:-1].replace('-', '−')} to {high[:-1]})"


@pytest.mark.parametrize("scale", METHODS)
def test_the_record_of_the_forecasts_is_that_of_the_file(scale):
    found = yaml.safe_load(FORECAST.read_text("utf-8"))["backtest"][scale]
    gain = f"{found['crps_gain'][:-1]}% lower{said(found['crps_gain_range'])}"
    share, _, counts = found["coverage"].partition("% by series")
    counts = counts[counts.index("(") + 1 : -1]
    series = f"{counts}, {found['series']} series"
    held = found["coverage_range"]
    band = (
        "none" if held == "none" else f"{held.split('% to ')[0]} to {held.split(' to ')[1][:-1]}%"
    )
    row = (*METHODS[scale], gain, f"{share}% ({series})", band)
    assert f"| {' | '.join(row)} |" in (ROOT / "docs/uncertainty.md").read_text("utf-8")


def words(name: str) -> str:
    """Return a page on one line."""
    return " ".join((ROOT / name).read_text("utf-8").split())


def first_share(producer: str, year: int) -> float:
    """Return the share of GDP as it was first published, per cent."""
    return float(revisions("digital_share", year, producer)["value"].iloc[0])


def test_the_readme_s_targets_and_measures_are_those_of_the_files():
    text, targets = words("README.md"), {t.id: t for t in dx.load_targets()}
    asked = [round(100 * targets[f"share-{year}"].threshold) for year in (2025, 2030, 2045)]
    assert (
        "about {}% of GDP by 2025, at least {}% by 2030, at least {}% by 2045".format(*asked)
        in text
    )
    high, low = first_share("mic", 2024), first_share("nso", 2024)
    assert f"{100 * (high / low - 1):.0f}% apart — {high:g} and {low:g}% of GDP in 2024" in text
    assert f"lie {100 * (high / low - 1):.0f}% apart" in words("docs/method/summary.md")


def test_real_and_nominal_growth_of_the_readme_are_one():
    nominal = 100 * (1.08 * 1.0335 - 1)
    assert f"8% after inflation is {nominal:.1f}% when prices rise 3.35%" in words("README.md")


@pytest.mark.parametrize(
    ("page", "claim"),
    [
        (
            "docs/vi/method.md",
            "cần {need} mỗi năm; trung vị của mười hai giai đoạn ở nước ngoài là {all}",
        ),
        ("docs/new-country.md", "At {broad} a year, the median of the broad measures abroad"),
        ("docs/new-country.md", "CAICT, {fast} a year"),
        ("docs/uncertainty.md", "over the twelve episodes of the class"),
    ],
)
def test_the_paces_abroad_are_those_of_the_class(page, claim):
    assert len(outside_view.paces()) == 12
    numbers = {
        "need": f"{pace(0.183, 0.30, 6):.3f}",
        "all": f"{outside_view.median():.3f}",
        "broad": f"{outside_view.median('broad'):.3f}",
        "fast": f"{outside_view.paces('broad')[-1]:.4f}",
    }
    if page.startswith("docs/vi"):
        numbers = {key: text.replace(".", ",") for key, text in numbers.items()}
    assert claim.format(**numbers) in words(page)


def test_the_bands_and_chances_of_the_page_on_uncertainty_are_those_of_a_run():
    """With fewer draws than the page's: a per cent more or less is their sampling error."""
    text = words("docs/uncertainty.md")
    found = dx.ensemble(dx.load_scenario("nso-reference-pace"), draws=8_000)
    band = [100 * float(found["share"].sel(year=2045, quantile=q)) for q in (0.1, 0.9)]
    near(band, numbers_of(text, r"has a band \(80%\) of (\d+) to (\d+)% in 2045"))
    one = found.sel(target="share-2045")
    bases = one["probability_by_basis"]
    chances = [one["probability"], *(bases.sel(basis=name) for name in ("fading", "breaks"))]
    claim = r"reaches 50% in (\d+)% of the draws; (\d+)% where errors fade over 20 years, (\d+)%"
    near([100 * float(chance) for chance in chances], numbers_of(text, claim))
    claim = (
        r"in 2045 is (\d+) to (\d+)% at the 20 years shipped, (\d+) to (\d+)% where errors last,"
    )
    halved = [band_of_fading(years) for years in (20, None, 10)]
    near(sum(halved, []), numbers_of(text, claim + r" (\d+) to (\d+)% at 10 years"))


def band_of_fading(years: int | None) -> list[float]:
    """Return the band (80%) of the fading plan in 2045 where errors halve in so many years."""
    scenario = dx.load_scenario("plan-fading")
    own = complete_uncertainty(scenario).uncertainty
    errors = {
        name: each.model_copy(update={"half_life": years}) if each.half_life else each
        for name, each in own.errors.items()
    }
    stated = own.model_copy(update={"errors": errors})
    found = dx.ensemble(scenario.model_copy(update={"uncertainty": stated}), draws=8_000)
    return [100 * float(found["share"].sel(year=2045, quantile=q)) for q in (0.1, 0.9)]


def test_the_growth_forecast_of_2025_scores_as_the_page_says():
    made, again = (
        score(FORECAST.with_name(name))[0].set_index("series").loc["gdp_real_growth"]
        for name in ("2025.yaml", FORECAST.name)
    )
    better = 100 * (1 - again["crps"] / made["crps"])
    worse = 100 * (again["crps"] / again["crps_last_value"] - 1)
    last = yaml.safe_load(FORECAST.read_text("utf-8"))
    rates = {f"{value:.2f}" for value in medians(last, "last_value")}
    text = words("docs/uncertainty.md")
    assert f"the growth forecast scores {better:.0f}% better than the one made beforehand" in text
    claim = rf"and {worse:.0f}% worse than repeating the last rate, (\d\.\d\d)%: one year"
    (rate,) = numbers_of(text, claim)
    assert f"{rate:.2f}" in rates
    assert f"which came out at {again['outcome']:.2f}%" in text


def medians(tree: object, name: str) -> list[float]:
    """Return every median that a forecast file gives under a method's name, at any depth."""
    if not isinstance(tree, dict):
        return [m for each in tree for m in medians(each, name)] if isinstance(tree, list) else []
    own = [tree[name]["p50"]] if isinstance(tree.get(name), dict) and "p50" in tree[name] else []
    return own + [m for each in tree.values() for m in medians(each, name)]


def numbers_of(text: str, claim: str) -> list[float]:
    """Return the numbers that a claim of a page holds."""
    found = re.search(claim, text)
    assert found, claim
    return [float(number) for number in found.groups()]


def near(found: list[float], printed: list[float]) -> None:
    """Hold whole per cents to a run's, but for the draws' own error."""
    assert found == pytest.approx(printed, abs=1.2)
