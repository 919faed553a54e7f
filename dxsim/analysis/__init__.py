"""Analysis layer: targets and verdicts; below them backwards, evidence and uncertainty."""
