"""Scenario files: records, inheritance, checks, parameters, and writing them again."""
