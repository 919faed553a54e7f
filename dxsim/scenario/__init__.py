"""What a scenario file says: records, inheritance, checks, parameters, and writing it again."""
