"""Programmes in words and tables of either language: delivery, cost and what stays open."""

from dxsim.presentation.text.programmes.bridge import (
    bridge_table,
    headline,
    steps,
    targets_table,
)
from dxsim.presentation.text.programmes.costs import (
    budget_lines,
    cost_table,
    needed_table,
    worth_table,
)
from dxsim.presentation.text.programmes.evidence import (
    assumed_sentence,
    evidence_table,
    growth_sentence,
    tornado_table,
)
from dxsim.presentation.text.programmes.output import programme_lines

__all__ = [
    "assumed_sentence",
    "bridge_table",
    "budget_lines",
    "cost_table",
    "evidence_table",
    "growth_sentence",
    "headline",
    "needed_table",
    "programme_lines",
    "steps",
    "targets_table",
    "tornado_table",
    "worth_table",
]
