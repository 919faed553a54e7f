"""Contents of the notebooks: each answer, table and figure by one call."""
