"""Sessions in the database, as Django keeps them, read by a question that is written once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends import db

from goldthread.access.kept import KeptRows


class SessionStore(db.SessionStore):
    """A session; the name is Django's."""

    def _get_session_from_db(self) -> Any:
        living = KeptRows(self.model).filter(session_key=self.session_key, expire_date__gt=datetime.now(UTC))
        row = next(iter(living), None)
        if row is None:
            self._session_key = None
        return row
