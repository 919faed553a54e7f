"""Scenarios of several countries side by side."""
