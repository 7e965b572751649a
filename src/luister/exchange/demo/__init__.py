"""The demo organisation: a plausible company with a year of feedback in four languages and something to discover in it."""

from luister.exchange.demo.company import DemoRefused, load_demo, remove_demo

__all__ = ["DemoRefused", "load_demo", "remove_demo"]
