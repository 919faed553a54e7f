"""Sentences, tables and numbers as a reader sees them, in each language."""
