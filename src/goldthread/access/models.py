"""Organisations, services, teams, the people who work in them, and their posts."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from goldthread.access.kept import KeptRows
from goldthread.access.rules import Role
from goldthread.kernel.calendar import Nation
from goldthread.kernel.identifiers import new_key


class Organisation(models.Model):
    """A provider or a commissioner. Every row of the record belongs to one."""

    id = models.CharField(primary_key=True, max_length=26, default=new_key, editable=False)
    name = models.CharField(max_length=200, unique=True)  # privacy: open
    slug = models.SlugField(max_length=60, unique=True)  # privacy: open; in the address of its public form
    nation = models.CharField(max_length=20, default=Nation.ENGLAND_AND_WALES)  # privacy: open
    takes_enquiries = models.BooleanField(default=False)  # privacy: open
    phone = models.CharField(max_length=40, blank=True)  # privacy: open; for those who would rather ring
    synthetic = models.BooleanField(default=False)  # privacy: open; made by the demo, and by nothing else
    names_on_phone_hours = models.PositiveSmallIntegerField(default=0)  # privacy: open; beyond the open form

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """What an organisation delivers, under the name by which contracts and figures know it."""

    id = models.CharField(primary_key=True, max_length=26, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)  # privacy: open
    kind = models.CharField(max_length=40)  # privacy: open; code list SUPPORT_KIND
    contract = models.CharField(max_length=60, blank=True)  # privacy: open; code of the contract it serves

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="service_named_once")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team of a service: what a support worker sees is the people of their teams."""

    id = models.CharField(primary_key=True, max_length=26, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)  # privacy: open

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["service", "name"], name="team_named_once")]

    def __str__(self) -> str:
        return self.name


class Workers(BaseUserManager.from_queryset(KeptRows)):  # type: ignore[misc]  # made while it is read
    """How workers are made; the name is Django's. Use `access.actions.add_worker`."""

    def get_by_natural_key(self, username: str | None) -> Worker:
        """By the address they sign in with, capitals aside."""
        found: Worker = self.get(email__iexact=username)
        return found


class Worker(AbstractBaseUser):
    """Someone who works here and signs in. Whether they may see a person is for `rules.py` to say."""

    id = models.CharField(primary_key=True, max_length=26, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="workers")
    email = models.EmailField(unique=True)  # privacy: staff
    name = models.CharField(max_length=200)  # privacy: staff
    joined_on = models.DateField(null=True)  # privacy: staff
    left_on = models.DateField(null=True, blank=True)  # privacy: staff
    is_active = models.BooleanField(default=True)  # privacy: staff

    objects = Workers()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def told_as(self) -> str:
        """As the ledger names them: by key."""
        return f"worker:{self.id}"


class Post(models.Model):
    """A role that a worker holds from a day on, in a team, a service or the whole organisation."""

    id = models.CharField(primary_key=True, max_length=26, default=new_key, editable=False)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    wte = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)  # privacy: staff
    started_on = models.DateField()  # privacy: staff
    ended_on = models.DateField(null=True, blank=True)  # privacy: staff

    class Meta:
        ordering = ["started_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="post_ends_after_it_starts",
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("started_on")),
            )
        ]

    def held_on(self, day: date) -> bool:
        """Whether the post is held on a day, both ends in."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)


class BreakGlass(models.Model):
    """A look beyond one's reach, for a stated reason and a short time; team leaders are told."""

    id = models.CharField(primary_key=True, max_length=26, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT)
    person = models.CharField(max_length=26)  # privacy: personal; the room of people is above
    reason = models.TextField(max_length=2_000)  # privacy: personal
    opened_at = models.DateTimeField()  # privacy: internal
    until = models.DateTimeField()  # privacy: internal
    seen_by = models.ForeignKey(Worker, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)  # privacy: internal

    class Meta:
        indexes = [models.Index(fields=["worker", "until"], name="break_glass_worker")]
        constraints = [
            models.CheckConstraint(
                name="break_glass_seen_together",
                condition=models.Q(seen_by__isnull=True, seen_at__isnull=True)
                | models.Q(seen_by__isnull=False, seen_at__isnull=False),
            )
        ]
