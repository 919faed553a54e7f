"""Backwards: what growth it would take, what holds together, which assumption decides."""
