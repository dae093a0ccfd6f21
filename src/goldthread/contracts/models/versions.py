"""Contracts, and the versions of what each of them specifies."""

from __future__ import annotations

from functools import lru_cache

from django.db import models
from django.db.models import F, Q

from goldthread.access.rows import Row
from goldthread.contracts.specification import reading
from goldthread.contracts.specification.declared import Specification

CODE = 60
ACCOUNT = 64  # as the ledger names an account


class Contract(Row):
    """What a commissioner and a provider deal under, by the code that figures and services know it by."""

    # The store of a database holds the services of all its organisations, so codes do not repeat in it.
    code = models.CharField(max_length=CODE, unique=True)  # privacy: open
    name = models.CharField(max_length=200)  # privacy: open

    class Meta(Row.Meta):
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Version(Row):
    """One version of a specification: the document as TOML, in force from a day once two have agreed it.

    `number` counts the versions of a contract; `version` counts the writes of this row, as of every row.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()  # privacy: open
    status = models.CharField(max_length=20)  # privacy: open; rules.STATUSES
    document = models.TextField()  # privacy: open; TOML, as `specification.writing` writes it
    hash = models.CharField(max_length=64)  # privacy: open; SHA-256 of the document
    note = models.CharField(max_length=400, blank=True)  # privacy: open; what this version is about
    reason = models.CharField(max_length=2_000, blank=True)  # privacy: open; why it changes what was agreed
    sent_back = models.CharField(max_length=2_000, blank=True)  # privacy: open; why it was not agreed
    valid_from = models.DateField(null=True, blank=True)  # privacy: open
    valid_to = models.DateField(null=True, blank=True)  # privacy: open; its last day, once another follows
    backdated = models.BooleanField(default=False)  # privacy: open; began before the day it was agreed
    proposed_by = models.CharField(max_length=ACCOUNT, blank=True)  # privacy: staff
    proposed_as = models.CharField(max_length=20, blank=True)  # privacy: open; rules.SIDES
    proposed_at = models.DateTimeField(null=True, blank=True)  # privacy: internal
    agreed_by = models.CharField(max_length=ACCOUNT, blank=True)  # privacy: staff
    agreed_as = models.CharField(max_length=20, blank=True)  # privacy: open; rules.SIDES
    agreed_at = models.DateTimeField(null=True, blank=True)  # privacy: internal
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # privacy: internal

    class Meta(Row.Meta):
        ordering = ["contract_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_version_numbered_once"),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(status__in=["draft", "proposed"]),
                name="contract_version_one_open",
            ),
            models.UniqueConstraint(
                fields=["contract", "valid_from"],
                condition=Q(status="agreed"),
                name="contract_version_begins_once",
            ),
            models.CheckConstraint(
                name="contract_version_agreed_by_another",
                condition=~Q(status="agreed")
                | (
                    Q(valid_from__isnull=False, agreed_at__isnull=False)
                    & ~Q(agreed_by="")
                    & ~Q(proposed_by="")
                    & ~Q(agreed_by=F("proposed_by"))
                ),
            ),
            models.CheckConstraint(
                name="contract_version_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "status"], name="contract_version_status")]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def specification(self) -> Specification:
        """The document, read."""
        return _read(self.document)


@lru_cache(maxsize=256)
def _read(document: str) -> Specification:
    return reading.read(document, "the specification")
