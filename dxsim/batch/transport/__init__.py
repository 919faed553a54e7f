"""Jobs as bytes, and the worker processes that take them: here and on a cluster alike."""
