"""Programme files: their records, quantities and distributions, and how they are read."""
