"""How every fact table here is made: its own columns between the ones that all tables share.

Where a moment matters a table has a pair: `raised_at`, the instant in UTC, and `raised_on`, the civil date of
Europe/London. Whoever sends only the instant gets the date filled in; whoever knows only the day leaves the
instant blank, and an hour clock then says "unknown" where the hours of that day would decide it.
"""

from __future__ import annotations

from goldthread.measures.tables import ColumnSpec, Privacy, Table, Type, boolean, date, instant, ref, text


def record(
    name: str,
    meaning: str,
    *columns: ColumnSpec,
    happens: str | None = None,
    person: bool | None = True,
    derived: bool = False,
    plural: str = "",
) -> Table:
    """A fact table with the shared columns: record id, organisation, service, team, locality, person, origin.

    `person` is True where every row is about a person, None where a row may be, False where none is.
    """
    shared = [
        ColumnSpec(f"{name}_id", Type.TEXT, f"Key of the {name.replace('_', ' ')}.", required=True),
        text("organisation", "The organisation that holds the record.", required=True, privacy=Privacy.OPEN),
        text("service", "The service it belongs to.", privacy=Privacy.OPEN),
        text("team", "The team it belongs to.", privacy=Privacy.OPEN),
        text("locality", "The area, as the contract names it.", privacy=Privacy.OPEN),
    ]
    if person is not False:
        shared.append(
            ref("person_id", "person", "Whose record it is: a random key.", required=person is True)
        )
    origin = [
        instant("recorded_at", "When it was entered in the system it comes from."),
        text("source", "The file or system it comes from.", privacy=Privacy.OPEN),
        boolean("voided", "Yes where it was entered in error. Blank is no. Questions never see voided rows."),
    ]
    return Table(name, meaning, (*shared, *columns, *origin), happens, derived, plural)


def moment(
    name: str, meaning: str, *, required: bool = False, privacy: Privacy = Privacy.PERSON
) -> tuple[ColumnSpec, ColumnSpec]:
    """The pair `<name>_at` and `<name>_on`; where it is required, the date is: the time may be unknown."""
    return (
        instant(f"{name}_at", f"{meaning} The moment, in UTC.", privacy=privacy),
        date(f"{name}_on", f"{meaning} The day, in the United Kingdom.", required=required, privacy=privacy),
    )


def moments(table: Table) -> list[tuple[str, str]]:
    """The pairs of a table, as (instant, date): intake fills a blank date from its instant."""
    return [
        (name, f"{name[:-3]}_on")
        for name in table.column_names
        if name.endswith("_at") and table.has(f"{name[:-3]}_on")
    ]
