"""Somebody of several posts: each lets them do what it may where it is held, and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework import AT, Place
from contacts.steps import entry, planned
from goldthread.access.models import Post
from goldthread.access.rules import May, NotAllowed, Role
from goldthread.access.scope import Scope, job_scope
from goldthread.contacts import actions
from goldthread.kernel.refusals import Refused
from goldthread.people.models import Person


def also(place: Place, role: Role, **where: Any) -> Scope:
    """The scope of the support worker of the north team who holds one more post."""
    worker = place.workers["support_worker"]
    Post.objects.create(worker=worker, role=role, started_on=date(2025, 1, 1), **where)
    return place.scope("support_worker")


def test_who_checks_everything_records_in_their_own_team_alone(place: Place) -> None:
    by = also(place, Role.AUDITOR)
    there, here = place.person("Sue South", team="south"), place.person("Ned North")
    for person, team in ((there, "south"), (here, "north")):
        place.support(person, team=team)
    assert Person.objects.seen_by(by).count() == 2
    actions.record_contact(entry(here), by=by, at=AT)
    with pytest.raises(Refused, match="not among those you support"):
        actions.record_contact(entry(there), by=by, at=AT)


def test_who_leads_another_team_corrects_nothing_of_this_ones_leader(place: Place) -> None:
    person, _ = planned(place)
    told = {"version": 1, "reason": "I lead", "note": "Rewritten.", "at": AT}
    kept = actions.record_contact(entry(person), by=place.scope("team_leader"), at=AT).contact
    with pytest.raises(NotAllowed, match="recorded by someone else"):
        actions.correct_contact(kept.pk, by=also(place, Role.TEAM_LEADER, team=place.teams["work"]), **told)
    leads_both = also(place, Role.TEAM_LEADER, service=place.teams["north"].service)
    assert actions.correct_contact(kept.pk, by=leads_both, **told).note == "Rewritten."


def test_a_scope_is_narrowed_to_the_posts_that_may(place: Place) -> None:
    north, work = (str(place.teams[name].pk) for name in ("north", "work"))
    by = also(place, Role.TEAM_LEADER, team=place.teams["work"])
    assert by.doing(May.RECORD) is by and by.teams == {north, work}
    assert by.doing(May.LEAD).teams == {work}
    assert by.doing(May.LEAD).roles == {Role.TEAM_LEADER}
    with pytest.raises(NotAllowed):
        by.doing(May.AUDIT)
    of_service = also(place, Role.TEAM_LEADER, service=place.teams["north"].service)
    south = str(place.teams["south"].pk)
    assert of_service.doing(May.LEAD).teams == {north, south, work}
    assert job_scope("sealing", place.organisation.pk).doing(May.LEAD).roles == {Role.MANAGER}
