"""Shapley values: what each player adds, averaged over all orders in which they can join."""

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np

from dxsim.data.arrays import Array

Worth = Callable[[frozenset[str]], float]
"""Worth of a set of players together."""


def exact(names: Sequence[str], worth: Worth) -> Array:
    """Return Shapley values from all subsets."""
    count = len(names)
    values = np.zeros(count)
    for k, name in enumerate(names):
        others = [n for n in names if n != name]
        for size in range(count):
            weight = 1 / (count * math.comb(count - 1, size))
            for chosen in itertools.combinations(others, size):
                before = frozenset(chosen)
                values[k] += weight * (worth(before | {name}) - worth(before))
    return values


def sampled(names: Sequence[str], worth: Worth, orders: int, seed: int) -> tuple[Array, Array]:
    """Return Shapley values, with standard errors, from a sample of orders and their reverses."""
    rng, count = np.random.default_rng(seed), len(names)
    pairs = [rng.permutation(count).tolist() for _ in range(max(orders // 2, 2))]
    drawn = [(steps(names, worth, o) + steps(names, worth, o[::-1])) / 2 for o in pairs]
    values = np.array(drawn)
    return values.mean(axis=0), values.std(axis=0, ddof=1) / math.sqrt(len(values))


def steps(names: Sequence[str], worth: Worth, order: Sequence[int]) -> Array:
    """Return each player's marginal contribution when they join in one order."""
    gains, taken = np.zeros(len(names)), frozenset[str]()
    for k in order:
        before = worth(taken)
        taken |= {names[k]}
        gains[k] = worth(taken) - before
    return gains
