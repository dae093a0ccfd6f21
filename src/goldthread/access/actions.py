"""What changes who works here and what they may do. Every action ends by telling the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import TypeVar

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from goldthread.access.models import BreakGlass, Organisation, Post, Service, Team, Worker
from goldthread.access.queries import alerts
from goldthread.access.rules import REACH, May, Reach, Role
from goldthread.access.scope import Scope
from goldthread.kernel.calendar import Nation
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import tell

SHORTEST_REASON = 20
GLASS_LASTS = timedelta(minutes=60)
Kind = TypeVar("Kind", Service, Team, Worker)


@transaction.atomic
def add_organisation(
    name: str,
    *,
    by: Scope,
    at: datetime,
    nation: Nation = Nation.ENGLAND_AND_WALES,
    phone: str = "",
    takes_enquiries: bool = False,
    synthetic: bool = False,
) -> Organisation:
    """A new organisation. Only `set-up` and the demo make one, before anybody can sign in to it.

    Refused where the name is taken, or where `by` is somebody of an organisation that exists.
    """
    if by.worker is not None:
        raise Refused("Organisations are added by whoever runs the server: goldthread set-up.")
    slug = slugify(name)[:60]
    if not slug:
        raise Refused("The name of the organisation holds no letter. Give it one.")
    if Organisation.objects.filter(name=name).exists() or Organisation.objects.filter(slug=slug).exists():
        raise Refused(f'There is already an organisation "{name}". Choose another name.')
    made = Organisation.objects.create(
        name=name,
        slug=slug,
        nation=nation,
        phone=phone,
        takes_enquiries=takes_enquiries,
        synthetic=synthetic,
    )
    tell(
        "access.add_organisation",
        by=replace(by, organisation_id=made.pk),
        at=at,
        subjects=[("access.organisation", made.pk)],
        content={"synthetic": synthetic},
    )
    return made


@transaction.atomic
def set_up(organisation: str, name: str, email: str, *, by: Scope, at: datetime, nation: Nation) -> Worker:
    """A new organisation with its first administrator, by whoever runs the server.

    Run again for the same administrator before they have set a password, it answers them once more; refused
    where the organisation already has others.
    """
    standing = Organisation.objects.filter(name=organisation).first()
    if standing is not None:
        known = standing.workers.filter(email__iexact=email.strip(), is_active=True).first()
        if known is None or known.has_usable_password():
            raise Refused(
                f'There is already an organisation "{organisation}". Its administrators invite who is new.'
            )
        return known
    made = add_organisation(organisation, by=by, at=at, nation=nation)
    by = replace(by, organisation_id=made.pk)
    worker = add_worker(name, email, by=by, at=at)
    give_post(worker.pk, Role.ADMINISTRATOR, by=by, at=at, started_on=civil_date(at))
    return worker


@transaction.atomic
def add_service(name: str, kind: str, *, by: Scope, at: datetime, contract: str = "") -> Service:
    """A service of the organisation of `by`. Refused where the name is taken."""
    by.check(May.ADMINISTER)
    if Service.objects.filter(organisation_id=by.organisation_id, name=name).exists():
        raise Refused(f'There is already a service "{name}". Choose another name.')
    made = Service.objects.create(organisation_id=by.organisation_id, name=name, kind=kind, contract=contract)
    tell("access.add_service", by=by, at=at, subjects=[("access.service", made.pk)], content={"kind": kind})
    return made


@transaction.atomic
def add_team(name: str, service: str, *, by: Scope, at: datetime) -> Team:
    """A team of a service (by key). Refused where the service has one of that name."""
    by.check(May.ADMINISTER)
    of = _own(Service, service, by)
    if of.teams.filter(name=name).exists():
        raise Refused(f'There is already a team "{name}" in this service. Choose another name.')
    made = Team.objects.create(organisation_id=by.organisation_id, service=of, name=name)
    tell("access.add_team", by=by, at=at, subjects=[("access.team", made.pk)], content={"service": of.pk})
    return made


@transaction.atomic
def add_worker(name: str, email: str, *, by: Scope, at: datetime) -> Worker:
    """Somebody new, without a password: a link sets one. Refused where the address is used."""
    by.check(May.ADMINISTER)
    email = email.strip().lower()
    if Worker.objects.filter(email__iexact=email).exists():
        raise Refused("This e-mail address is already in use. Give another.")
    made = Worker(
        organisation_id=by.organisation_id, name=name.strip(), email=email, joined_on=civil_date(at)
    )
    made.set_unusable_password()
    made.save(force_insert=True)
    tell("access.add_worker", by=by, at=at, subjects=[("access.worker", made.pk)])
    return made


@transaction.atomic
def give_post(
    worker: str,
    role: Role,
    *,
    by: Scope,
    at: datetime,
    started_on: date,
    team: str | None = None,
    service: str | None = None,
    wte: Decimal | None = None,
) -> Post:
    """A role from a day on, in a team or a service. A role that sees a team's people names where."""
    by.check(May.ADMINISTER)
    of = _own(Worker, worker, by)
    role = Role(role)
    if team and service:
        raise Refused("A post is in a team or in a whole service, not in both. Choose one.")
    if REACH[role] is Reach.TEAMS and not (team or service):
        raise Refused(f"{role.label} sees the people of a team. Choose the team, or a service.")
    made = Post.objects.create(
        worker=of,
        role=role,
        team=_own(Team, team, by) if team else None,
        service=_own(Service, service, by) if service else None,
        wte=wte,
        started_on=started_on,
    )
    tell(
        "access.give_post",
        by=by,
        at=at,
        subjects=[("access.worker", of.pk), ("access.post", made.pk)],
        content={"role": role.value, "team": team, "service": service, "from": started_on},
    )
    return made


@transaction.atomic
def end_post(post: str, *, by: Scope, at: datetime, ended_on: date) -> Post:
    """The last day of a post. Refused before its first, or where it would leave no administrator."""
    by.check(May.ADMINISTER)
    found = Post.objects.filter(pk=post, worker__organisation_id=by.organisation_id).first()
    if found is None:
        raise Refused("There is no such post in your organisation.")
    if ended_on < found.started_on:
        raise Refused("A post cannot end before it starts. Choose a later day.")
    if found.role == Role.ADMINISTRATOR:
        _keep_an_administrator(by, civil_date(at), without=found.worker_id)
    found.ended_on = ended_on
    found.save(update_fields=["ended_on"])
    tell(
        "access.end_post",
        by=by,
        at=at,
        subjects=[("access.worker", found.worker_id), ("access.post", found.pk)],
        content={"last_day": ended_on},
    )
    return found


@transaction.atomic
def disable_worker(worker: str, *, by: Scope, at: datetime) -> Worker:
    """They leave today: no sign-in any more, posts ended, every session of theirs ended at once."""
    by.check(May.ADMINISTER)
    found = _own(Worker, worker, by)
    if by.worker is not None and by.worker.pk == found.pk:
        raise Refused("You cannot close your own account. Ask another administrator.")
    _keep_an_administrator(by, civil_date(at), without=found.pk)
    today = civil_date(at)
    found.is_active = False
    found.left_on = today
    found.save(update_fields=["is_active", "left_on"])
    for post in found.posts.filter(ended_on__isnull=True):
        post.ended_on = max(today, post.started_on)
        post.save(update_fields=["ended_on"])
    ended = _end_sessions_of(found)
    tell(
        "access.disable_worker",
        by=by,
        at=at,
        subjects=[("access.worker", found.pk)],
        content={"sessions_ended": ended},
    )
    return found


@transaction.atomic
def reset_second_factor(worker: str, *, by: Scope, at: datetime) -> Worker:
    """Take every second factor away from somebody who lost theirs; the next sign-in sets one up."""
    by.check(May.ADMINISTER)
    found = _own(Worker, worker, by)
    if by.worker is not None and by.worker.pk == found.pk:
        raise Refused("You cannot reset your own second factor. Ask another administrator.")
    taken, _ = found.authenticator_set.all().delete()
    ended = _end_sessions_of(found)
    tell(
        "access.reset_second_factor",
        by=by,
        at=at,
        subjects=[("access.worker", found.pk)],
        content={"taken": taken, "sessions_ended": ended},
    )
    return found


@transaction.atomic
def end_session(session: int, *, by: Scope, at: datetime) -> None:
    """End one of the asker's own sessions, on a machine left behind."""
    found = by.worker.usersession_set.filter(pk=session).first() if by.worker else None
    if found is None:
        raise Refused("There is no such session of yours. It may be over already.")
    found.end()
    tell("access.end_session", by=by, at=at)


@transaction.atomic
def break_glass(person: str, reason: str, *, by: Scope, at: datetime) -> BreakGlass:
    """Open one person's record beyond one's reach for an hour. Their team leaders are shown who, and why.

    Refused to roles that may not, without a reason of 20 letters, and for a person of another organisation.
    """
    by.check(May.BREAK_GLASS)
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise Refused(f"Say why you need to see this record, in at least {SHORTEST_REASON} letters.")
    people = apps.get_model("people", "Person")
    # Beyond reach by intent, so past the scope; the organisation is the wall that stays.
    if by.worker is None or not people.every.filter(pk=person, organisation_id=by.organisation_id).exists():
        raise Refused("There is no such person in your organisation.")
    made = BreakGlass.objects.create(
        organisation_id=by.organisation_id,
        worker=by.worker,
        person=person,
        reason=reason,
        opened_at=at,
        until=at + GLASS_LASTS,
    )
    tell(
        "access.break_glass",
        by=by,
        at=at,
        subjects=[("access.breakglass", made.pk)],
        people=[person],
        content={"until": made.until},
    )
    return made


@transaction.atomic
def see_alert(alert: str, *, by: Scope, at: datetime) -> BreakGlass:
    """A leader has seen that a record was opened. Not by whoever opened it, nor twice."""
    by.check(May.LEAD)
    found = alerts(seen_by=by).filter(pk=alert).first()
    if found is None or by.worker is None:
        raise Refused("There is no such alert for you. Somebody else may have seen it already.")
    found.seen_by, found.seen_at = by.worker, at
    found.save(update_fields=["seen_by", "seen_at"])
    tell(
        "access.see_alert",
        by=by,
        at=at,
        subjects=[("access.breakglass", found.pk)],
        people=[found.person],
    )
    return found


def _end_sessions_of(worker: Worker) -> int:
    """End every session of a worker now. Answers how many there were."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    ended = 0
    for session in worker.usersession_set.all():
        store.delete(session.session_key)
        session.delete()
        ended += 1
    return ended


def _own(kind: type[Kind], key: str, by: Scope) -> Kind:
    """A row of the organisation of whoever asks; refused where there is none."""
    found: Kind | None = kind.objects.filter(pk=key, organisation_id=by.organisation_id).first()
    if found is None:
        raise Refused(f"There is no such {kind.__name__.lower()} in your organisation.")
    return found


def _keep_an_administrator(by: Scope, day: date, *, without: str) -> None:
    posts = Post.objects.filter(
        role=Role.ADMINISTRATOR, worker__organisation_id=by.organisation_id, worker__is_active=True
    ).exclude(worker_id=without)
    if not any(post.held_on(day) and post.ended_on is None for post in posts):
        raise Refused("This would leave nobody who administers. Give another worker that post first.")
