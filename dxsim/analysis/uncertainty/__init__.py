"""How sure: ensembles, their engines, sensitivity, discovery and conditioning."""
