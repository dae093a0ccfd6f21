"""Who may agree to sharing something of a person without their consent."""

from __future__ import annotations

from goldthread.access.models import Worker
from goldthread.web.look.door import Door


def colleagues(door: Door) -> list[tuple[str, str]]:
    """(key, name) of everybody else who works here."""
    rows = Worker.objects.filter(organisation_id=door.scope.organisation_id, is_active=True)
    others = rows.exclude(pk=door.scope.worker.pk if door.scope.worker else "")
    return list(others.order_by("name").values_list("pk", "name"))
