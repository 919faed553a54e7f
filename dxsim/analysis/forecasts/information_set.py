"""Information set of a forecast: everything a method may use about one series on one day."""

import datetime as dt
from dataclasses import dataclass

from dxsim.analysis.forecasts.distributions import Predictive
from dxsim.analysis.forecasts.histories import History, Subject, is_mature, known_history
from dxsim.analysis.forecasts.measurement import (
    Measurement,
    Release,
    measured,
    measurement,
    revisions,
)
from dxsim.analysis.forecasts.methods import NAIVE, TREND_METHODS, Method, Setting
from dxsim.analysis.forecasts.official_projections import official_figures
from dxsim.analysis.forecasts.rates import RATE_METHODS
from dxsim.analysis.forecasts.reference_class import Knowledge, class_prior
from dxsim.analysis.forecasts.settings import settings
from dxsim.data.yamlfile import InputError


@dataclass(frozen=True, slots=True, eq=False)
class InformationSet:
    """A series, its history, what its methods may use, the years ahead, and errors of measurement.

    `release` is the release that is forecast: the first, or the value as it will stand.
    """

    about: Subject
    history: History
    setting: Setting
    years: float
    errors: Measurement
    release: Release

    def made_by(self, method: str) -> Predictive | None:
        """Return a method's forecast with the errors of measurement; None where it has none."""
        signal = methods_for(self.about.scale)[method](self.history, [self.years], self.setting)[0]
        return None if signal is None else measured(signal, self.years, self.errors)

    def marks(self) -> dict[str, Predictive]:
        """Return the forecasts of the naive marks that this series allows."""
        names = [name for name in methods_for(self.about.scale) if name in NAIVE]
        made = {name: self.made_by(name) for name in names}
        return {name: found for name, found in made.items() if found is not None}


def methods_for(scale: str) -> dict[str, Method]:
    """Return the methods that apply to a scale, naive marks first."""
    return RATE_METHODS if scale == "rate" else TREND_METHODS


def information_set(
    about: Subject, year: int, day: dt.date, release: Release = "first"
) -> InformationSet:
    """Return the start of a forecast of a series for a year from what was known on a day.

    Raises
    ------
    InputError
        where nothing was known of the series, or the year was known already.
    """
    history = known_history(about, day)
    if not history.times.size:
        expected = f"a day by which {about.id} was known"
        raise InputError("as_of", found=str(day), expected=expected)
    ahead = year - history.last_time
    if ahead < 1:
        raise InputError(
            "year", found=str(year), expected=f"a year after {history.last_time:g}, the last known"
        )
    given = settings()
    revised = revisions(about, given, day)
    prior = class_prior(about.scale, Knowledge(as_of=day))
    setting = Setting(prior, given, official_figures(about, day), revised.sd)
    mature = is_mature(about, history.last_time, day)
    errors = measurement(about, release, revised, mature, given)
    return InformationSet(about, history, setting, ahead, errors, release)
