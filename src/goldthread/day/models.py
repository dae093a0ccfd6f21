"""What the day itself records: that something due cannot be done, and time in which clocks stand still."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldthread.access.rows import Row
from goldthread.people.rows import PersonRow

CODE = 40


class CannotBeDone(PersonRow):
    """An answer to something due: it cannot be done, because. The clock still counts; a leader sees why."""

    act = models.CharField(max_length=CODE)  # privacy: internal; what was to be done
    standard = models.CharField(max_length=60)  # privacy: open
    record_table = models.CharField(max_length=60)  # privacy: open
    record_id = models.CharField(max_length=26)  # privacy: internal
    started_at = models.DateTimeField()  # privacy: person; of the clock: the next one asks again
    given_at = models.DateTimeField()  # privacy: person
    reason = models.TextField(max_length=2_000)  # privacy: free text
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    read_by = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)  # privacy: internal

    class Meta(Row.Meta):
        verbose_name_plural = "reasons why things cannot be done"
        constraints = [
            models.UniqueConstraint(
                fields=["record_table", "record_id", "act", "started_at"],
                condition=Q(voided=False),
                name="cannot_be_done_once",
            ),
            models.CheckConstraint(
                name="cannot_be_done_read_together",
                condition=Q(read_by__isnull=True, read_at__isnull=True)
                | Q(read_by__isnull=False, read_at__isnull=False),
            ),
        ]


class Pause(PersonRow):
    """Time in which clocks of a person stand still, where the standard names the reason. Fact `pause`."""

    reason = models.CharField(max_length=CODE)  # privacy: sensitive; PAUSE_REASON
    started_on = models.DateField()  # privacy: sensitive
    ended_on = models.DateField(null=True, blank=True)  # privacy: sensitive; its last day
    record_table = models.CharField(
        max_length=60, blank=True
    )  # privacy: internal; blank: all of the person's
    record_id = models.CharField(max_length=26, blank=True)  # privacy: internal

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "started_on"], name="pause_person")]
        constraints = [
            models.CheckConstraint(
                name="pause_ends_after_it_starts",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
            )
        ]
