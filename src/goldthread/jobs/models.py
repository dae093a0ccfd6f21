"""One table of work to do: leased to whoever does it, done once."""

from __future__ import annotations

from django.db import models

from goldthread.kernel.identifiers import new_key


class Job(models.Model):
    """A piece of work. `once` is its idempotency key: the same key is the same job."""

    id = models.CharField(primary_key=True, max_length=26, default=new_key, editable=False)
    kind = models.CharField(max_length=60)  # privacy: internal
    once = models.CharField(max_length=120, unique=True)  # privacy: internal
    content = models.JSONField(default=dict)  # privacy: internal; ids only
    due_at = models.DateTimeField()  # privacy: internal
    leased_by = models.CharField(max_length=64, blank=True)  # privacy: internal
    leased_until = models.DateTimeField(null=True)  # privacy: internal
    tries = models.PositiveIntegerField(default=0)  # privacy: internal
    done_at = models.DateTimeField(null=True)  # privacy: internal
    failure = models.TextField(blank=True)  # privacy: internal; kind of fault, never content

    class Meta:
        indexes = [models.Index(fields=["done_at", "due_at"], name="job_due")]
