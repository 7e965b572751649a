"""Answers in columns; the only room that knows DuckDB, Delta or Spark.

`lake.rows` holds the plain dataclasses that enter and leave, `lake.services` the writes (`remember_changed`, `publish_pending`,
`hide`, `rebuild`, `compact`), `lake.queries` the reads (`counts`, `verify`, `health`). SQL is the system of record: everything here
can be dropped and rebuilt.
"""

from luister.lake.rows import Condition, CountQuery, CountRow, Health, LakeBusy, LakeDamaged, LakeMoved, LakeRow, Published, Verification

__all__ = ["Condition", "CountQuery", "CountRow", "Health", "LakeBusy", "LakeDamaged", "LakeMoved", "LakeRow", "Published", "Verification"]
