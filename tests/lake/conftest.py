"""A lake of its own for each test, and the engines."""

from __future__ import annotations

import pytest

# Spark leaves its sockets to the garbage collector.
_SPARK = [pytest.mark.spark, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")]


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=_SPARK)])
def using(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    name: str = request.param
    return name
