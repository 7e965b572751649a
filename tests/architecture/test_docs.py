"""Pages of the documentation that are written from the code say what the code says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_written_pages_are_up_to_date() -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUISTER_", "DATABASE_URL", "DJANGO_", "PORT"))}
    found = subprocess.run(
        [sys.executable, "tools/write_docs.py", "--check"], cwd=ROOT, env=kept, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
