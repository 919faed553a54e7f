"""The figures of scenarios and targets, one module each, named after what it draws."""
