"""Figures on countries abroad."""
