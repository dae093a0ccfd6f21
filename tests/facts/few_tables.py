"""Three small tables of the tests' own, and rows for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa

from goldthread.facts.schema import arrow_schema
from goldthread.measures.tables import (
    Privacy,
    Registry,
    Table,
    boolean,
    code,
    codes,
    instant,
    integer,
    number,
    ref,
    text,
)
from goldthread.measures.tables import date as day

MODES = codes("Mode", {"face": "Face to face", "phone": "By telephone"})
ORIGIN = (
    instant("recorded_at", "When it was recorded."),
    text("source", "Where it comes from."),
    boolean("voided", "Entered in error."),
)

PERSON = Table(
    "person",
    "Someone.",
    (
        text("person_id", "Key.", required=True),
        text("organisation", "Who holds it.", required=True, privacy=Privacy.OPEN),
        day("birth_month", "First day of the first month on or after birth."),
        *ORIGIN,
    ),
)
CONTACT = Table(
    "contact",
    "A meeting.",
    (
        text("contact_id", "Key.", required=True),
        text("organisation", "Who holds it.", required=True),
        text("service", "Which service."),
        ref("person_id", "person", "With whom.", required=True),
        day("happened_on", "The day."),
        instant("happened_at", "The moment."),
        code("mode", MODES, "How.", checked_on="happened_on"),
        integer("minutes", "How long.", unit="minutes"),
        number("miles", "How far.", unit="miles"),
        boolean("attended", "Came."),
        *ORIGIN,
    ),
    happens="happened_on",
)
CLOCK = Table("clock", "Worked out.", (text("clock_id", "Key.", required=True),), derived=True)
REGISTRY = Registry([PERSON, CONTACT, CLOCK])
AT = datetime(2026, 11, 22, 14, 5)


def contact(number_: int, **other: Any) -> dict[str, Any]:
    """One contact, complete, different for each number."""
    row: dict[str, Any] = {
        "contact_id": f"c{number_}",
        "organisation": f"org {number_ % 2}",
        "service": None if number_ % 5 == 4 else f"service {number_ % 3}",
        "person_id": f"p{number_ % 7}",
        "happened_on": date(2026, 1 + number_ % 9, 1 + number_ % 28),
        "happened_at": datetime(2026, 1 + number_ % 9, 1 + number_ % 28, 9, number_ % 60),
        "mode": "face",
        "minutes": number_,
        "miles": number_ / 7,
        "attended": number_ % 2 == 0,
        "recorded_at": AT,
        "source": "export",
        "voided": None,
    }
    return row | other


def contacts(*numbers: int, **other: Any) -> pa.Table:
    """Contacts as an Arrow table."""
    return pa.Table.from_pylist([contact(n, **other) for n in numbers], schema=arrow_schema(CONTACT))


def person(key: str, **other: Any) -> dict[str, Any]:
    """One person of organisation org 0."""
    return {"person_id": key, "organisation": "org 0", "birth_month": date(1990, 3, 1)} | other


def people(*keys: str) -> pa.Table:
    """People as an Arrow table."""
    return pa.Table.from_pylist([person(key) for key in keys])
