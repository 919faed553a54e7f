"""Verdicts: whether a target is reached in its year, by how much, and the growth it needs.

A verdict has three states: reached, missed, and not evaluable with the reason. It always carries
the check on the rest of the economy, and names producer, price basis and source.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from dxsim.analysis.evidence.past_targets import PastVerdict
from dxsim.analysis.targets import Target
from dxsim.model.trajectory import Strain

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
"""The lever of all components together; the others are components alone."""


class Speed(NamedTuple):
    """Log-odds speeds of a share, a year, and where the required one stands abroad.

    The percentiles are the shares of the reference class's episodes (the twelve of the outside
    view, the broad measures) strictly below the required speed.
    """

    required: float | None = None
    projected: float | None = None
    percentile: float | None = None
    percentile_broad: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one target under one scenario; None where something does not exist.

    Attributes
    ----------
    scenario, producer, prices, money_unit
        name, producer, price basis and unit of money of the scenario.
    target
        what was judged; `value`, `gap` and its threshold are in its unit (shares and rates as
        fractions).
    value
        what the target measures, in its year.
    gap, gap_pp, gap_money
        value less threshold: in the target's unit, in percentage points, in money; negative where
        it is too low.
    reached
        whether the target is met; None where it cannot be evaluated.
    reason
        why it cannot be evaluated, as a message key.
    first_year, stays_reached
        the first year in which the target is met, and whether it stays so to the end.
    strain
        in which years the rest of GDP shrinks or is exhausted.
    additions
        what added to yearly growth from the base year on just meets the target (fraction), by
        lever: `ALL`, and every component alone.
    digital_cagr
        growth of digital value added that just meets a target on its share of GDP (fraction).
    non_digital_cagr, non_digital_cagr_at_target
        growth of the rest of GDP to the target's year, as projected and at the target (fraction).
    speed
        log-odds speeds, for shares.
    over
        whether the target's year is over: then nothing is solved for.
    published
        a target that is over, held to the published value; None where there is none.
    """

    scenario: str
    producer: str
    prices: str
    money_unit: str
    target: Target
    value: float | None = None
    gap: float | None = None
    gap_pp: float | None = None
    gap_money: float | None = None
    reached: bool | None = None
    reason: str | None = None
    first_year: int | None = None
    stays_reached: bool | None = None
    strain: Strain = Strain()
    additions: Mapping[str, float | None] = field(default_factory=dict)
    digital_cagr: float | None = None
    non_digital_cagr: float | None = None
    non_digital_cagr_at_target: float | None = None
    speed: Speed = Speed()
    over: bool = False
    published: PastVerdict | None = None

    @property
    def unit(self) -> str:
        """The unit of value, gap and threshold: "share", "rate", "times" or a currency."""
        return self.target.unit

    @property
    def judge(self) -> bool:
        """Whether the scenario's producer is the one by whom the target is judged."""
        return self.producer == self.target.judge

    @property
    def strained(self) -> bool:
        """Whether the rest of GDP shrinks or is exhausted up to the target's year."""
        return self.strain.by(self.target.year)

    @property
    def state(self) -> str:
        """The verdict in a word: "reached", "strained", "missed" or "not_evaluable".

        Strained is what is reached while the rest of the economy shrinks up to the target's year.
        """
        if self.reached is None:
            return "not_evaluable"
        if not self.reached:
            return "missed"
        return "strained" if self.strained else "reached"

    @property
    def is_told_as_over(self) -> bool:
        """Whether the year is over, and what was published or the path says something of it."""
        return self.over and (self.published is not None or self.reached is not None)

    @property
    def final(self) -> "Verdict":
        """The deciding value: the published one where the target's year is over, else the path's.

        Where a year is over without a published value, that is the reason why nothing decides.
        """
        if not self.over:
            return self
        past = self.published
        if past is None:
            own = None if self.reason == "exhausted" else self.reason  # that is the path's
            return replace(
                self, value=None, gap=None, gap_pp=None, reached=None, strain=Strain(),
                reason=own or "over_unpublished",
            )  # fmt: skip
        return replace(
            self, producer=past.producer, value=past.value, gap=past.gap, gap_pp=past.gap_pp,
            reached=past.reached, strain=Strain(), reason=None,
        )  # fmt: skip

    def helpful(self, lever: str = ALL) -> float | None:
        """Return the addition to yearly growth that the target asks of a lever, or leaves to spare.

        A missed target asks for more and one that is met leaves room: None where the addition that
        just meets the target has the other sign, or where there is none.
        """
        addition = self.additions.get(lever)
        if addition is None or (addition > 0 if self.reached else addition < 0):
            return None
        return addition

    def record(self) -> dict[str, object]:
        """Return the verdict as plain values, under the names of the command line's contract."""
        target = self.target
        return {
            "scenario": self.scenario,
            "producer": self.producer,
            "prices": self.prices,
            "target": target.id,
            "source": target.source,
            "sense": target.sense,
            "year": target.year,
            "years": list(target.years) if target.years else None,
            "metric": target.measured,
            "what": target.named,
            "unit": target.unit,
            "money_unit": self.money_unit,
            "threshold": target.threshold,
            "judge": self.judge,
            "value": self.value,
            "gap": self.gap,
            "gap_pp": self.gap_pp,
            "gap_money": self.gap_money,
            "reached": self.reached,
            "reason": self.reason,
            "first_year": self.first_year,
            "stays_reached": self.stays_reached,
            "required": {**self.additions, "digital_cagr": self.digital_cagr},
            "non_digital_cagr": self.non_digital_cagr,
            "non_digital_cagr_at_target": self.non_digital_cagr_at_target,
            **self.strain._asdict(),
            "speed": self.speed._asdict(),
            "over": self.over,
            "published": None if self.published is None else self.published.plain(),
        }


def as_table(verdicts: Iterable[Verdict]) -> "pd.DataFrame":
    """Return verdicts as the table that `dxsim.assess` returns."""
    import pandas as pd

    return pd.json_normalize([verdict.record() for verdict in verdicts])
