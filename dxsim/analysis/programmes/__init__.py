"""Programmes: delivery, cost, and the gap to a target that they leave."""
