"""Results for other programs: plain values, tidy tables, files, IAMC and SDMX."""
