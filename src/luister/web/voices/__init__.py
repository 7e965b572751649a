"""Pages: voices."""
