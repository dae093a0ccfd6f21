"""What anybody may ask, without an account: whose public pages stand under an address."""

from __future__ import annotations

from goldthread.access.models import Organisation


def organisation(slug: str) -> Organisation | None:
    """The organisation under a slug, where it takes enquiries: its name and its phone number are open."""
    found: Organisation | None = Organisation.objects.filter(slug=slug, takes_enquiries=True).first()
    return found
