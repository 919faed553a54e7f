"""The pace that targets require of each published share, at constant log-odds speed."""

from typing import NamedTuple

from dxsim.analysis.evidence.standing import SERIES
from dxsim.analysis.targets import load_targets
from dxsim.data.observations import releases, yearly
from dxsim.data.records import Date
from dxsim.data.sources import producers
from dxsim.data.yamlfile import InputError
from dxsim.model import share_curves


class Required(NamedTuple):
    """The path a target requires of a producer's share, at constant log-odds speed."""

    producer: str
    base_year: int
    base: float
    year: int
    threshold: float

    @property
    def speed(self) -> float:
        """Log-odds a year."""
        return share_curves.pace(self.base, self.threshold, self.year - self.base_year)


def publishers(as_of: Date | None = None) -> tuple[str, ...]:
    """Return who publishes parts and had stated a year's digital share by a day, by id.

    Raises
    ------
    InputError
        where nobody had, or for a day that is none.
    """
    parted = sorted(id for id, about in producers().items() if about.parts)
    publishing = tuple(id for id in parted if len(yearly(SERIES, id, as_of)))
    if not publishing:
        days = [day for id in parted for day in releases(SERIES, id)["known_since"]]
        since = f"{min(days).date()} or later, when a share was known" if days else "published ones"
        raise InputError("as_of", found=str(as_of or "no share at all"), expected=since)
    return publishing


def required_paths(as_of: Date | None = None) -> list[Required]:
    """Return the paces that targets after the next year require of each producer's share.

    Targets that ask the same share of a year are one path; a share that a producer has measured
    already asks for none.
    """
    asked = dict.fromkeys((t.year, t.threshold) for t in load_targets() if t.is_digital_share)
    paths = []
    for producer in publishers(as_of):
        known = yearly(SERIES, producer, as_of)
        base_year, base = int(str(known.index[-1])), float(known.iloc[-1]) / 100
        paths += [
            Required(producer, base_year, base, year, threshold)
            for year, threshold in asked
            if year > base_year + 1 and threshold > base
        ]
    return paths
