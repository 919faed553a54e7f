"""Tables in files: rows and cells, each row with the number of its line."""
