"""Pages: leaving the demo."""
