"""Scores of forecasts: the back-test and its origins, what it proves, and files of outcomes."""
