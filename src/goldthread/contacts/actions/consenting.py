"""What a contact tells others of a person needs their consent, recorded or corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from goldthread.access.scope import Scope
from goldthread.contacts import rules
from goldthread.kernel.instants import as_instant
from goldthread.people.actions import check_sharing
from goldthread.people.models import SharingCheck


@dataclass(frozen=True)
class Sharing:
    """With whom the person is talked about and, where no consent is in force, the lawful way taken."""

    recipient: str = ""
    purpose: str = ""  # CONSENT_PURPOSE; by whom the contact was with, unless said
    lawful_reason: str = ""
    second_person: str = ""  # key of the worker who agrees


NOBODY = Sharing()


def consented(
    person: str,
    sharing: Sharing,
    *,
    contact_with: str,
    outcome: str,
    happened_at: datetime,
    by: Scope,
    at: datetime,
) -> SharingCheck | None:
    """The check of consent where a contact told others something of the person; None where it told nobody.

    A job brings in what was shared elsewhere and earlier: only people are asked.
    """
    purpose = sharing.purpose or rules.SHARED_WITH.get(contact_with, "")
    if not purpose or by.worker is None or outcome != rules.MADE:
        return None
    return check_sharing(
        person,
        purpose=purpose,
        recipient=sharing.recipient,
        lawful_reason=sharing.lawful_reason,
        second_person=sharing.second_person or None,
        shared_at=as_instant(happened_at),
        by=by,
        at=at,
    )
