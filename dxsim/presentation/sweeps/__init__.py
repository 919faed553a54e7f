"""Sweeps as a reader meets them: the answer in a sentence, and the points in a figure."""
