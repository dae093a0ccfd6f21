"""What every row of the case record is made of, and the wall around it.

`Contact.objects.seen_by(scope)` is the only way to read rows; `Contact.objects.all()` is refused. Rooms' own
`facts.py`, which lay a whole organisation flat, use `Contact.every` and say so.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from goldthread.access.kept import KeptRows
from goldthread.access.scope import Scope
from goldthread.kernel.identifiers import new_key
from goldthread.kernel.refusals import Refused


class Unscoped(RuntimeError):
    """A query that does not say who asks: a fault in the code, never the reader's."""


class Changed(Refused):
    """Someone else changed the row since it was opened. Holds both, for the second editor to see."""

    def __init__(self, words: str, *, now: models.Model, wanted: dict[str, Any]) -> None:
        super().__init__(words)
        self.now = now
        self.wanted = wanted


class ScopedRows(KeptRows):
    """Rows somebody may see."""

    def seen_by(self, scope: Scope) -> Self:
        """The rows within a scope."""
        return self.filter(self.model.within(scope))


class Rows(models.Manager):
    """The way in that refuses to answer until it is told who asks."""

    def get_queryset(self) -> Any:
        raise Unscoped(f"{self.model.__name__}.objects needs seen_by(scope): to ask is to say who asks.")

    def seen_by(self, scope: Scope) -> Any:
        """The rows within a scope, as a query that may be filtered further."""
        return ScopedRows(self.model, using=self._db).seen_by(scope)


class Every(models.Manager.from_queryset(KeptRows)):  # type: ignore[misc]  # made while it is read
    """The way in without a wall: facts, and actions that have proven the scope."""


class Row(models.Model):
    """A row of the case record: whose, from when, from where, and which version of it."""

    id = models.CharField(primary_key=True, max_length=26, default=new_key, editable=False)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()  # privacy: internal
    recorded_by = models.CharField(max_length=64)  # privacy: internal; as the ledger names them
    source = models.CharField(max_length=60, default="goldthread")  # privacy: open
    version = models.PositiveIntegerField(default=1)  # privacy: internal
    changed_at = models.DateTimeField()  # privacy: internal; last write, by which facts find what is new
    voided = models.BooleanField(default=False)  # privacy: internal; entered in error, kept, never counted

    objects = Rows()
    every = Every()

    class Meta:
        abstract = True
        base_manager_name = "every"
        default_manager_name = "objects"

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """What a scope may see of this table: its own organisation's rows; nothing without a role in it."""
        return Q(organisation_id=scope.organisation_id) if scope.roles else Q(pk__in=[])

    @classmethod
    def new(cls, *, by: Scope, at: datetime, **values: Any) -> Self:
        """A row of the organisation of whoever writes it; not saved."""
        return cls(
            organisation_id=by.organisation_id,
            recorded_at=at,
            recorded_by=by.told_as,
            changed_at=at,
            **values,
        )

    def change(self, *, version: int, at: datetime, **values: Any) -> None:
        """Write new values, unless someone changed the row since `version`: then refuse and show both.

        The check stands in the UPDATE itself, so it holds on both databases without a lock.
        """
        table = type(self).every
        written = table.filter(pk=self.pk, version=version).update(
            version=version + 1, changed_at=at, **values
        )
        if not written:
            now = table.get(pk=self.pk)
            raise Changed(
                "Someone else changed this while you had it open. Both are shown: choose, and save again.",
                now=now,
                wanted=values,
            )
        for name, value in {**values, "version": version + 1, "changed_at": at}.items():
            setattr(self, name, value)
