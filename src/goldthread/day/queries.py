"""What is due, what comes up, who was not heard from: worked out each time from the rows of the rooms.

The number of queries depends on the standards in force, never on how many people there are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Q

from goldthread.access.absent import absence_of
from goldthread.access.scope import Scope
from goldthread.contacts.clocks import last_two_way
from goldthread.contracts.standards import Ahead, Asked, Begun
from goldthread.day.caseload import Caseload, caseload_of, is_theirs, placements
from goldthread.day.due import Due, State, merged
from goldthread.day.lanes import Timeline, laid_out
from goldthread.day.models import CannotBeDone, Pause
from goldthread.day.running import clocks, worked_out
from goldthread.day.standards import declared
from goldthread.day.threads import loss_upon_loss
from goldthread.kernel.clocks import Clock
from goldthread.kernel.instants import as_instant, civil_date, day_start

Reaching = Literal["mine", "team"]
AHEAD_DAYS = 14  # how far agreed days are read
QUIET_DAYS = 21  # ours: without a two-way contact


@dataclass(frozen=True)
class Day:
    """What is due, soonest first, and how much of each."""

    rows: tuple[Due, ...]
    counts: dict[State, int]
    at: datetime

    @property
    def people(self) -> tuple[str, ...]:
        """Keys of the people whom the rows name."""
        return tuple(dict.fromkeys(row.person for row in self.rows if row.person))

    def raised_to(self, scope: Scope) -> tuple[Due, ...]:
        """Rows that nothing answered so long that they came before somebody of these roles."""
        return tuple(row for row in self.rows if row.raised_to(scope.roles))


@dataclass(frozen=True)
class Quiet:
    """Somebody with whom nobody had a two-way contact for long."""

    person: str
    name: str
    team_name: str
    worker_name: str
    last: datetime | None
    days: int


def today(*, seen_by: Scope, at: datetime, whose: Reaching = "mine", caseload: Caseload | None = None) -> Day:
    """What is due to somebody: of their own people, or of everyone they see."""
    caseload = caseload or caseload_of(seen_by=seen_by, at=at)
    people = caseload.of_worker(seen_by) if whose == "mine" else None
    asked = Asked(seen_by, at, civil_date(at) + timedelta(days=AHEAD_DAYS), people)
    with absence_of(people or ()):
        rows = list(worked_out(asked, caseload))
    if whose == "mine":
        rows = [row for row in rows if is_theirs(row, seen_by)]
    found = _without_answered(merged(rows), seen_by=seen_by)
    return Day(tuple(found), dict(Counter(row.state for row in found)), at)


def due_on(standard: str, record: tuple[str, str], *, seen_by: Scope, at: datetime) -> Due | None:
    """The one thing due under a standard on a record; None where nothing is."""
    table, key = record
    asked = Asked(seen_by, at, civil_date(at) + timedelta(days=AHEAD_DAYS), record=key)
    for row in worked_out(asked, caseload_of(seen_by=seen_by, at=at), only=standard):
        if row.record_table == table:
            return row
    return None


def clocks_on(
    standard: str, *, seen_by: Scope, at: datetime, record: str | None = None
) -> list[tuple[Begun, Clock]]:
    """Every clock of one standard, the answered ones too: what a list of referrals or a test shows."""
    asked = Asked(seen_by, at, date.max, record=record, answered=True)
    caseload = caseload_of(seen_by=seen_by, at=at)
    return [(begun, clock) for begun, _, clock, _ in clocks(asked, caseload, only=standard)]


def coming_up(
    *, seen_by: Scope, at: datetime, whose: Reaching = "mine", caseload: Caseload | None = None
) -> list[Ahead]:
    """What comes up for some of the people, by the rooms' own words; nothing where nobody is concerned."""
    people = None
    if whose == "mine":
        people = (caseload or caseload_of(seen_by=seen_by, at=at)).of_worker(seen_by)
    asked = Asked(seen_by, at, civil_date(at) + timedelta(days=AHEAD_DAYS), people)
    with absence_of(people or ()):
        found = [loss_upon_loss(asked), *(each for room in declared().coming for each in room(asked))]
    return [each for each in found if each.people]


def quiet(*, seen_by: Scope, at: datetime, whose: Reaching = "mine", days: int = QUIET_DAYS) -> list[Quiet]:
    """People with no two-way contact for so many days; the longest first."""
    before = at - timedelta(days=days)
    rows = placements(seen_by, at).annotate(last=last_two_way(happened_at__lte=at))
    rows = rows.filter(
        Q(last__lt=before) | Q(last__isnull=True, started_on__lt=civil_date(before)),
    )
    if whose == "mine":
        named = seen_by.worker.id if seen_by.worker else ""
        rows = rows.filter(Q(worker_id=named) | Q(worker__isnull=True, team_id__in=seen_by.teams))
    found: dict[str, Quiet] = {}
    for person, name, team, worker, began, last in rows.values_list(
        "person_id", "person__name", "team__name", "worker__name", "started_on", "last"
    ):
        since = (at - (last or day_start(began))).days
        found.setdefault(person, Quiet(person, name, team, worker or "", last, since))
    return sorted(found.values(), key=lambda one: (-one.days, one.name))


def reasons(*, seen_by: Scope, at: datetime) -> list[CannotBeDone]:
    """Answers that something cannot be done, which no leader has read yet; the oldest first."""
    rows = CannotBeDone.objects.seen_by(seen_by).filter(
        voided=False, read_at__isnull=True, given_at__lte=as_instant(at)
    )
    return list(rows.select_related("person", "team", "worker").order_by("given_at", "recorded_at", "id"))


def timeline(person: str, *, seen_by: Scope, at: datetime) -> Timeline:
    """What every room tells of one person, as lanes and as a list."""
    with absence_of((person,)):
        told = [one for room in declared().timelines for one in room(person, seen_by=seen_by, at=at)]
    return laid_out(told, civil_date(at))


def pauses(person: str, *, seen_by: Scope) -> list[Pause]:
    """Times in which a person's clocks stood still; the newest first."""
    rows = Pause.objects.seen_by(seen_by).filter(person_id=person, voided=False)
    return list(rows.order_by("-started_on", "-recorded_at", "-id"))


def _without_answered(rows: list[Due], *, seen_by: Scope) -> list[Due]:
    """Without those that somebody answered by "cannot be done": the next clock asks again."""
    if not rows:
        return rows
    given = CannotBeDone.objects.seen_by(seen_by).filter(
        voided=False, started_at__gte=min(row.started for row in rows)
    )
    answered = set(given.values_list("record_table", "record_id", "act", "started_at"))
    return [row for row in rows if (row.record_table, row.record_id, row.act, row.started) not in answered]
