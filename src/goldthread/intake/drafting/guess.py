"""Which fact table a file tells of, and which column fills which; each guess with its reason to doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from goldthread.intake.drafting.look import Column, Look
from goldthread.intake.reading.grid import folded, squashed
from goldthread.measures.tables import CodeList, ColumnSpec, Registry, Table, Type

# What senders call things, letters only, for names that do not resemble ours.
_CALLED: dict[str, tuple[str, ...]] = {
    "started_on": (
        "startdate",
        "start",
        "started",
        "entrydate",
        "datestarted",
        "commenced",
        "from",
        "admitted",
    ),
    "ended_on": (
        "enddate",
        "end",
        "ended",
        "exitdate",
        "dateended",
        "closed",
        "closeddate",
        "leavingdate",
        "to",
    ),
    "happened_at": ("contactdate", "dateofcontact", "contactdatetime", "datetime", "activitydate", "date"),
    "happened_on": ("contactdate", "dateofcontact", "activitydate", "sessiondate", "date"),
    "received_on": ("referraldate", "dateofreferral", "received", "datereceived", "referred"),
    "measured_on": ("informationdate", "date", "assessmentdate", "datetaken"),
    "stated_on": ("date", "recordeddate", "assessmentdate"),
    "balance_on": ("date", "balancedate"),
    "organisation": ("organization", "provider", "providername", "agency", "org", "organisationname"),
    "service": ("project", "projectname", "programme", "program", "servicename", "scheme"),
    "team": ("teamname",),
    "locality": ("area", "localauthority", "borough", "district", "la", "areaname", "region"),
    "gender": ("sex",),
    "ethnicity": ("ethnic", "ethnicgroup", "ethniccategory", "ethnicorigin"),
    "birth_month": ("dob", "dateofbirth", "birthdate", "born"),
    "age_at_start": ("age", "ageatstart", "ageatentry"),
    "minutes": ("duration", "mins", "durationminutes", "length", "timespent"),
    "mode": ("contactmode", "medium", "method", "contactmethod", "contacttype", "type"),
    "attendance": ("attended", "attendancestatus", "outcome"),
    "contact_with": ("with", "contactwith"),
    "balance": ("arrears", "rentbalance", "rentarrears", "amountowed"),
    "amount": ("value", "amount", "income", "earnings", "total"),
    "end_reason": ("reason", "reasonforleaving", "leavingreason", "exitreason", "endreason"),
    "destination": ("destination", "moveon", "leavingdestination", "exitdestination"),
    "household_id": ("householdid", "household", "householdref"),
    "moved_in_on": ("moveindate", "movedin", "datemovedin"),
    "weekly_hours": ("hours", "hoursperweek", "weeklyhours"),
    "recorded_at": (
        "dateupdated",
        "updated",
        "updatedat",
        "modified",
        "lastupdated",
        "datecreated",
        "createdat",
    ),
    "voided": ("deleted", "datedeleted", "voided", "enteredinerror"),
}
_PERSON = re.compile(
    r"(client|person|personal|participant|serviceuser|customer|tenant|patient|individual|resident)"
    r"(id|ref|reference|no|number|code|key|identifier)?"
)
_NAMES_SOMEONE = re.compile(
    r"(fore|first|last|sur|middle|full|given|family|client|maiden)name|^name$|namesuffix|^ssn|nino"
    r"|nationalinsurance"
    r"|address|postcode|zip$|phone|mobile|email|nhsn(o|umber)|dateofbirth|^dob$|notes?$|comments?$|freetext"
)
_MATCHES = re.compile(r"^nhsn(o|umber)$|^ssn$|^nino$|nationalinsurance")


@dataclass
class Fill:
    """One fact column and the file's column that fills it."""

    spec: ColumnSpec
    column: Column
    sure: bool
    codes: dict[str, str] = field(default_factory=dict)  # sender's value to ours, where a guess is needed
    unknown: list[str] = field(default_factory=list)


@dataclass
class Guess:
    """What a file seems to hold."""

    look: Look
    table: Table
    fills: dict[str, Fill]
    record: list[str]
    record_sure: bool
    person: Column | None
    missing: list[ColumnSpec]
    unused: list[str]
    score: float


def names_someone(label: str) -> bool:
    """True for a column that says who a person is, by its label."""
    return bool(_NAMES_SOMEONE.search(squashed(label)))


def matching_column(look: Look) -> str | None:
    """A column that tells who is who across systems, such as an NHS number."""
    return next((label for label in look.labels() if _MATCHES.search(squashed(label))), None)


def guess(look: Look, tables: Registry) -> Guess | None:
    """The table that fits a file best; None when none fits at all."""
    found = [_try(look, tables[name]) for name in tables if not tables[name].derived]
    best = max(found, key=lambda each: each.score)
    return best if best.score >= 2.0 else None


def _try(look: Look, table: Table) -> Guess:
    person = person_column(look) if table.has("person_id") else None
    key = next((c for c in look.columns if squashed(c.label) == squashed(table.key)), None)
    taken = {column.label for column in (person, key) if column is not None}
    fills: dict[str, Fill] = {}
    pairs: list[tuple[float, ColumnSpec, Column]] = []
    for spec in table.columns:
        if spec.name in (table.key, "person_id"):
            continue
        for column in look.columns:
            likeness = _likeness(spec, column)
            if likeness:
                pairs.append((likeness, spec, column))
    pairs.sort(key=lambda pair: -pair[0])
    for likeness, spec, column in pairs:
        free = column.label not in taken or (spec.name == "birth_month" and table.name == "person")
        if spec.name in fills or not free or not _fits(spec, column):
            continue
        fills[spec.name] = _fill(spec, column, likeness)
        taken.add(column.label)
    record, record_sure = _record(look, table, key, person, fills)
    missing = [
        spec
        for spec in table.columns
        if spec.required
        and spec.name not in fills
        and spec.name not in (table.key, "person_id", "organisation")
        and f"{spec.name[:-3]}_at" not in fills
    ]
    if person is None and (
        table.name == "person" or (table.has("person_id") and table.spec("person_id").required)
    ):
        missing.append(table.spec("person_id"))
    unused = [label for label in look.labels() if label not in taken and label not in record]
    score = _score(look, table, fills, key is not None and table.name != "person", person, len(missing))
    return Guess(look, table, fills, record, record_sure, person, missing, unused, score)


_SHARED = ("organisation", "service", "team", "locality", "recorded_at", "source", "voided")


def _score(
    look: Look, table: Table, fills: dict[str, Fill], has_key: bool, person: Column | None, missing: int
) -> float:
    """How well a table fits: its columns found, its name and key, less what it needs and lacks."""
    own = [name for name in fills if name not in _SHARED]
    named = _named_after(look, table)
    score = len(own) + 0.5 * (len(fills) - len(own)) + 2.0 * named + 3.0 * has_key
    score -= 2.5 * missing + 0.02 * len(table.columns)
    if table.name == "person":
        score += 1.0 if person is not None and person.unique else -1.0
    if not named and not has_key and set(own) <= {table.happens}:
        score -= 3.0  # a date alone says nothing of what happened
    return score


def person_column(look: Look) -> Column | None:
    """The column that tells people apart: one of its name, the best when it says that it is a number."""
    exact = next(
        (c for c in look.columns if squashed(c.label) in ("personid", "personalid", "clientid")), None
    )
    if exact is not None:
        return exact
    for column in look.columns:
        if _PERSON.fullmatch(squashed(column.label)) and column.filled:
            return column
    return next((c for c in look.columns if re.fullmatch(r"nhsn(o|umber)", squashed(c.label))), None)


def _named_after(look: Look, table: Table) -> bool:
    name = squashed(look.path.stem if look.region.sheet is None else look.region.sheet)
    also = {"person": ("clients", "client"), "support": ("enrollment", "placements"), "measure": ("income",)}
    words = {squashed(table.name), squashed(table.called), *also.get(table.name, ())}
    return any(word and (name == word or name.startswith(word)) for word in words)


def _likeness(spec: ColumnSpec, column: Column) -> float:
    """From 0 (nothing alike) to 1 (the same name)."""
    label = squashed(column.label)
    if label == squashed(spec.name):
        return 1.0
    bare = squashed(re.sub(r"_(on|at|id)$", "", spec.name))
    dated = spec.type in (Type.DATE, Type.INSTANT)
    if dated and label in (f"date{bare}", f"{bare}date", bare):
        return 0.8
    called = _CALLED.get(spec.name, ())
    if label in called:
        return 0.7 - 0.01 * called.index(label)
    if spec.refers_to and label in (squashed(spec.refers_to), f"{squashed(spec.refers_to)}ref"):
        return 0.6
    return 0.0


def _fits(spec: ColumnSpec, column: Column) -> bool:
    """Whether the cells can be what the fact column asks for; a blank column fits anything."""
    if column.looks == "blank":
        return True
    if spec.type is Type.INSTANT:
        return column.looks == "moment" or (column.looks == "date" and spec.name == "recorded_at")
    if spec.type is Type.DATE:
        return column.looks in ("date", "moment")
    if spec.type in (Type.NUMBER, Type.INTEGER):
        return column.looks == "number" or set(column.values) <= {"0", "1"}
    if spec.type is Type.BOOLEAN:
        return column.looks == "yes or no"
    return True


def _fill(spec: ColumnSpec, column: Column, likeness: float) -> Fill:
    fill = Fill(spec, column, likeness >= 0.8)
    if spec.codes is not None:
        for value in list(column.values)[:60]:
            ours = guess_code(value, spec.codes)
            if ours is None:
                fill.unknown.append(value)
            elif ours != value:
                fill.codes[value] = ours
    return fill


def guess_code(value: str, listed: CodeList) -> str | None:
    """Our code for a sender's value: the same code, the same label, or a label that begins with the value."""
    if listed.known(value):
        return value
    word = folded(value)
    by_label = {folded(code.label): code.value for code in listed.codes}
    by_label |= {folded(code.replace("_", " ")): code for code in listed.values}
    if word in by_label:
        return by_label[word]
    starts = {code for label, code in by_label.items() if len(word) > 2 and label.startswith(word)}
    return starts.pop() if len(starts) == 1 else None


def _record(
    look: Look, table: Table, key: Column | None, person: Column | None, fills: dict[str, Fill]
) -> tuple[list[str], bool]:
    """Columns that tell one record from another, and whether that is sure."""
    if key is not None:
        return [key.label], key.unique or look.rows == 0
    if table.name == "person":
        return [], True
    own = re.compile(rf"({squashed(table.name)})?(id|ref|reference|no|number|key)")
    for column in look.columns:
        if column is not person and own.fullmatch(squashed(column.label)) and column.unique:
            return [column.label], True
    for column in look.columns:
        if column is not person and column.unique and re.search(r"id$|ref$|key$", squashed(column.label)):
            return [column.label], False
    happens = fills.get(table.happens or "")
    if person is not None and happens is not None:
        return [person.label, happens.column.label], False
    return ["@file", "@line"], False
