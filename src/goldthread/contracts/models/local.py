"""Indicators of an organisation's own: a worksheet and a definition, version by version."""

from __future__ import annotations

from django.db import models

from goldthread.access.rows import Row
from goldthread.contracts.worksheets import FIELDS

DRAFT, PROPOSED, APPROVED = "draft", "proposed", "approved"
SUPERSEDED, RETIRED = "superseded", "retired"
STATUSES = {
    DRAFT: "being written",
    PROPOSED: "proposed, waits for a second person",
    APPROVED: "approved: may be contracted",
    SUPERSEDED: "replaced by a later version",
    RETIRED: "retired",
}


class LocalIndicator(Row):
    """One version of an indicator of one's own. Once it is approved, its words never change."""

    code = models.CharField(max_length=80)  # privacy: open
    number = models.PositiveSmallIntegerField(default=1)  # privacy: open; version of the indicator
    status = models.CharField(max_length=20, choices=list(STATUSES.items()), default=DRAFT)  # privacy: open
    # The worksheet: what is asked stands in worksheets.WORKSHEET.
    need = models.TextField(blank=True)  # privacy: open
    evidence = models.TextField(blank=True)  # privacy: open
    practice = models.TextField(blank=True)  # privacy: open
    outcome = models.TextField(blank=True)  # privacy: open
    evaluation = models.TextField(blank=True)  # privacy: open
    data_set = models.TextField(blank=True)  # privacy: open
    what = models.TextField(blank=True)  # privacy: open
    how = models.TextField(blank=True)  # privacy: open
    when = models.TextField(blank=True)  # privacy: open
    expected = models.TextField(blank=True)  # privacy: open
    meaningful = models.TextField(blank=True)  # privacy: open
    text = models.TextField()  # privacy: open; the definition in TOML, examples and all
    hash = models.CharField(max_length=64, blank=True)  # privacy: open; of worksheet and text, as proposed
    proposed_by = models.CharField(max_length=64, blank=True)  # privacy: internal
    proposed_at = models.DateTimeField(null=True)  # privacy: internal
    decided_by = models.CharField(max_length=64, blank=True)  # privacy: internal
    decided_at = models.DateTimeField(null=True)  # privacy: internal
    decision = models.TextField(blank=True)  # privacy: internal; why it was approved or sent back
    retired_by = models.CharField(max_length=64, blank=True)  # privacy: internal
    retired_at = models.DateTimeField(null=True)  # privacy: internal
    retired_because = models.TextField(blank=True)  # privacy: internal

    class Meta(Row.Meta):
        ordering = ["code", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "number"],
                condition=models.Q(voided=False),
                name="local_indicator_version_once",
            ),
            models.CheckConstraint(
                name="local_indicator_approved_by_another",
                condition=models.Q(status__in=[DRAFT, PROPOSED])
                | (models.Q(decided_at__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, version {self.number}"

    @property
    def answers(self) -> dict[str, str]:
        """The worksheet, by field."""
        return {field: getattr(self, field) for field in FIELDS}
