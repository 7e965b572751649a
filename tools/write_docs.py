"""Write the pages of `docs/` that say what the code says: settings, roles and commands. `--check` only compares."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"

SETTINGS_HEAD = """# Settings

Each setting is an environment variable, or a line `NAME=value` in `luister.env` in the data folder. All have a working default.
A value that is not accepted stops the start with a sentence that says what is.

| setting | default | what it does |
|---|---|---|
"""

ROLES_HEAD = """# Roles, and what they may do

A person holds a role at a unit; it counts for that unit and all units below it. One person may hold several.

"""


def settings_page() -> str:
    """Return the page of settings, written from `config.options`."""
    from luister.config.options import Options, variable_of

    rows = []
    for name, field in Options.model_fields.items():
        default = {"home": "the platform's folder for application data", "hosts": "localhost, 127.0.0.1, [::1]"}.get(name, field.default)
        rows.append(f"| `{variable_of(name)}` | {default if default != '' else 'empty'} | {field.description} |")
    return SETTINGS_HEAD + "\n".join(rows) + "\n"


def roles_page() -> str:
    """Return the table of roles, written from `organisation.rules`."""
    from luister.organisation.enums import Permission, Role
    from luister.organisation.rules import ROLE_PERMISSIONS

    head = "| may | scope of an API key | " + " | ".join(str(role.label) for role in Role) + " |\n|---|---|" + "---|" * len(Role) + "\n"
    rows = [
        f"| {permission.label} | `{permission.value}` | "
        + " | ".join("yes" if permission in ROLE_PERMISSIONS[role] else "" for role in Role)
        + " |"
        for permission in Permission
    ]
    return ROLES_HEAD + head + "\n".join(rows) + "\n"


PAGES = {"operators/settings.md": settings_page, "users/roles.md": roles_page}


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` say which are out of date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luister.config.settings")
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("LUISTER_HOME", home)
        import django

        django.setup()
        pages = {name: page() for name, page in PAGES.items()}
    stale = [name for name, text in pages.items() if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        print("\n".join(f"docs/{name} is out of date: run python tools/write_docs.py" for name in stale))
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(pages[name], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
