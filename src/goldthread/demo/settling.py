"""The simulated tables as the rooms of the case record keep them, moved so that they end before today.

Rooms know more than an export: a moment where the export had only a day, a worker for every contact, one
stage and one step-up at a time. `settle` fills and tidies what they would refuse, and leaves slips out.
What no room holds yet stays a table of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from goldthread.demo import home_tidying, safety_tidying, work_tidying
from goldthread.demo.service import CUT_OFF, EPOCH
from goldthread.demo.settled_rows import LOOSE, day_of, fill
from goldthread.demo.settled_rows import Row as Row
from goldthread.demo.settled_rows import Rows as Rows
from goldthread.kernel.instants import to_london, to_utc
from goldthread.kernel.periods import add_months

if TYPE_CHECKING:
    import pyarrow as pa

    from goldthread.demo.world import World

ROOMS = (
    "worker", "attachment", "person", "referral", "support", "stage_spell", "risk_assessment", "plan",
    "consent", "employment_profile", "contact", "task_support", "early_warning", "step_episode",
    "questionnaire_score", *home_tidying.TABLES, *work_tidying.TABLES, *safety_tidying.TABLES,
)  # fmt: skip
# Told by whole months: these move by months, so that a month stays a month.
_MONTHLY = ("contract_spend", "published_value")
_PLAN_EVERY = 91
_SENIOR = "senior_employment_specialist"  # a role of figures, not of reach


@dataclass(frozen=True)
class Settled:
    """Rows of the rooms by fact table, the tables that no room holds yet, and the last day of both."""

    rooms: dict[str, Rows]
    others: dict[str, pa.Table]
    ends_on: date


def weeks_to(day: date) -> int:
    """By how many whole weeks the records move so that they end on `day` or in the week before it."""
    return max(0, (day - CUT_OFF).days // 7)


def settle(tables: Mapping[str, pa.Table], world: World, weeks: int = 0) -> Settled:
    """The simulation as rooms keep it, so many weeks later."""
    rooms = {
        name: [row for row in _moved(tables[name], weeks).to_pylist() if not row["voided"]] for name in ROOMS
    }
    others = {
        name: _months_later(table, weeks) if name in _MONTHLY else _moved(table, weeks)
        for name, table in tables.items()
        if name not in ROOMS
    }
    born = dict(zip(tables["person"]["person_id"].to_pylist(), world.who.born.tolist(), strict=True))
    for person in rooms["person"]:
        blank = person["birth_month"] is None
        person["birth_date"] = (
            None if blank else EPOCH + timedelta(days=born[person["person_id"]] + 7 * weeks)
        )
        person["birth_month"] = _month_after(person["birth_date"])
    ends_on = CUT_OFF + timedelta(days=7 * weeks)
    _tidy(rooms, ends_on)
    return Settled(rooms, others, ends_on)


def _tidy(rooms: dict[str, Rows], ends_on: date) -> None:
    for name in ("worker", "attachment"):
        for row in rooms[name]:
            row["role"] = "employment_specialist" if row["role"] == _SENIOR else row["role"]
    leaders = {row["team"]: row["worker_id"] for row in rooms["worker"] if row["role"] == "team_leader"}
    supports = {row["support_id"]: row for row in rooms["support"]}
    referred = {row["person_id"] for row in rooms["referral"]}
    rooms["person"] = [row for row in rooms["person"] if row["person_id"] in referred]
    for name, pairs in _MOMENTS.items():
        for row in rooms[name]:
            for pair in pairs:
                fill(row, pair)
    for row in rooms["referral"]:
        _close(row, ends_on)
        _decide(row)
    rooms["stage_spell"] = _one_stage_at_once(rooms["stage_spell"])
    rooms["step_episode"] = _one_step_up_at_once(rooms["step_episode"])
    for row in rooms["contact"]:
        row["worker_id"] = row["worker_id"] or leaders[row["team"]]
        _agree(row)
    rooms["task_support"] = list(
        {(row["contact_id"], row["task"]): row for row in rooms["task_support"]}.values()
    )
    scores = rooms["questionnaire_score"]
    rooms["questionnaire_score"] = list(
        {(row["person_id"], row["tool"], row["stage"], row["completed_on"]): row for row in scores}.values()
    )
    rooms["consent"] = _given_once(rooms["consent"])
    for row in rooms["plan"]:
        _renew(row, supports[row["support_id"]], ends_on)
    for row in rooms["early_warning"]:
        # Where a warning does not say whether the person was in work, its job does.
        row["in_work"] = row["job_id"] is not None if row["in_work"] is None else row["in_work"]
        if row["acted_at"] is None and row["raised_on"] < ends_on - LOOSE:
            row["acted_at"] = row["raised_at"] + timedelta(days=9)
        if row["acted_at"] is not None:
            row["acted_at"] = max(row["acted_at"], row["raised_at"])
            row["acted_on"] = day_of(row["acted_at"])
    home_tidying.tidy(rooms, ends_on)
    work_tidying.tidy(rooms, ends_on)
    safety_tidying.tidy(rooms, ends_on)
    raised = {row["early_warning_id"]: row["raised_at"] for row in rooms["early_warning"]}
    for row in rooms["step_episode"]:
        row["opened_at"] = max(row["opened_at"], raised.get(row["early_warning_id"], row["opened_at"]))
        row["opened_on"] = day_of(row["opened_at"])


_MOMENTS: dict[str, tuple[str, ...]] = {
    "referral": ("received", "responded", "decided"),
    "risk_assessment": ("assessed",),
    "plan": ("agreed",),
    "consent": ("given", "withdrawn"),
    "contact": ("happened",),
    "early_warning": ("raised", "acted"),
    "step_episode": ("opened",),
}


def _close(row: Row, ends_on: date) -> None:
    """A case record shows what was never closed, every day: a service asks once more, and closes it."""
    if row["decision"] is None and row["received_on"] < ends_on - LOOSE:
        row["decision"] = "withdrawn"
        row["decided_at"] = row["received_at"] + timedelta(days=42)
        row["decided_on"] = day_of(row["decided_at"])


def _decide(row: Row) -> None:
    """An answer and a decision come after the referral; whoever is declined was answered."""
    for pair in ("responded", "decided"):
        if row.get(f"{pair}_at") is not None and row[f"{pair}_at"] < row["received_at"]:
            row[f"{pair}_at"], row[f"{pair}_on"] = row["received_at"], row["received_on"]
    if row["decision"] is None:
        row["decided_at"] = row["decided_on"] = None
    if row["decision"] in ("declined", "withdrawn") and row["responded_at"] is None:
        row["responded_at"], row["responded_on"] = row["decided_at"], row["decided_on"]


def _agree(row: Row) -> None:
    """Whether worker and person spoke follows from what came of it, how, and with whom."""
    from goldthread.contacts.rules import attendance_of, two_way

    said = {name: row[name] or "" for name in ("outcome", "mode", "contact_with")}
    row["attendance"] = row["attendance"] or attendance_of(**said) or None
    row["two_way"] = two_way(**said, attendance=row["attendance"] or "")


def _one_stage_at_once(rows: Rows) -> Rows:
    kept: Rows = []
    for mine in _grouped(rows, "support_id", "started_on"):
        days = {row["started_on"]: row for row in mine}  # of two on one day the later counts
        mine = list(days.values())
        for row, after in zip(mine, [*mine[1:], None], strict=True):
            if after is not None:
                row["ended_on"] = after["started_on"] - timedelta(days=1)
            if not kept or kept[-1]["support_id"] != row["support_id"] or kept[-1]["stage"] != row["stage"]:
                kept.append(row)
            else:
                kept[-1]["ended_on"] = row["ended_on"]
    return kept


def _one_step_up_at_once(rows: Rows) -> Rows:
    for mine in _grouped(rows, "person_id", "opened_at"):
        for row, after in zip(mine, [*mine[1:], None], strict=True):
            if after is not None and (row["ended_on"] is None or row["ended_on"] > after["opened_on"]):
                row["ended_on"] = max(row["opened_on"], after["opened_on"])
                row["back_to_baseline"] = False
    return rows


def _given_once(rows: Rows) -> Rows:
    """Whoever agreed, and never took it back, is not asked again by the next service."""
    standing: set[tuple[str, str]] = set()
    kept: Rows = []
    for row in sorted(rows, key=lambda row: row["given_at"]):
        key = (row["person_id"], row["purpose"])
        if key in standing:
            continue
        if row["withdrawn_at"] is None and row["expires_on"] is None:
            standing.add(key)
        kept.append(row)
    return kept


def _renew(row: Row, support: Row, ends_on: date) -> None:
    """A plan is gone through again and again while support runs, late now and then; it ends with it."""
    for name in ("own_goals", "choices_recorded", "copy_given"):
        row[name] = bool(row[name])
    if row["own_goals"] is False and row["choices_recorded"] is False:
        row["copy_given"] = False
    row["ended_on"] = support["ended_on"]
    if support["ended_on"] is not None or row["review_due_on"] is None:
        return
    late = timedelta(days=12 if int(row["plan_id"][-2:]) % 9 == 0 else 0)
    while row["review_due_on"] < ends_on - late:
        row["review_due_on"] += timedelta(days=_PLAN_EVERY)


def _grouped(rows: Rows, by: str, order: str) -> Iterator[Rows]:
    found: dict[str, Rows] = {}
    for row in rows:
        found.setdefault(row[by], []).append(row)
    for mine in found.values():
        yield sorted(mine, key=lambda row: row[order])


def _month_after(born: date | None) -> date | None:
    if born is None or born.day == 1:
        return born
    return add_months(born.replace(day=1), 1)


# --- later


def _moved(table: pa.Table, weeks: int) -> pa.Table:
    """Every day and moment so many weeks later, at the same time of the London clock."""
    import pyarrow as pa
    import pyarrow.types as at

    if not weeks:
        return table
    later = timedelta(days=7 * weeks)
    for place, column in enumerate(table.schema):
        if column.name == "birth_month":
            continue
        values = table.column(place)
        if at.is_date32(column.type):
            moved = pa.array([day and day + later for day in values.to_pylist()], column.type)
        elif at.is_timestamp(column.type):
            moved = pa.array([moment and _clock(moment, later) for moment in values.to_pylist()], column.type)
        else:
            continue
        table = table.set_column(place, column, moved)
    return table


def _clock(moment: datetime, later: timedelta) -> datetime:
    local = to_london(moment.replace(tzinfo=UTC)).replace(tzinfo=None, fold=0) + later
    return to_utc(local).replace(tzinfo=None)


def _months_later(table: pa.Table, weeks: int) -> pa.Table:
    """The same months, as many later as the last day moves."""
    import pyarrow as pa
    import pyarrow.types as at

    last = CUT_OFF + timedelta(days=7 * weeks + 1)
    months = (last.year - CUT_OFF.year) * 12 + last.month - (CUT_OFF.month + 1)
    if months <= 0:
        return table
    for place, column in enumerate(table.schema):
        if at.is_date32(column.type):
            days = [day and _same_day(day, months) for day in table.column(place).to_pylist()]
            table = table.set_column(place, column, pa.array(days, column.type))
    return table


def _same_day(day: date, months: int) -> date:
    """So many months on; the last day of a month stays the last."""
    if (day + timedelta(days=1)).day == 1:
        return add_months((day + timedelta(days=1)), months) - timedelta(days=1)
    return add_months(day, months)
