"""Which groups of an anonymous survey are not shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from luister.insight.rules.rows import HIDDEN_BELOW

Cell = tuple[object, ...]


def hidden_cells(sizes: Mapping[Cell, int]) -> set[Cell]:
    """Return the groups to hide: those that are too small, and others that would give them away by subtraction.

    `sizes` holds the respondents of each group of one series; a group is named by its place in each breakdown. Along each
    breakdown the parts add up to a total that may be shown elsewhere, so wherever parts are hidden they must be at least two
    and together at least five respondents. If not, the smallest shown part is hidden too, until nothing changes.
    """
    hidden = {cell for cell, n in sizes.items() if n < HIDDEN_BELOW}
    totals = [part for place in range(_width(sizes)) for part in _parts(sizes, place)]
    changed = True
    while changed:
        changed = False
        for parts in totals:
            shown = sorted((cell for cell in parts if cell not in hidden), key=lambda cell: (sizes[cell], repr(cell)))
            away = [cell for cell in parts if cell in hidden]
            if shown and away and (len(away) == 1 or sum(sizes[cell] for cell in away) < HIDDEN_BELOW):
                hidden.add(shown[0])
                changed = True
    return hidden


def _width(sizes: Mapping[Cell, int]) -> int:
    return max(map(len, sizes), default=0)


def _parts(sizes: Mapping[Cell, int], place: int) -> Sequence[list[Cell]]:
    """Return the groups that differ in this breakdown only."""
    found: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in sizes:
        found[cell[:place] + cell[place + 1 :]].append(cell)
    return list(found.values())
