"""Data layer: quantities, files, observations and their sources."""
