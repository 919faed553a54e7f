"""Evidence: what was published, and targets whose year is over."""
