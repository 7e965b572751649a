"""Pages: meeting."""
