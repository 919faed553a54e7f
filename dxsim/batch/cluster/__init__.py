"""Notebooks and ensembles on a Dask cluster."""
