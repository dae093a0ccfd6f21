"""How those who work here lie flat: `worker` and `attachment`. Never a name, never an address."""

from __future__ import annotations

from collections.abc import Iterator

from goldthread.access.flat import Places
from goldthread.access.models import Post, Team, Worker
from goldthread.access.rules import Role
from goldthread.catalogue.flat import Batch, Flat, Wanted

# A role of the record to the role that figures know.
ROLES = {
    Role.SUPPORT_WORKER: "support_worker",
    Role.SPECIALIST: "employment_specialist",
    Role.TEAM_LEADER: "team_leader",
}
CARRY = (Role.SUPPORT_WORKER, Role.SPECIALIST)


def _posts(asked: Wanted) -> list[Post]:
    found = Post.objects.select_related("worker", "service").order_by("worker_id", "started_on", "pk")
    if asked.organisations is not None:
        found = found.filter(worker__organisation_id__in=asked.organisations)
    return list(found)


def _workers(asked: Wanted) -> Iterator[Batch]:
    """All of them, each time: they are few. Service, team and role are those of the latest post."""
    latest = {post.worker_id: post for post in _posts(asked)}
    everyone = Worker.objects.order_by("pk")
    if asked.organisations is not None:
        everyone = everyone.filter(organisation_id__in=asked.organisations)
    rows = list(everyone)
    if not rows:
        return
    places = Places.known()
    posts = [latest.get(worker.pk) for worker in rows]
    teams = [places.teams.get(post.team_id) if post and post.team_id else None for post in posts]
    yield {
        "worker_id": [worker.pk for worker in rows],
        "organisation": [places.organisations[worker.organisation_id] for worker in rows],
        "service": _services(posts, teams),
        "team": [team.name if team else None for team in teams],
        "role": [ROLES.get(Role(post.role), "other") if post else None for post in posts],
        "joined_on": [worker.joined_on for worker in rows],
        "left_on": [worker.left_on for worker in rows],
        "source": ["goldthread"] * len(rows),
    }


def _attachments(asked: Wanted) -> Iterator[Batch]:
    """Each post in a team with a caseload, at its share of full time; who only leads a team carries none."""
    posts = [post for post in _posts(asked) if post.team_id and (post.wte or post.role in CARRY)]
    if not posts:
        return
    places = Places.known()
    teams = [places.teams[post.team_id] for post in posts]
    yield {
        "attachment_id": [post.pk for post in posts],
        "worker_id": [post.worker_id for post in posts],
        "organisation": [places.organisations[post.worker.organisation_id] for post in posts],
        "service": [team.service.name for team in teams],
        "team": [team.name for team in teams],
        "kind": ["team"] * len(posts),
        "role": [ROLES.get(Role(post.role), "other") for post in posts],
        "started_on": [post.started_on for post in posts],
        "ended_on": [post.ended_on for post in posts],
        "wte": [float(post.wte) if post.wte is not None else None for post in posts],
        "source": ["goldthread"] * len(posts),
    }


def _services(posts: list[Post | None], teams: list[Team | None]) -> list[str | None]:
    found: list[str | None] = []
    for post, team in zip(posts, teams, strict=True):
        service = team.service if team else (post.service if post else None)
        found.append(service.name if service else None)
    return found


_ORIGIN = ("organisation", "service", "team", "source")
FLAT = (
    Flat("worker", ("worker_id", "role", "joined_on", "left_on", *_ORIGIN), _workers),
    Flat(
        "attachment",
        ("attachment_id", "worker_id", "kind", "role", "started_on", "ended_on", "wte", *_ORIGIN),
        _attachments,
    ),
)
