"""Numbers typed into the guide are those that the files of results hold."""

from pathlib import Path

import pytest
import yaml

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
