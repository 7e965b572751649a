"""Figures: asks the lake for counts and the core for truth."""
