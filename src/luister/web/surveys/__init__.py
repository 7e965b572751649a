"""Pages: surveys."""
