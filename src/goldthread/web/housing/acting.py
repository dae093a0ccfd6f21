"""What the pages of this room share: where a person's homes are shown, and the 72 hours of their risks."""

from __future__ import annotations

from django.urls import reverse

from goldthread.people.queries import Header
from goldthread.web.look.clocks import Wait, waits
from goldthread.web.look.door import Door

STANDARD = "tenancy_risk_response"


def home_of(header: Header) -> str:
    """The address of the page of a person's homes."""
    return reverse("housing-home", args=[header.pk])


def risk_waits(door: Door, *, record: str | None = None, person: str | None = None) -> dict[str, Wait]:
    """How the clocks of open risks stand, by key; of one risk, answered or not, or of one person."""
    return waits(door, STANDARD, record=record, person=person, what="plan and first action")[STANDARD]
