"""Analysis layer: targets, required growth, evidence and uncertainty."""
