"""Evidence: claims, outside view, estimation and back-tests."""
