"""Rows about a person: seen by those whose teams support them, and by nobody else without a reason."""

from __future__ import annotations

from functools import lru_cache

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q

from goldthread.access.kept import Exists
from goldthread.access.rows import Row
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.access.shapes import with_form


@lru_cache(maxsize=512)  # a page asks it of twenty tables; the condition itself is never changed
def person_within(scope: Scope, person: str) -> Q:
    """What a scope may see, where `person` is the path to the key of a person."""
    own = Q(organisation_id=scope.organisation_id)
    if scope.reach is Reach.ORGANISATION:
        return own
    if scope.reach is Reach.NOBODY:
        return Q(pk__in=[])
    placement = apps.get_model("people", "Placement")
    placed = placement.every.filter(person_id=OuterRef(person), team_id__in=scope.teams, voided=False)
    current = placed.filter(Q(until__isnull=True) | Q(until__gte=scope.on))
    return with_form(own & (Exists(current) | Q(**{f"{person}__in": scope.opened})))


class PersonRow(Row):
    """A row about one person."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        abstract = True

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Rows of people whom the scope may see."""
        return person_within(scope, "person_id")
