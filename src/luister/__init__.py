"""Luister."""
