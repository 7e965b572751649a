"""Answers in columns; the only room that knows DuckDB, Delta or Spark."""
