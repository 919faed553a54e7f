"""The figures, one module each, named after what it draws."""
