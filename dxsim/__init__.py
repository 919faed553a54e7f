"""Reachable shares of the digital economy in GDP: projections, verdicts and their uncertainty."""

__version__ = "0.1.0"
