"""The search index over the words of comments: FTS5 on SQLite, kept by triggers; GIN on PostgreSQL.

A later migration that makes SQLite rebuild the table `feedback_comment` drops its triggers: it must run `make_index` again
(a test sees to it).
"""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS feedback_comment_search USING fts5("
    "words, content='feedback_comment', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='3')",
    "CREATE TRIGGER IF NOT EXISTS feedback_comment_search_insert AFTER INSERT ON feedback_comment WHEN new.words <> '' BEGIN "
    "INSERT INTO feedback_comment_search(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER IF NOT EXISTS feedback_comment_search_delete AFTER DELETE ON feedback_comment WHEN old.words <> '' BEGIN "
    "INSERT INTO feedback_comment_search(feedback_comment_search, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER IF NOT EXISTS feedback_comment_search_forget AFTER UPDATE OF words ON feedback_comment WHEN old.words <> '' BEGIN "
    "INSERT INTO feedback_comment_search(feedback_comment_search, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER IF NOT EXISTS feedback_comment_search_learn AFTER UPDATE OF words ON feedback_comment WHEN new.words <> '' BEGIN "
    "INSERT INTO feedback_comment_search(rowid, words) VALUES (new.id, new.words); END",
)
SQLITE_BACK = ("DROP TABLE IF EXISTS feedback_comment_search",) + tuple(
    f"DROP TRIGGER IF EXISTS feedback_comment_search_{name}" for name in ("insert", "delete", "forget", "learn")
)
POSTGRESQL = ("CREATE INDEX IF NOT EXISTS feedback_comment_search ON feedback_comment USING gin (to_tsvector('simple', words))",)
POSTGRESQL_BACK = ("DROP INDEX IF EXISTS feedback_comment_search",)


def make_index(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0002_words")]
    operations = [migrations.RunPython(make_index, drop_index)]
