"""How the day lies flat: times in which clocks stood still. Reasons and other words never do."""

from __future__ import annotations

from goldthread.access.flat import lay
from goldthread.day.models import Pause

FLAT = (
    lay(
        Pause,
        "pause",
        {
            "reason": "reason",
            "started_on": "started_on",
            "ended_on": "ended_on",
            "record_table": "record_table",
            "record_id": "record_id",
        },
        team=None,
    ),
)
