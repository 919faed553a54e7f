"""What all figures are drawn with: canvas, axes, labels, lettering, style and saving."""
