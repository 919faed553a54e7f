"""Drawing tools of all figures: canvas, axes, labels, lettering, style and saving."""
