"""The mappings that ship with the product, and the choice of a mapping by name or file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from django.utils.translation import gettext as _

from luister.exchange.files.limits import MAX_MAPPING_BYTES
from luister.exchange.files.problems import MappingProblem, MappingWrong

_FOLDER = files("luister.exchange") / "mappings"


def shipped_names() -> list[str]:
    """Return the names of the mappings that ship with the product."""
    return sorted(entry.name.removesuffix(".yaml") for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml"))


def shipped_text(name: str) -> str:
    """Return the YAML of a shipped mapping.

    Raises
    ------
    KeyError
        If no mapping of this name ships.
    """
    if name not in shipped_names():
        raise KeyError(name)
    return (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def mapping_text(name_or_file: str) -> str:
    """Return the YAML of a shipped mapping, or of a file.

    Raises
    ------
    MappingWrong
        If there is neither such a mapping nor such a file.
    """
    if name_or_file in shipped_names():
        return shipped_text(name_or_file)
    path = Path(name_or_file)
    try:
        if path.stat().st_size > MAX_MAPPING_BYTES:
            raise MappingWrong([MappingProblem(_("%(file)s is too large to be a mapping.") % {"file": path.name})])
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        raise MappingWrong(
            [
                MappingProblem(
                    _("'%(given)s' is no mapping; accepted are a YAML file or one of: %(names)s.")
                    % {"given": name_or_file, "names": ", ".join(shipped_names())}
                )
            ]
        ) from None
