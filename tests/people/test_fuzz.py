"""Anything may be sent to any page: an answer comes, never a fault."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import casework
from casework import Place
from goldthread.people import actions
from goldthread.web.people import forms, front_forms, plan_forms, waiting_pages

pytestmark = pytest.mark.django_db
ROUNDS = 300
ODD = (
    *("", " ", "\x00", "0", "-1", "9" * 5_000, "1e9", "٣", "½", "NaN", "true", "yes", "no", "None"),
    *("<script>alert(1)</script>", "{{7*7}}", "{% raw %}", "'; drop table people_person; --", "../../etc"),
    *("\u202egnirts", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "a" * 5_000, "%00"),
    *("31", "2", "1900", "9999", "0001", "2026", "12:61", "14:20", "01", "B1", "accepted", "support", "low"),
)
FORMS = [
    one
    for module in (forms, plan_forms, front_forms, waiting_pages)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, forms.Form)
]
NAMES = sorted(
    {name for form in FORMS for name in form.base_fields}
    | {"team", "worker", "person", "second_person", "recipient", "version", "act", "end", "still", "withdraw"}
    | {"done", "more", "task-count", "sign-count", "step-count", "task-0-task", "sign-0-words", "step-0-what"}
    | {
        f"{name}_{part}"
        for name in ("agreed_on", "started_on", "given_on")
        for part in ("day", "month", "year")
    }
)


def test_whatever_is_sent_nothing_fails(client: Client, place: Place) -> None:
    now = datetime.now(UTC)
    by = place.scope("manager", now)
    team = place.teams["north"].pk
    person = actions.add_person(name="Ben Sample", team=team, by=by, at=now)
    row = actions.refer(person=person.pk, team=team, received_at=now, by=by, at=now)
    begun = actions.start_support(
        person=person.pk, team=team, started_on=now.date(), stage="active", by=by, at=now
    )
    tasks: list[actions.TaskTold] = [{"task": "Post"}]
    plan = actions.agree_plan(
        person=person.pk, support=begun.pk, kind="support", agreed_at=now, tasks=tasks, by=by, at=now
    )
    keys: dict[str, Any] = {"people": person.pk, "supports": begun.pk, "plans": plan.pk, "referrals": row.pk}
    keys["errors"] = plan.pk
    from goldthread.web.people.urls import urlpatterns

    addresses = []
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        if "<slug:slug>" in route:
            addresses.append("/" + route.replace("<slug:slug>", "example-homes"))
        else:
            key = keys.get(route.split("/")[0], "nobody")
            addresses.append("/" + route.replace("<slug:key>", key).replace("<slug:table>", "plan"))
    assert reverse("people-person", args=[person.pk]) in addresses
    casework.sign_in(client, place.workers["support_worker"])
    client.raise_request_exception = True
    dice = random.Random(20261122)
    for turn in range(ROUNDS):
        address = dice.choice(addresses)
        told = {name: dice.choice((*ODD, team, person.pk)) for name in dice.sample(NAMES, 25)}
        told["website"] = ""
        page = client.post(address, told) if turn % 4 else client.get(address, dict(list(told.items())[:3]))
        assert page.status_code < 500, (address, told)
        assert "<script>alert(1)" not in page.content.decode(errors="replace"), address
