"""Signing in: django-allauth in our manner. Nobody signs up; people are invited."""
