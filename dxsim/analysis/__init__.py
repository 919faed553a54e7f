"""Analysis layer: targets and verdicts; rooms for questions asked of scenarios and data."""
