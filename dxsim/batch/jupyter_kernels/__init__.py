"""Kernels forked from a process with the libraries loaded; knows nothing of economies."""
