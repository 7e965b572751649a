"""Intentions: touchpoints."""
