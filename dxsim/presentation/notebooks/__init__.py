"""What the notebooks show, each answer, table and figure by one call."""
