"""Presentation layer: texts, figures, tables, workbook and briefing."""
