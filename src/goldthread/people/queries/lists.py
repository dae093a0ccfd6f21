"""Lists: the caseload a page at a time, who waits, who it may be already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q

from goldthread.access.kept import Exists
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.people import rules
from goldthread.people.models import (
    AccessNeed,
    Enquiry,
    Person,
    Placement,
    Referral,
    RiskAssessment,
    StageSpell,
    Support,
)

PAGE = 50


@dataclass(frozen=True)
class CaseRow:
    """One person of a caseload."""

    pk: str
    name: str
    pronouns: str
    stage: str
    stage_since: date | None
    risk: str
    risk_review_due_on: date | None
    worker: str
    team: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Caseload:
    """One page of a caseload: its rows, which page, and whether there are more."""

    rows: Sequence[CaseRow]
    page: int
    more: bool


def caseload(
    *,
    seen_by: Scope,
    whose: str = "team",
    words: str = "",
    page: int = 1,
    size: int = PAGE,
    past: bool = False,
) -> Caseload:
    """People placed with the asker's teams, by name: "mine" or "team". Five queries, however many they are.

    `words` searches names, and NHS numbers written whole. `past` adds people whose support is over and who
    are still within reach.
    """
    placed = Placement.objects.seen_by(seen_by).filter(voided=False)
    if not past:
        placed = placed.filter(ended_on=None)
    if whose == "mine" and seen_by.worker is not None:
        placed = placed.filter(worker=seen_by.worker)
    elif seen_by.reach is not Reach.ORGANISATION:
        placed = placed.filter(Q(team_id__in=seen_by.teams) | Q(person_id__in=seen_by.opened))
    people = Person.objects.seen_by(seen_by).filter(pk__in=placed.values("person_id"), voided=False)
    if words.strip():
        people = people.filter(_matches(words))
    first = (max(page, 1) - 1) * size
    lines = list(people.order_by("name", "id").values("id", "name", "pronouns")[first : first + size + 1])
    return Caseload(_rows(lines[:size], seen_by), max(page, 1), len(lines) > size)


def _matches(words: str) -> Q:
    digits = words.replace(" ", "")
    if digits.isdigit() and len(digits) == 10:
        return Q(nhs_number=digits)
    wanted = Q()
    for word in words.split()[:6]:
        wanted &= Q(name__icontains=word[:60])
    return wanted


def _rows(lines: Sequence[dict[str, Any]], seen_by: Scope) -> list[CaseRow]:
    keys = [line["id"] for line in lines]
    placed = {
        one["person_id"]: one
        for one in Placement.objects.seen_by(seen_by)
        .filter(person_id__in=keys, voided=False)
        .order_by(F("ended_on").asc(nulls_last=True), "started_on", "recorded_at")
        .values("person_id", "worker__name", "team__name")
    }
    stages = {
        one["person_id"]: one
        for one in StageSpell.objects.seen_by(seen_by)
        .filter(person_id__in=keys, ended_on=None, voided=False)
        .order_by("started_on", "recorded_at")
        .values("person_id", "stage", "started_on")
    }
    # The newest comes last and stays.
    risks = {
        one["person_id"]: one
        for one in RiskAssessment.objects.seen_by(seen_by)
        .filter(person_id__in=keys, voided=False)
        .order_by("assessed_at", "recorded_at", "id")
        .values("person_id", "level", "review_due_on")
    }
    needs: dict[str, list[str]] = {}
    wanted = AccessNeed.objects.seen_by(seen_by).filter(person_id__in=keys, ended_on=None, voided=False)
    for one in wanted.order_by("started_on").values("person_id", "kind"):
        needs.setdefault(one["person_id"], []).append(one["kind"])
    none: dict[str, Any] = {}
    return [
        CaseRow(
            pk=line["id"],
            name=line["name"],
            pronouns=line["pronouns"],
            stage=stages.get(line["id"], none).get("stage", ""),
            stage_since=stages.get(line["id"], none).get("started_on"),
            risk=risks.get(line["id"], none).get("level", ""),
            risk_review_due_on=risks.get(line["id"], none).get("review_due_on"),
            worker=placed.get(line["id"], none).get("worker__name") or "",
            team=placed.get(line["id"], none).get("team__name") or "",
            needs=tuple(needs.get(line["id"], ())),
        )
        for line in lines
    ]


def alike(name: str, *, seen_by: Scope, most: int = 8) -> list[Person]:
    """People within the scope whose name has the first and the last word of a name: who it may be already."""
    words = name.split()
    if not words:
        return []
    wanted = Q(name__icontains=words[0][:60]) & Q(name__icontains=words[-1][:60])
    return list(Person.objects.seen_by(seen_by).filter(wanted, voided=False).order_by("name", "id")[:most])


# --- referrals and enquiries


@dataclass(frozen=True)
class WaitingRow:
    """One line of the waiting list: a referral, or an enquiry that is no referral yet."""

    kind: str  # referral, enquiry
    pk: str
    person: str  # key; blank for an enquiry
    name: str
    received_at: datetime
    state: str
    source: str
    team: str


def waiting(*, seen_by: Scope, person: str | None = None) -> list[WaitingRow]:
    """Who waits, longest first: referrals not decided or not started, and enquiries still open.

    With `person`, that person's referrals alone, whichever team has them.
    """
    of_referral = Support.objects.seen_by(seen_by).filter(referral=OuterRef("pk"), voided=False)
    open_ones = (
        Referral.objects.seen_by(seen_by)
        .filter(voided=False, decision__in=("", "accepted"))
        .filter(~Exists(of_referral))
        .select_related("person", "team")
    )
    if person is not None:
        open_ones = open_ones.filter(person_id=person)
    elif seen_by.reach is not Reach.ORGANISATION:
        open_ones = open_ones.filter(team_id__in=seen_by.teams)
    rows = [
        WaitingRow(
            "referral",
            one.pk,
            one.person_id,
            one.person.name,
            one.received_at,
            rules.referral_state(
                responded=one.responded_at is not None, decision=one.decision, started=False
            ).value,
            one.referral_source,
            one.team.name,
        )
        for one in open_ones
    ]
    if person is not None:
        return sorted(rows, key=lambda row: (row.received_at, row.pk))
    rows += [
        WaitingRow(
            "enquiry", one.pk, "", one.name, one.received_at, one.kind, "", one.team.name if one.team else ""
        )
        for one in enquiries(seen_by=seen_by)
    ]
    return sorted(rows, key=lambda row: (row.received_at, row.pk))


def enquiries(*, seen_by: Scope) -> Any:
    """Enquiries that nobody took on or closed yet, longest first."""
    found = Enquiry.objects.seen_by(seen_by).filter(voided=False, referral=None, closed_at=None)
    return found.select_related("team").order_by("received_at", "recorded_at", "id")


def enquiries_of_form(enquiry: Enquiry, *, seen_by: Scope) -> list[Enquiry]:
    """Other enquiries from the same form, which was sent again with other words, in the order they came."""
    form = rules.form_of(enquiry.sent_key)
    same = Q(sent_key=form) | Q(sent_key__startswith=f"{form[:40]}+")
    found = Enquiry.objects.seen_by(seen_by).filter(same, voided=False).exclude(pk=enquiry.pk)
    return list(found.order_by("received_at", "recorded_at", "id"))
