"""A leaver is out at once, in every session; a role taken away is gone with the next request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from casework import AT, Place, sign_in
from goldthread.access import actions
from goldthread.access.models import Worker
from goldthread.access.rules import Role
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event

Give = Callable[[Worker], str]


def both_factors(client: Client, worker: Worker, enter: Any, key: str, code_of: Any) -> None:
    """Sign in as somebody does."""
    enter(client, worker)
    client.post("/sign-in/code/", {"code": code_of(key)})
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("role", ["support_worker", "analyst", "manager"])
def test_every_session_of_a_leaver_ends_at_once(
    place: Place, role: str, with_password: Any, with_app: Give, code_of: Any
) -> None:
    from allauth.usersessions.models import UserSession
    from django.core.cache import cache

    worker = place.workers[role]
    key = with_app(worker)
    clients = [Client() for _ in range(3)]
    for client in clients:
        both_factors(client, worker, with_password, key, code_of)
        cache.clear()  # or the code of this half minute would count as used
    assert UserSession.objects.filter(user=worker).count() == 3
    left = actions.disable_worker(worker.pk, by=place.scope("administrator"), at=AT)
    assert not UserSession.objects.filter(user=worker).exists()
    assert [client.get("/account/").status_code for client in clients] == [302] * 3
    assert not left.is_active and left.left_on
    assert all(post.ended_on for post in left.posts.all())
    assert Client().get("/account/").status_code == 302
    told = Event.objects.get(verb="access.disable_worker")
    assert told.subjects == [["access.worker", worker.pk]]


def test_a_leaver_cannot_sign_in_again(place: Place, client: Client, with_password: Any) -> None:
    worker = place.workers["analyst"]
    actions.disable_worker(worker.pk, by=place.scope("administrator"), at=AT)
    with_password(client, worker, follow=True)
    assert client.get("/account/")["Location"].startswith("/sign-in/?next=")


def test_a_role_taken_away_is_gone_with_the_next_request(place: Place, client: Client) -> None:
    worker, by = place.workers["administrator"], place.scope("administrator")
    second = actions.add_worker("Second Example", "second@example.org", by=by, at=AT)
    actions.give_post(second.pk, Role.ADMINISTRATOR, by=by, at=AT, started_on=AT.date())
    sign_in(client, worker)
    assert client.get("/administration/").status_code == 200
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    actions.end_post(worker.posts.get().pk, by=by, at=AT, ended_on=yesterday)
    assert client.get("/administration/").status_code == 403


def test_the_last_administrator_stays(place: Place) -> None:
    by, worker = place.scope("administrator"), place.workers["administrator"]
    with pytest.raises(Refused, match="nobody who administers"):
        actions.end_post(worker.posts.get().pk, by=by, at=AT, ended_on=AT.date())
    with pytest.raises(Refused, match="your own account"):
        actions.disable_worker(worker.pk, by=by, at=AT)


def test_a_lost_phone_is_mended_by_an_administrator(
    place: Place, client: Client, with_password: Any, with_app: Give, code_of: Any
) -> None:
    worker = place.workers["support_worker"]
    both_factors(client, worker, with_password, with_app(worker), code_of)
    actions.reset_second_factor(worker.pk, by=place.scope("administrator"), at=AT)
    assert client.get("/account/").status_code == 302
    last = with_password(Client(), worker, follow=True)
    assert last.redirect_chain[-1][0] == "/sign-in/second-factor/"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_administer(place: Place, role: Role) -> None:
    by, one = place.scope(role.value), place.workers["support_worker"]
    service = place.teams["north"].service_id
    acts: tuple[Callable[[], object], ...] = (
        lambda: actions.add_worker("X Example", "x@example.org", by=by, at=AT),
        lambda: actions.give_post(one.pk, Role.MANAGER, by=by, at=AT, started_on=AT.date()),
        lambda: actions.disable_worker(one.pk, by=by, at=AT),
        lambda: actions.reset_second_factor(one.pk, by=by, at=AT),
        lambda: actions.add_team("West", service, by=by, at=AT),
        lambda: actions.add_service("More", "housing", by=by, at=AT),
        lambda: actions.end_post(one.posts.get().pk, by=by, at=AT, ended_on=AT.date()),
    )
    for act in acts:
        with pytest.raises(Refused, match="for administrators"):
            act()
    assert not Event.objects.filter(verb__startswith="access.").exists()


def test_administrators_reach_nobody_of_another_organisation(place: Place) -> None:
    import casework

    other = casework.organisation("Sample Trust")
    by, one = place.scope("administrator"), other.workers["support_worker"]
    acts: tuple[Callable[[], object], ...] = (
        lambda: actions.give_post(one.pk, Role.MANAGER, by=by, at=AT, started_on=AT.date()),
        lambda: actions.disable_worker(one.pk, by=by, at=AT),
        lambda: actions.reset_second_factor(one.pk, by=by, at=AT),
        lambda: actions.end_post(one.posts.get().pk, by=by, at=AT, ended_on=AT.date()),
        lambda: actions.add_team("West", other.teams["north"].service_id, by=by, at=AT),
    )
    for act in acts:
        with pytest.raises(Refused, match="in your organisation"):
            act()
    one.refresh_from_db()
    assert one.is_active


def test_a_post_says_where(place: Place) -> None:
    by, one = place.scope("administrator"), place.workers["analyst"]
    north = place.teams["north"]
    told = {"by": by, "at": AT, "started_on": AT.date()}
    with pytest.raises(Refused, match="Choose the team"):
        actions.give_post(one.pk, Role.SUPPORT_WORKER, **told)
    with pytest.raises(Refused, match="not in both"):
        actions.give_post(one.pk, Role.SUPPORT_WORKER, team=north.pk, service=north.service_id, **told)
    made = actions.give_post(one.pk, Role.TEAM_LEADER, service=north.service_id, **told)
    assert made.service_id == north.service_id
