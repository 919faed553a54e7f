"""Ensembles as the plain values that the command line prints, free or given outcomes."""

from typing import TYPE_CHECKING

from dxsim.data.arrays import number
from dxsim.model.trajectory import Strain

if TYPE_CHECKING:
    import xarray as xr


def ensemble_record(found: "xr.Dataset") -> dict[str, object]:
    """Return an ensemble as the plain values that the command line prints."""
    return {
        "scenario": found.attrs["scenario"],
        "producer": found.attrs["producer"],
        "prices": found.attrs["prices"],
        "draws": found.attrs["draws"],
        "seed": found.attrs["seed"],
        "method": found.attrs["method"],
        "engine": found.attrs["engine"],
        "quantile_error": found.attrs["quantile_error"],
        "share_quantiles": quantile_record(found),
        "scenario_share": _by_year(found["scenario_share"]),
        "targets": [_target_record(found.sel(target=name)) for name in found["target"].values],
        "joint_probability": number(float(found["joint_probability"])),
        "exhausted_draws": int(found["exhausted_draws"]),
        **{key: found.attrs[key] for key in Strain._fields},
        "assumptions": found.attrs["assumptions"],
    }


def quantile_record(found: "xr.Dataset") -> dict[str, dict[str, float | None]]:
    """Return the quantiles of the share by name (`p05`) and year, null where missing."""
    return {
        f"p{round(100 * float(level)):02d}": _by_year(found["share"].sel(quantile=level))
        for level in found["quantile"]
    }


def _target_record(one: "xr.Dataset") -> dict[str, object]:
    name = str(one["target"].item())
    in_points = one.attrs["units"][name] in ("share", "rate")
    return {
        "target": name,
        **odds_record(one),
        "shortfall_pp": number(one["shortfall"].item()) if in_points else None,
        "first_year": {y: p for y, p in _by_year(one["first_year"]).items() if p},
        "never": float(one["never"]),
    }


def odds_record(one: "xr.Dataset") -> dict[str, object]:
    """Return the probability of one target with its range, basis and sampling error."""
    ends = [number(one[f"range_{end}"].item()) for end in ("low", "high")]
    bases = one["probability_by_basis"]
    by_basis = zip(bases["basis"].values, bases.values, strict=True)
    return {
        "probability": number(one["probability"].item()),
        "range": ends,
        "basis": one.attrs["assumptions"]["basis"],
        "sampling_error": number(one["sampling_error"].item()),
        "by_basis": {str(name): number(float(value)) for name, value in by_basis},
    }


def _by_year(values: "xr.DataArray") -> dict[str, float | None]:
    pairs = zip(values["year"].values, values.values, strict=True)
    return {str(year): number(value) for year, value in pairs}


def condition_record(found: "xr.Dataset") -> dict[str, object]:
    """Return conditional futures as the plain values that the command line prints."""
    keys = ("scenario", "producer", "prices", "draws", "seed", "outcomes", "thin")
    return {
        **{key: found.attrs[key] for key in keys},
        "effective_draws": float(found["effective_draws"]),
        "share_quantiles": quantile_record(found),
        "targets": [
            {"target": str(name)} | odds_record(found.sel(target=name))
            for name in found["target"].values
        ],
        "exhausted_share": float(found["exhausted"][-1]),
        "assumptions": found.attrs["assumptions"],
    }
