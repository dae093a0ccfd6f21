"""What a person's first page says of safety and of taking part: what is open, and nothing that is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casework import AT, Place
from goldthread.inclusion import actions as inclusion
from goldthread.inclusion.summary import summary as taking_part
from goldthread.safety import actions
from goldthread.safety.summary import summary
from inclusion.steps import planned, steps_of, supported

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def lines(place: Place, person: str, role: str = "support_worker") -> list[str]:
    return list(summary(person, seen_by=place.scope(role), at=AT))


def test_a_concern_is_told_until_it_is_closed(place: Place) -> None:
    person, by = supported(place).pk, place.scope("support_worker")
    concern = actions.raise_concern(
        person=person, raised_at=AT - DAY, kind="financial", words="No card", by=by, at=AT - DAY
    )
    since = "▼ Safeguarding concern since 22 November 2026, financial or material abuse: "
    assert lines(place, person) == [f"{since}nobody has said yet what makes the person safe"]
    actions.make_safe(concern, made_safe_at=AT, words="At her sister's", by=by, at=AT)
    assert lines(place, person) == [f"{since}safe for now; not decided yet whether it goes to the authority"]
    assert lines(place, person, "specialist") == []
    actions.need_no_referral(concern.pk, words="Below the threshold", by=by, at=AT)
    actions.close_concern(concern.pk, closed_at=AT, outcome="risk_removed", words="Settled", by=by, at=AT)
    assert lines(place, person) == []


def test_a_stay_says_where_and_what_blocks_it(place: Place) -> None:
    person, by = supported(place).pk, place.scope("support_worker")
    told: Any = {"person": person, "by": by, "at": AT}
    stay = actions.record_system_contact(
        **told, kind="admission", happened_at=AT - 20 * DAY, place="Juniper ward"
    )
    assert lines(place, person) == ["▼ On a ward since 3 November 2026, Juniper ward"]
    actions.block_discharge(stay.pk, ready_at=AT - 2 * DAY, delay_reason="18", by=by, at=AT)
    assert lines(place, person) == [
        "▼ On a ward since 3 November 2026, Juniper ward. Ready to leave since 21 November 2026 and blocked: "
        "Housing - Awaiting supported accommodation"
    ]
    actions.discharge(stay.pk, left_at=AT, destination="own_home", by=by, at=AT)
    actions.decide_risk(
        person=person,
        kind="restriction",
        decided_at=AT,
        what="The key",
        weighed="Three other ways",
        review_due_on=AT.date() + 7 * DAY,
        by=by,
        at=AT,
    )
    assert lines(place, person) == [
        "A restriction stands since 23 November 2026, looked at again on 30 November 2026"
    ]


def test_taking_part_tells_of_who_is_not_safe_and_of_the_next_step(place: Place) -> None:
    plan, by = planned(place), place.scope("support_worker")
    first = next(one.words for one in steps_of(plan))
    contact = inclusion.start_contact(
        person=plan.person_id,
        who="Zed",
        started_on=AT.date(),
        safe=False,
        concern="exploitation",
        by=by,
        at=AT,
    )
    said = list(taking_part(plan.person_id, seen_by=by, at=AT))
    assert said == [
        "▼ In touch with somebody who is judged not safe (Zed): exploitation",
        f"Graded plan: 0 of 3 steps reached. Next: {first}",
    ]
    inclusion.end_contact(contact, by=by, at=AT)
    assert len(list(taking_part(plan.person_id, seen_by=by, at=AT))) == 1
    assert list(taking_part(plan.person_id, seen_by=place.scope("specialist"), at=AT)) == []
