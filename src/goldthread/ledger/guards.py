"""The database itself refuses to change what happened. Guards prevent accidents; the chain is the evidence.

Two changes are let through, each once: the sealer's number and chain where there were none, and the lawful
emptying of salt and content. On SQLite they rely on `recursive_triggers`, without which INSERT OR REPLACE
would walk past them; on PostgreSQL a row trigger does not see TRUNCATE, so a statement trigger does.
"""

from __future__ import annotations

from typing import Any

EVENT, PERSON = "ledger_event", "ledger_eventperson"
_FIXED = ("id", "at", "by", "organisation", "verb", "subjects", "commitment")
_REFUSAL = "The ledger is only added to."


def install(connection: Any) -> None:
    """Put the guards on; on again where they already are."""
    remove(connection)
    _run(connection, _sqlite() if connection.vendor == "sqlite" else _postgres())


def remove(connection: Any) -> None:
    """Take the guards off: for the tests' own clearing of tables and for nothing else."""
    if connection.vendor == "sqlite":
        names = [f"{table}_no_{act}" for table in (EVENT, PERSON) for act in ("update", "delete")]
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in names])
    else:
        _run(
            connection,
            [
                f"DROP TRIGGER IF EXISTS {table}_{what} ON {table}"
                for table in (EVENT, PERSON)
                for what in ("guard", "no_truncate")
            ]
            + ["DROP FUNCTION IF EXISTS ledger_guard() CASCADE"],
        )


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _allowed(different: str, boolean: str) -> str:
    """Whether an update is one of the two that are let through, in SQL."""
    fixed = " AND ".join(f'NOT (OLD."{name}" {different} NEW."{name}")' for name in _FIXED)
    sealed = (
        "OLD.number IS NULL AND NEW.number IS NOT NULL AND NEW.chain IS NOT NULL AND "
        f"NOT (OLD.salt {different} NEW.salt) AND NOT (OLD.content {different} NEW.content)"
    )
    emptied = (
        f"NEW.salt IS NULL AND NEW.content IS NULL AND NOT (OLD.number {different} NEW.number) "
        f"AND NOT (OLD.chain {different} NEW.chain)"
    )
    return f"({fixed} AND (({sealed}) OR ({emptied}))) {boolean}"


def _sqlite() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    return [
        f"CREATE TRIGGER {EVENT}_no_update BEFORE UPDATE ON {EVENT} "
        f"WHEN NOT {_allowed('IS NOT', '')} {refuse}",
        f"CREATE TRIGGER {EVENT}_no_delete BEFORE DELETE ON {EVENT} {refuse}",
        f"CREATE TRIGGER {PERSON}_no_update BEFORE UPDATE ON {PERSON} {refuse}",
        f"CREATE TRIGGER {PERSON}_no_delete BEFORE DELETE ON {PERSON} {refuse}",
    ]


def _postgres() -> list[str]:
    allowed = _allowed("IS DISTINCT FROM", "").replace('subjects"', 'subjects"::text')
    return [
        f"""CREATE FUNCTION ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = '{EVENT}' THEN
                IF {allowed} THEN RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION '{_REFUSAL}';
        END $$""",
        *(
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_guard()"
            for table in (EVENT, PERSON)
        ),
        *(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard()"
            for table in (EVENT, PERSON)
        ),
    ]
