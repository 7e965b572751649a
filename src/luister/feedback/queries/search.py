"""Full text search over what customers said, with one meaning on both databases.

`Comment.words` holds the folded words of the masked text. SQLite indexes them with FTS5 (triggers keep the index),
PostgreSQL with a GIN index on a `simple` text search vector; migration 0003 makes both. A comment can be found once it was
read, moments after it came in.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, Lookup, OuterRef, QuerySet, TextField
from django.db.models.sql.compiler import SQLCompiler

from luister.feedback.models import Comment, Response
from luister.feedback.rules import search_words


@TextField.register_lookup
class HasWords(Lookup[Any]):
    """`words__has_words="a b"`: each word, or the beginning of one, is in the text. Words must come from `search_words`."""

    lookup_name = "has_words"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Ask PostgreSQL."""
        column, params = self.process_lhs(compiler, connection)
        query = " & ".join(f"'{word}':*" for word in str(self.rhs).split())
        return f"to_tsvector('simple', {column}) @@ to_tsquery('simple', %s)", [*params, query]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Ask FTS5."""
        table = connection.ops.quote_name(self.lhs.alias)
        query = " ".join(f'"{word}"*' for word in str(self.rhs).split())
        index = "feedback_comment_search"
        return f"{table}.id IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", [query]  # noqa: S608 - names only, no values


def with_words(found: QuerySet[Response], text: str) -> QuerySet[Response]:
    """Return those of `found` with a comment that holds every word of `text` (beginnings of words will do).

    Case, accents and punctuation do not matter: "zolc" finds "Żółć". Text without any word finds nothing.
    """
    words = search_words(text)
    if not words:
        return found.none()
    return found.filter(Exists(Comment.objects.filter(response=OuterRef("pk"), words__has_words=" ".join(words))))
