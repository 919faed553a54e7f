"""Figures on what was published and forecast: series, revisions, pace abroad, scores."""
