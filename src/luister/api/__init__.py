"""The HTTP API edge (OpenAPI at /api/v1/openapi.json)."""
