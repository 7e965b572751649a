"""The lines of the house that import-linter can't see."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent.parent


def _floors() -> dict[str, int]:
    """Return the floor of each room, 0 at the top, read from the import contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c for c in contracts if c["name"] == "Rooms import downwards")["layers"]
    return {room.strip(): floor for floor, layer in enumerate(layers) for room in layer.split("|")}


def test_foreign_keys_point_to_the_same_room_or_a_lower_one() -> None:
    floors = _floors()
    climbing = []
    for model in apps.get_models(include_auto_created=True):
        room = model._meta.app_label
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not (field.concrete and field.is_relation) or target is None or room not in floors:
                continue
            target_room = target._meta.app_label
            if target_room in floors and target_room != room and floors[target_room] <= floors[room]:
                climbing.append(f"{model.__name__}.{field.name} -> {target_room}.{target.__name__}")
    assert climbing == []


def test_every_room_is_placed() -> None:
    rooms = {path.name for path in (ROOT / "src" / "luister").iterdir() if (path / "__init__.py").exists()}
    assert rooms == set(_floors())


@pytest.mark.parametrize("part", ["measure", "form", "language"])
def test_the_core_loads_no_django_and_no_engine(part: str) -> None:
    code = f"import sys, luister.core.{part}; print([m for m in ('django', 'duckdb', 'deltalake', 'ibis', 'pyspark') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_import_contracts_hold() -> None:
    found = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-3000:]


def test_migrations_say_what_the_models_say(db: None) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_pins_carry_no_addresses() -> None:
    for name in ("constraints.txt", "src/luister/web/assets/package-lock.json"):
        lines = (ROOT / name).read_text().splitlines()
        addresses = [
            line
            for line in lines
            if "://" in line and '"url": "https://github.com' not in line and '"url": "https://opencollective' not in line
        ]
        assert addresses == [], name
