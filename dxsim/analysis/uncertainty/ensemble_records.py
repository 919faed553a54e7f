"""Ensembles as the plain values that the command line prints, free or given outcomes."""

from typing import TYPE_CHECKING

from dxsim.analysis.uncertainty.summary import QUANTILES, Free, Given, Odds, Summary
from dxsim.data.arrays import Array, number
from dxsim.model.trajectory import Strain

if TYPE_CHECKING:
    import xarray as xr


def ensemble_record(found: "Free | xr.Dataset") -> dict[str, object]:
    """Return an ensemble as the plain values that the command line prints."""
    found = Free.of(found)
    keys = ("scenario", "producer", "prices", "draws", "seed", "method", "engine", "quantile_error")
    return {
        **{key: found.attrs[key] for key in keys},
        "share_quantiles": quantile_record(found),
        "scenario_share": _by_year(found, found.scenario_share),
        "targets": [_target_record(found, place) for place in range(len(found.targets))],
        "joint_probability": number(found.joint_probability),
        "exhausted_draws": found.exhausted_draws,
        **{key: found.attrs[key] for key in Strain._fields},
        "assumptions": found.attrs["assumptions"],
    }


def quantile_record(found: Summary) -> dict[str, dict[str, float | None]]:
    """Return the quantiles of the share by name (`p05`) and year, null where missing."""
    named = zip(QUANTILES, found.share, strict=True)
    return {f"p{round(100 * level):02d}": _by_year(found, shares) for level, shares in named}


def _target_record(found: Free, place: int) -> dict[str, object]:
    name = found.targets[place]
    in_points = found.attrs["units"][name] in ("share", "rate")
    first = _by_year(found, found.first_year[place])
    return {
        "target": name,
        **odds_record(found, found.odds_of(name)),
        "shortfall_pp": number(found.shortfall[place]) if in_points else None,
        "first_year": {year: part for year, part in first.items() if part},
        "never": float(found.never[place]),
    }


def odds_record(found: Summary, one: Odds) -> dict[str, object]:
    """Return the probability of one target with its range, basis and sampling error."""
    return {
        "probability": number(one.probability),
        "range": [number(one.range_low), number(one.range_high)],
        "basis": found.attrs["assumptions"]["basis"],
        "sampling_error": number(one.sampling_error),
        "by_basis": {name: number(value) for name, value in one.by_basis.items()},
    }


def _by_year(found: Summary, values: Array) -> dict[str, float | None]:
    pairs = zip(found.years, values, strict=True)
    return {str(year): number(value) for year, value in pairs}


def condition_record(found: "Given | xr.Dataset") -> dict[str, object]:
    """Return conditional futures as the plain values that the command line prints."""
    found = Given.of(found)
    keys = ("scenario", "producer", "prices", "draws", "seed", "outcomes", "thin")
    return {
        **{key: found.attrs[key] for key in keys},
        "effective_draws": found.effective_draws,
        "share_quantiles": quantile_record(found),
        "targets": [{"target": one.target} | odds_record(found, one) for one in found.odds()],
        "exhausted_share": float(found.exhausted[-1]),
        "assumptions": found.attrs["assumptions"],
    }
