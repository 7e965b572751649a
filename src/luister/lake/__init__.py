"""Answers in columns; the only room that knows DuckDB, Delta or Spark.

`lake.rows` holds the plain dataclasses that enter and leave, `lake.services` the writes (`remember_changed`, `publish_pending`,
`hide`, `rebuild`, `compact`), `lake.queries` the reads (`counts`, `verify`, `health`). SQL is the system of record: everything here
can be dropped and rebuilt.

How a reading stays right while answers come in. A response that is new, changed or gone has an outbox row, written in its own
transaction. `publish_pending` fixes a batch of them in SQL, appends their present rows to the table in one commit that carries the
batch's number as their version, and then, in one transaction, hides what the table had of these responses before (a tombstone:
"below this version") and empties the outbox. A reading leaves out every response that waits in the outbox and adds its present rows
from SQL instead; `mark` and `LakeMoved` tell it when a batch was published between its two looks. Compaction and rebuilding write a
new table beside the old one and move a link. Whatever is killed between two steps, the next run goes on from the books in SQL.
"""

from luister.lake.rows import Condition, CountQuery, CountRow, Health, LakeBusy, LakeDamaged, LakeMoved, LakeRow, Published, Verification

__all__ = ["Condition", "CountQuery", "CountRow", "Health", "LakeBusy", "LakeDamaged", "LakeMoved", "LakeRow", "Published", "Verification"]
