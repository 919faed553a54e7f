"""Sweeps: many scenarios from one, its parameters moved over a grid, a list or a sample."""
