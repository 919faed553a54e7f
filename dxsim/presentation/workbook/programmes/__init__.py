"""The sheet of programmes: their numbers as input cells, their effects as live formulas."""
