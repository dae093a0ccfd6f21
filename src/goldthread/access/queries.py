"""Who works here, and what was opened beyond reach: within the asker's organisation, always."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from goldthread.access.models import BreakGlass, Organisation, Post, Service, Team, Worker
from goldthread.access.rules import May, Role
from goldthread.access.scope import Scope, job_scope


def workers(*, seen_by: Scope) -> QuerySet[Worker]:
    """Everybody who works or worked in the organisation, those who left last."""
    found: QuerySet[Worker] = Worker.objects.filter(organisation_id=seen_by.organisation_id)
    return found.prefetch_related("posts__team", "posts__service").order_by("-is_active", "name")


def worker(key: str, *, seen_by: Scope) -> Worker | None:
    """One of them, by key."""
    found: Worker | None = workers(seen_by=seen_by).filter(pk=key).first()
    return found


def services(*, seen_by: Scope) -> list[Service]:
    """The services of the organisation with their teams."""
    return list(Service.objects.filter(organisation_id=seen_by.organisation_id).prefetch_related("teams"))


def teams(*, seen_by: Scope) -> list[Team]:
    """The teams of the organisation."""
    return list(Team.objects.filter(organisation_id=seen_by.organisation_id).select_related("service"))


def colleagues(*, seen_by: Scope, on: date) -> list[Worker]:
    """Who holds a casework post on a day: whom a person can be given to. By name."""
    held = [
        post.worker_id
        for post in Post.objects.filter(worker__organisation_id=seen_by.organisation_id)
        if post.held_on(on) and post.role in (Role.SUPPORT_WORKER, Role.SPECIALIST, Role.TEAM_LEADER)
    ]
    return list(Worker.objects.filter(pk__in=held, is_active=True))


def colleagues_in(role: Role, *, seen_by: Scope, on: date) -> list[Worker]:
    """Who held a role of the organisation on a day, by name."""
    posts = Post.objects.filter(
        role=role, worker__organisation_id=seen_by.organisation_id, started_on__lte=on
    ).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))
    return list(Worker.objects.filter(pk__in=posts.values("worker_id")))


def somebody_holds(roles: Collection[Role], *, seen_by: Scope, on: date) -> bool:
    """Whether an account of the organisation that may sign in holds one of these roles on a day."""
    posts = Post.objects.filter(
        role__in=sorted(roles),
        worker__organisation_id=seen_by.organisation_id,
        worker__is_active=True,
        started_on__lte=on,
    )
    return posts.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on)).exists()


def alerts(*, seen_by: Scope) -> QuerySet[BreakGlass]:
    """Records opened beyond reach that no leader has seen yet, of people whom this leader is there for.

    Neither what the asker opened nor people whom the asker reaches only by having opened their record.
    """
    found: QuerySet[BreakGlass] = BreakGlass.objects.filter(organisation_id=seen_by.organisation_id)
    if not seen_by.may(May.LEAD) or seen_by.worker is None:
        return found.none()
    people = apps.get_model("people", "Person")
    own = people.objects.seen_by(replace(seen_by.doing(May.LEAD), opened=frozenset())).values("pk")
    return (
        found.filter(seen_at__isnull=True, person__in=own)
        .exclude(worker=seen_by.worker)
        .select_related("worker")
        .order_by("opened_at")
    )


@dataclass(frozen=True)
class OwnSession:
    """One of the asker's sessions: where from and since when."""

    id: int
    address: str
    device: str
    since: Any
    current: bool


def sessions(current: str | None, *, seen_by: Scope) -> list[OwnSession]:
    """The asker's own sessions that still stand; `current` is the key of the one that asks."""
    if seen_by.worker is None:
        return []
    return [
        OwnSession(one.pk, one.ip, one.user_agent, one.created_at, one.session_key == current)
        for one in seen_by.worker.usersession_set.order_by("-created_at")
        if one.exists()
    ]


def services_elsewhere(*, seen_by: Scope) -> frozenset[str]:
    """Names of services of other organisations: their records are not opened by this one."""
    others = Service.objects.exclude(organisation_id=seen_by.organisation_id)
    return frozenset(others.values_list("name", flat=True))


def organisations_elsewhere(*, seen_by: Scope) -> frozenset[str]:
    """Names of the other organisations."""
    others = Organisation.objects.exclude(pk=seen_by.organisation_id)
    return frozenset(others.values_list("name", flat=True))


def known_people(keys: Sequence[str], *, seen_by: Scope) -> list[str]:
    """Of keys as records tell them, those that are people of the asker's organisation, whoever sees them.

    Records under a pseudonymous key are opened beyond reach by those who may; the ledger is told whose.
    """
    people = apps.get_model("people", "Person").objects.seen_by(job_scope("looks", seen_by.organisation_id))
    return [
        key
        for start in range(0, len(keys), 500)
        for key in people.filter(pk__in=keys[start : start + 500]).values_list("pk", flat=True)
    ]
