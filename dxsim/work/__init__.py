"""Work layer: the batch, its store and the command line."""
