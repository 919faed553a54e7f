"""Programmes with their uncertain parameters drawn."""

from collections.abc import Mapping, Sequence

import numpy as np

from dxsim.data.arrays import Array
from dxsim.scenario.programmes.distributions import Draws
from dxsim.scenario.programmes.records import Adoption, Cost, Programme

Parameter = tuple[str, str]
"""A programme's name and the name of one of its parameters."""


def drawn_parameters(programmes: Sequence[Programme]) -> tuple[Parameter, ...]:
    """Return the parameters that have a distribution, by programme in the order of the file."""
    parameters = []
    for programme in programmes:
        draws = getattr(programme, "uncertainty", None)
        names = type(draws).model_fields if draws is not None else ()
        parameters += [(programme.name, name) for name in names if getattr(draws, name) is not None]
    return tuple(parameters)


def with_draws(
    programmes: Sequence[Programme],
    drawn: Mapping[Parameter, Array],
    *,
    scores: bool = False,
    costs: bool = True,
) -> tuple[Programme, ...]:
    """Return programmes whose parameters have the values that were drawn of them.

    Parameters
    ----------
    programmes
        the programmes.
    drawn
        numbers by parameter, of a common shape (draws,); those left out stay fixed.
    scores
        whether they are standard normal scores; else they are probabilities between 0 and 1.
    costs
        whether costs are drawn too; no path depends on them.
    """
    return tuple(_drawn(programme, drawn, scores, costs) for programme in programmes)


def _drawn(
    programme: Programme, given: Mapping[Parameter, Array], scores: bool, costs: bool
) -> Programme:
    draws = getattr(programme, "uncertainty", None)
    own: dict[str, object] = {}
    cost: dict[str, Array] = {}
    for (name, parameter), numbers in given.items():
        if name != programme.name:
            continue
        of_path = parameter in type(programme).model_fields
        if not (of_path or costs):
            continue
        law: Draws = getattr(draws, parameter)
        values = law.at_scores(numbers) if scores else law.quantile(numbers)
        (own if of_path else cost)[parameter] = values
    if cost:
        assert isinstance(programme, Adoption) and programme.cost is not None
        own["cost"] = _costing(programme.cost, cost)
    return programme.model_copy(update=own) if own else programme


def _costing(cost: Cost, values: Mapping[str, Array]) -> Cost:
    update: dict[str, object] = {**values}
    if "per_unit" in values:
        update["per_unit"] = cost.per_unit.at(values["per_unit"])
    return cost.model_copy(update=update)


def one_draw(programme: Programme) -> Programme:
    """Return a programme whose parameters are arrays of one draw with plain numbers instead."""
    numbers = {name: _single(value) for name, value in programme}
    return programme.model_copy(update=numbers)


def _single(value: object) -> object:
    return float(value[0]) if isinstance(value, np.ndarray) else value
