"""The errors of a scenario: whether they can hold, their defaults, and the two put together."""
