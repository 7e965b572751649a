"""A lake of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from luister.common.options import options


@pytest.fixture(autouse=True)
def _empty_lake() -> Iterator[None]:
    shutil.rmtree(options().lake, ignore_errors=True)
    yield
    shutil.rmtree(options().lake, ignore_errors=True)
