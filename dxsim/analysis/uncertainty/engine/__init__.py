"""The engine of an ensemble: unit draws, errors, blocks of futures in NumPy or compiled, counts."""
