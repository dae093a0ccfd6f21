"""How safety lies flat: codes, days and keys. Never a name, a ward or a word anybody wrote."""

from __future__ import annotations

from goldthread.access.flat import lay
from goldthread.safety.models import Complaint, Incident, SafeguardingConcern, SystemContact

FLAT = (
    lay(
        Incident,
        "incident",
        {
            "support_id": "support_id",
            "activity_id": "activity",
            "happened_at": "happened_at",
            "kind": "kind",
            "severity": "severity",
            "exploitation": "exploitation",
        },
    ),
    lay(
        SafeguardingConcern,
        "safeguarding_concern",
        {
            "support_id": "support_id",
            "activity_id": "activity",
            "raised_at": "raised_at",
            "kind": "kind",
            "made_safe_at": "made_safe_at",
            "referral_needed": "referral_needed",
            "referred_at": "referred_at",
            "closed_at": "closed_at",
        },
    ),
    lay(
        Complaint,
        "complaint",
        {
            "received_at": "received_at",
            "theme": "theme",
            "responded_at": "responded_at",
            "upheld": "upheld",
        },
    ),
    lay(
        SystemContact,
        "system_contact",
        {
            "support_id": "support_id",
            "kind": "kind",
            "happened_at": "happened_at",
            "ended_on": "ended_on",
            "planned": "planned",
            "delay_reason": "delay_reason",
            "delay_attributed_to": "delay_attributed_to",
            "delayed_days": "delayed_days",
        },
    ),
)
