"""Pages: customers."""
