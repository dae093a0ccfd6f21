"""Who stands at the door, and when: every page takes both from here and hands them on.

@page(May.RECORD)
def recorded(request, door):
    people = queries.caseload(seen_by=door.scope)
    door.look(people, "caseload")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from goldthread.access import walls
from goldthread.access.rules import May, NotAllowed, Reach
from goldthread.access.scope import Scope, public_scope, scope_of
from goldthread.kernel.instants import civil_date
from goldthread.ledger import actions as ledger
from goldthread.web.refusing import Missing


@dataclass(frozen=True)
class Door:
    """The asker's scope and the moment of the request."""

    scope: Scope
    at: datetime

    @property
    def today(self) -> date:
        """The civil day in London."""
        return civil_date(self.at)

    def check_people(self) -> None:
        """Refuse, in a sentence, where the asker's role sees no person at all."""
        if self.scope.reach is Reach.NOBODY:
            raise NotAllowed("Your role sees figures, not people.")

    def look(self, people: Iterable[Any], page: str) -> None:
        """Tell the ledger whom this page shows: rows of people, or their keys. Without it a page leaks."""
        ledger.look((getattr(one, "pk", one) for one in people), by=self.scope, at=self.at, page=page)


def door_of(request: HttpRequest) -> Door:
    """The door of a signed-in request; worked out once."""
    if not hasattr(request, "door"):
        at = datetime.now(UTC)
        request.door = Door(scope_of(request.user, at=at), at)
        walls.open_to(request.door.scope.organisation_id)
    found: Door = request.door
    return found


def visitor(organisation_id: str) -> Scope:
    """The scope of somebody without an account, at a form of this organisation."""
    walls.open_to(organisation_id)
    return public_scope(organisation_id)


Page = Callable[..., HttpResponse]


def page(wanted: May | None = None) -> Callable[[Page], Page]:
    """A page for those who signed in and, where it is named, may do `wanted`. It is given its door."""

    def dress(view: Page) -> Page:
        @wraps(view)
        def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            door = door_of(request)
            if wanted is not None:
                door.scope.check(wanted)
            # PostgreSQL cannot even be asked for a key with a NUL in it; no key or code has such characters.
            if not all(str(told).isprintable() for told in (*arguments, *named.values())):
                raise Missing("There is no page at this address. Check the link.")
            return view(request, door, *arguments, **named)

        answer.wants = wanted  # type: ignore[attr-defined]  # read by the test that walks every address
        return answer

    return dress


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for anybody: named so that the test which walks every address knows it is meant."""
    view.public = True  # type: ignore[attr-defined]
    return view
