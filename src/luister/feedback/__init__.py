"""Whatever a customer said: responses and comments; intake, reading, imports, erasure."""
