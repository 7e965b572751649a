"""The morning meeting and obstacles."""
