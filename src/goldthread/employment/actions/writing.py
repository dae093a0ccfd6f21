"""How the room writes: as people are written, with its own codes, on the support of an employment service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from goldthread.access.rules import May, Reach
from goldthread.access.scope import Scope
from goldthread.employment.codes import CODED
from goldthread.employment.models import Job
from goldthread.employment.rules import NOT_A_JOB
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions import around as nearby
from goldthread.people.actions import writing
from goldthread.people.actions.rooms import RoomWriting, rows_of
from goldthread.people.actions.writing import Values

EMPLOYMENT = "employment"
BEFORE_THE_JOB = "This was before the job began. Check the date."

WRITING = RoomWriting("employment", CODED)
made = WRITING.made
changed = WRITING.changed


def around(told: Iterable[Values], by: Scope) -> nearby.Around:
    """Support and teams of the people whom rows name, the support of an employment service before others."""
    return nearby.around(told, by, prefers=EMPLOYMENT)


def own_team(by: Scope, team: str | None = None) -> str | None:
    """The team of what is about nobody in particular: the one named, else the writer's where there is one.

    A row without a team is shared by all teams; only who sees the whole organisation may share so.
    """
    if team:
        return str(writing.check_team(team, by).pk)
    by = by.doing(May.RECORD)
    if by.reach is Reach.ORGANISATION:
        return None
    if len(by.teams) == 1:
        return next(iter(by.teams))
    raise Refused("Choose the team.")


def jobs_of(told: Iterable[Values], by: Scope) -> dict[str, Job]:
    """The jobs that rows name, by key; refused where one is not of somebody within scope."""
    return rows_of(Job, (key for one in told if (key := one.get("job"))), by, refused=NOT_A_JOB)


def of_jobs(told: Sequence[Values], day: str, by: Scope, *, early: bool = False) -> list[dict[str, Any]]:
    """Rows that hang on jobs, with the person; refused before the job began, unless they may come `early`."""
    known = jobs_of(told, by)
    filled = []
    for one in told:
        job = known.get(str(writing.key_of(one["job"])))
        if job is None:
            raise Refused(NOT_A_JOB)
        if not early:
            people.check_order(job.started_on, one[day], BEFORE_THE_JOB)
        filled.append({**one, "job": job.pk, "person": job.person_id})
    return filled


def held(job: Job | str, by: Scope) -> Job:
    """A job that has no end; else refused."""
    row = writing.seen(Job, job, by)
    if row.ended_on is not None or row.status == "ended":
        raise Refused("This job has ended. Record the new one, or mend the end of this.")
    return row
