"""The head of every page: who is signed in, where their role may go, and whether an alert waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch

from goldthread.access import queries
from goldthread.access.rules import May, Reach
from goldthread.access.scope import Scope
from goldthread.web.access.guard import has_second_factor
from goldthread.web.access.pages import demo_workers
from goldthread.web.look.addresses import url
from goldthread.web.look.door import door_of


@dataclass(frozen=True)
class Way:
    """One entry of the navigation: its words, the name of its address, and who may go."""

    words: str
    name: str
    wanted: May | None = None  # None: whoever sees people

    def open_to(self, scope: Scope) -> bool:
        """Whether a scope may go there."""
        return scope.may(self.wanted) if self.wanted else scope.reach is not Reach.NOBODY


WAYS = (
    Way("Today", "day-today"),
    Way("People", "people-list"),
    Way("Referrals", "people-waiting"),
    Way("Tenancy risks", "housing-register"),
    Way("Safety", "safety-register"),
    Way("In work", "employment-board"),
    Way("Feedback", "wellbeing-heard"),
    Way("Contracts", "contracts", May.SEE_FIGURES),
    Way("Specifications", "contracting-list", May.SEE_FIGURES),
    Way("Indicators", "indicators", May.SEE_FIGURES),
    Way("Records", "data", May.SEE_FIGURES),
    Way("Who looked", "access-who-looked", May.AUDIT),
    Way("Administration", "access-administration", May.ADMINISTER),
)


def head(request: HttpRequest) -> dict[str, Any]:
    """Context of the head, for every page that is drawn."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        entrance = getattr(request.resolver_match, "url_name", None) == "account_login"
        return {"signed_in": None, "ways": [], "demo_workers": demo_workers() if entrance else []}
    if not has_second_factor(request):
        return {"signed_in": user, "ways": [], "alert_count": 0}
    scope = door_of(request).scope
    return {
        "signed_in": user,
        "ways": _ways(scope, request.path),
        "sees_figures": scope.may(May.SEE_FIGURES),
        "alert_count": queries.alerts(seen_by=scope).count() if scope.may(May.LEAD) else 0,
    }


def _ways(scope: Scope, path: str) -> list[tuple[str, str, bool]]:
    """(words, address, here) of the pages that stand and that the role may open."""
    found = []
    for way in WAYS:
        if way.open_to(scope):
            try:
                address = url(way.name)
            except NoReverseMatch:
                continue
            found.append((way.words, address, path.startswith(address)))
    return found
