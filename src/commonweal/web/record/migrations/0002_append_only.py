"""
Events are append-only: the database itself refuses to change, delete or misplace one.

SQLite asks for the hash too: INSERT OR REPLACE with the hash of another event would take its place, and no
trigger on DELETE runs then.
"""

from typing import Any

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER record_event_no_update BEFORE UPDATE ON record_event
       BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    """CREATE TRIGGER record_event_no_delete BEFORE DELETE ON record_event
       BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    """CREATE TRIGGER record_event_next BEFORE INSERT ON record_event
       WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM record_event)
         OR NEW.prev IS NOT COALESCE((SELECT hash FROM record_event ORDER BY seq DESC LIMIT 1), '%s')
         OR EXISTS (SELECT 1 FROM record_event WHERE hash = NEW.hash)
       BEGIN SELECT RAISE(ABORT, 'an event follows the last one'); END"""
    % ("0" * 64),
]
SQLITE_BACK = [f"DROP TRIGGER record_event_{name}" for name in ("no_update", "no_delete", "next")]

POSTGRESQL = [
    """CREATE FUNCTION record_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$""",
    """CREATE TRIGGER record_event_no_change BEFORE UPDATE OR DELETE ON record_event
       FOR EACH ROW EXECUTE FUNCTION record_event_refuse()""",
    """CREATE TRIGGER record_event_no_truncate BEFORE TRUNCATE ON record_event
       FOR EACH STATEMENT EXECUTE FUNCTION record_event_refuse()""",
    """CREATE FUNCTION record_event_follow() RETURNS trigger LANGUAGE plpgsql AS
       $$ DECLARE last record_event%%ROWTYPE; BEGIN
         SELECT * INTO last FROM record_event ORDER BY seq DESC LIMIT 1;
         IF NEW.seq <> COALESCE(last.seq, 0) + 1 OR NEW.prev <> COALESCE(last.hash, '%s') THEN
           RAISE EXCEPTION 'an event follows the last one';
         END IF;
         RETURN NEW;
       END $$"""
    % ("0" * 64),
    """CREATE TRIGGER record_event_next BEFORE INSERT ON record_event
       FOR EACH ROW EXECUTE FUNCTION record_event_follow()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER record_event_next ON record_event",
    "DROP TRIGGER record_event_no_truncate ON record_event",
    "DROP TRIGGER record_event_no_change ON record_event",
    "DROP FUNCTION record_event_follow()",
    "DROP FUNCTION record_event_refuse()",
]


def _run(schema_editor: Any, statements: dict[str, list[str]]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)  # a percent sign in it is one


def protect(apps: Any, schema_editor: Any) -> None:
    """Make the triggers of this database."""
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def unprotect(apps: Any, schema_editor: Any) -> None:
    """Drop them."""
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    """Triggers on the table of events."""

    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
