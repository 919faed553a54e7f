"""How many futures are drawn, and from which seed, where nobody says otherwise."""

DRAWS = 20_000
"""Futures of an ensemble."""
MOST_DRAWS = 100_000_000
"""The most futures of an ensemble, from the command line and in notebooks."""
RULE_DRAWS = 10_000
"""Futures that a rule on when a target holds is found in."""
INDEX_DRAWS = 4096
"""Points that sensitivity indices rest on, before they are recombined: a power of two."""
SEED = 2025
