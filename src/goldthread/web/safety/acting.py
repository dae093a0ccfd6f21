"""What the pages of this room share: where a person's safety is shown."""

from __future__ import annotations

from django.urls import reverse

from goldthread.people.queries import Header


def safety_of(header: Header) -> str:
    """The address of the page of a person's safety."""
    return reverse("safety-person", args=[header.pk])
