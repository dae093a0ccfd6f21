"""Taking part, step by step. Column names are those of the fact tables, where there is one.

A blank answer means that nobody asked or nobody knows.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldthread.access.rows import Row
from goldthread.people.rows import PersonRow

CODE = 40


class IsolationMeasure(PersonRow):
    """How isolated a person is on one day. Fact table `isolation_measure`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    measured_on = models.DateField()  # privacy: sensitive
    baseline = models.BooleanField(null=True)  # privacy: person; the first of this support
    participation = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; PARTICIPATION
    travel = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; PARTICIPATION
    contacts_initiated = models.PositiveSmallIntegerField(null=True)  # privacy: sensitive; in the last week
    # privacy: sensitive; hours
    usual_recovery_hours = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "measured_on"], name="isolation_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["support"], condition=Q(voided=False, baseline=True), name="one_isolation_baseline"
            ),
            models.CheckConstraint(
                name="isolation_recovery_from_nought",
                condition=Q(usual_recovery_hours__isnull=True) | Q(usual_recovery_hours__gte=0),
            ),
        ]


class ExposurePlan(PersonRow):
    """A graded exposure plan: an aim in the person's words, and small steps towards it."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    agreed_on = models.DateField()  # privacy: person
    aim = models.TextField(max_length=2_000)  # privacy: free text; in the person's words
    if_hard = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what helps when it is hard
    review_due_on = models.DateField(null=True, blank=True)  # privacy: person
    reviewed_on = models.DateField(null=True, blank=True)  # privacy: person; the last review
    review_words = models.TextField(max_length=2_000, blank=True)  # privacy: free text
    ended_on = models.DateField(null=True, blank=True)  # privacy: person
    end_reason = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.EXPOSURE_END

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(voided=False, ended_on__isnull=True), name="one_exposure_plan"
            ),
            models.CheckConstraint(
                name="exposure_plan_ends_later",
                condition=Q(ended_on__isnull=True, end_reason="") | Q(ended_on__gte=models.F("agreed_on")),
            ),
        ]


class ExposureStep(PersonRow):
    """One step of a graded exposure plan: what, with how much support, by when."""

    plan = models.ForeignKey(ExposurePlan, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()  # privacy: person; from 1, the easiest first
    words = models.CharField(max_length=300)  # privacy: free text; what to do
    level = models.CharField(max_length=CODE)  # privacy: person; PARTICIPATION: with how much support
    planned_on = models.DateField(null=True, blank=True)  # privacy: person; by when
    reached_on = models.DateField(null=True, blank=True)  # privacy: person
    dropped_on = models.DateField(null=True, blank=True)  # privacy: person

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "place"], condition=Q(voided=False), name="one_exposure_step_a_place"
            ),
            models.CheckConstraint(
                name="exposure_step_reached_or_dropped",
                condition=Q(reached_on__isnull=True) | Q(dropped_on__isnull=True),
            ),
        ]


class Activity(PersonRow):
    """An activity that a person took part in. Fact table `activity`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    step = models.ForeignKey(ExposureStep, on_delete=models.PROTECT, null=True, related_name="+")
    attended_on = models.DateField()  # privacy: person
    kind = models.CharField(max_length=CODE)  # privacy: person; rules.ACTIVITY
    participation = models.CharField(max_length=CODE, blank=True)  # privacy: person; PARTICIPATION
    travel = models.CharField(max_length=CODE, blank=True)  # privacy: person; PARTICIPATION: getting there
    initiated = models.BooleanField(null=True)  # privacy: person; the person began it themselves
    # privacy: sensitive; hours
    recovery_hours = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    went_wrong = models.BooleanField(null=True)  # privacy: sensitive; something happened that was not safe
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        verbose_name_plural = "activities"
        indexes = [models.Index(fields=["person", "-attended_on"], name="activity_person")]
        constraints = [
            models.CheckConstraint(
                name="activity_recovery_from_nought",
                condition=Q(recovery_hours__isnull=True) | Q(recovery_hours__gte=0),
            )
        ]


class CommunityContact(PersonRow):
    """Somebody in the community that a person is in touch with. Fact table `community_contact`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    who = models.CharField(max_length=200)  # privacy: identifying; as the person calls them
    kind = models.CharField(max_length=CODE, blank=True)  # privacy: person; rules.COMMUNITY_KIND
    started_on = models.DateField()  # privacy: person
    ended_on = models.DateField(null=True, blank=True)  # privacy: person
    last_confirmed_on = models.DateField(null=True, blank=True)  # privacy: person; last known to be live
    safe = models.BooleanField(null=True)  # privacy: sensitive; blank: nobody judged it
    concern = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.CONCERN
    judged_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; why it is judged so

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "started_on"], name="community_contact_person")]
        constraints = [
            models.CheckConstraint(
                name="community_contact_ends_later",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
            ),
            models.CheckConstraint(
                name="community_contact_concern_unsafe", condition=Q(concern="") | Q(safe=False)
            ),
        ]
