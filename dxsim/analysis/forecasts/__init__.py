"""Forecasts: fits, the back-test, blind forecasts on the record, and their scores."""
