"""The explorer's page served on this machine, opened in a browser."""
