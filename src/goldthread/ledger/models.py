"""One append-only table of what happened, whom it was about, and the seals over it.

An event holds ids, never names: who did it, what kind of act, which rows, which people. What the act said is
`content`, bound by `commitment` = SHA-256(0x00, salt, canonical JSON). Lawful destruction empties `salt` and
`content` and nothing else, so that the chain over commitments still holds.
"""

from __future__ import annotations

from django.db import models

from goldthread.kernel.identifiers import new_key


class Event(models.Model):
    """Something that was done, or looked at, by someone at a moment. Privacy: personal (ids and content)."""

    id = models.CharField(primary_key=True, max_length=26, default=new_key, editable=False)
    at = models.DateTimeField()  # privacy: internal
    by = models.CharField(max_length=64)  # privacy: internal; "worker:KEY", "public", "job:NAME"
    organisation = models.CharField(max_length=26, blank=True)  # privacy: open; no foreign key: it is above
    verb = models.CharField(max_length=64)  # privacy: internal; "people.refer", "look"
    subjects = models.JSONField(default=list)  # privacy: personal; [["people.referral", KEY], ...]
    salt = models.BinaryField(max_length=32, null=True)  # privacy: internal; empty once lawfully destroyed
    content = models.TextField(null=True)
    commitment = models.BinaryField(max_length=32)  # privacy: open
    # Both are empty until the sealer has numbered and chained the event; then they never change.
    number = models.BigIntegerField(null=True, unique=True)  # privacy: open
    chain = models.BinaryField(max_length=32, null=True)  # privacy: open

    class Meta:
        indexes = [
            models.Index(fields=["at", "id"], condition=models.Q(number__isnull=True), name="event_unsealed"),
            models.Index(fields=["organisation", "at"], name="event_organisation_at"),
            models.Index(fields=["by", "at"], name="event_by_at"),
        ]


class EventPerson(models.Model):
    """One person that an event is about: who looked at my record is one indexed read."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="people")
    person = models.CharField(
        max_length=26
    )  # privacy: personal; no foreign key: it outlives the person's row
    at = models.DateTimeField()  # privacy: internal

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="event_person_at")]


class Checkpoint(models.Model):
    """The head of the chain at a moment, printed in what leaves the house: each recipient is a witness."""

    number = models.BigIntegerField(primary_key=True)  # privacy: open; how many events are under it
    chain = models.BinaryField(max_length=32)  # privacy: open
    at = models.DateTimeField()  # privacy: open
    signer = models.CharField(max_length=64, blank=True)  # privacy: open; public key in hex, blank unsigned
    signature = models.BinaryField(max_length=64, null=True)  # privacy: open

    def __str__(self) -> str:
        return f"{self.number} {bytes(self.chain).hex()}"
