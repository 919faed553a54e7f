"""What the pages of the guide are made with: formulas, and the parts that the package states."""
