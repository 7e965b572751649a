"""Checks a mapping against a file."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from luister.exchange.files.layout import Layout
from luister.exchange.files.mapping_file import line_of
from luister.exchange.files.problems import MappingProblem, MappingWrong

if TYPE_CHECKING:
    from luister.exchange.files.mapping import Mapping

_NAMED = 12


def layout_of(mapping: Mapping) -> Layout:
    """Return where the mapping says the table is."""
    part = mapping.file
    return Layout(part.delimiter, part.encoding, part.sheet, part.header_row, part.first_row)


def require_columns(mapping: Mapping, tree: Any, columns: list[str]) -> None:
    """Raise MappingWrong with a problem for each column of the mapping that the file does not have."""
    problems = []
    for place, column in mapping.columns():
        if column in columns:
            continue
        near = difflib.get_close_matches(column, columns, n=1)
        hint = _(" Is it '%(near)s'?") % {"near": near[0]} if near else ""
        message = _("column '%(column)s' is not in the file; it has: %(columns)s.") % {"column": column, "columns": _some(columns)}
        steps = [int(step) if step.isdigit() else step for step in place.split(".")]
        named = ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)
        problems.append(MappingProblem(message + hint, named, line_of(tree, steps)))
    if problems:
        raise MappingWrong(problems)


def _some(columns: list[str]) -> str:
    """A file of a hundred columns would bury what is wrong under their names."""
    return ", ".join([*columns[:_NAMED], *(["..."] if len(columns) > _NAMED else [])])
