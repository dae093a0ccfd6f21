"""Work and the way to it. Column names are those of the fact tables, where there is one.

A blank answer means that nobody asked or nobody knows. `team` is the team that supports at work. What is
known of a person's work on a day, and whether they want paid work, stands in `people`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldthread.access.rows import Row
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.people.rows import PersonRow, person_within

CODE = 40


def team_within(scope: Scope) -> Q:
    """Rows of nobody in particular: of the reader's teams, or of no team, which all who see people share."""
    own = Q(organisation_id=scope.organisation_id)
    if scope.reach is Reach.ORGANISATION:
        return own
    if scope.reach is Reach.NOBODY:
        return Q(pk__in=[])
    return own & (Q(team__isnull=True) | Q(team_id__in=scope.teams))


class TeamRow(Row):
    """A row about no person: seen by its team, or by all teams where it has none."""

    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Row.Meta):
        abstract = True

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Rows of teams that the scope sees."""
        return team_within(scope)


class MaybePersonRow(TeamRow):
    """A row that may be about a person: then seen by those who see the person, else by its team."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Row.Meta):
        abstract = True

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Rows of people whom the scope may see, and those of nobody that its teams made."""
        return person_within(scope, "person_id") | (Q(person__isnull=True) & team_within(scope))


class Preference(PersonRow):
    """Something a person wants of a job, so that the search can follow it. Fact table `preference`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()  # privacy: person
    kind = models.CharField(max_length=CODE)  # privacy: person; PREFERENCE_KIND
    industry = models.CharField(max_length=CODE, blank=True)  # privacy: person; INDUSTRY
    words = models.CharField(max_length=400, blank=True)  # privacy: free text; as the person says it
    ended_on = models.DateField(null=True, blank=True)  # privacy: person

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "ended_on"], name="preference_person")]


class Employer(TeamRow):
    """An employer that a team knows: a firm, and whom to ask for there. Its key is all that facts hold."""

    name = models.CharField(max_length=200)  # privacy: internal
    industry = models.CharField(max_length=CODE, blank=True)  # privacy: internal; INDUSTRY
    contact_name = models.CharField(max_length=200, blank=True)  # privacy: identifying; whom to ask for
    reach = models.CharField(max_length=200, blank=True)  # privacy: identifying; how to reach them
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what is known of their jobs

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["organisation", "name"], name="employer_name")]


class Job(PersonRow):
    """A job that a person holds or held. Fact table `job`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)  # privacy: free text; what they do there
    origin = models.CharField(max_length=CODE, blank=True)  # privacy: person; JOB_ORIGIN
    paid = models.BooleanField(null=True)  # privacy: person
    competitive = models.BooleanField(null=True)  # privacy: person; open to anyone, at the going rate
    started_on = models.DateField()  # privacy: person
    ended_on = models.DateField(null=True, blank=True)  # privacy: person
    status = models.CharField(max_length=CODE, blank=True)  # privacy: person; HELD_STATUS
    last_confirmed_on = models.DateField(null=True, blank=True)  # privacy: person; last known to be held
    end_reason = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; JOB_END
    end_words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; why, in their words
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True)  # privacy: person
    hours_band = models.CharField(max_length=CODE, blank=True)  # privacy: person; WEEKLY_HOURS
    industry = models.CharField(max_length=CODE, blank=True)  # privacy: person; INDUSTRY
    placed = models.BooleanField(null=True)  # privacy: person; by the specialist provider

    class Meta(Row.Meta):
        indexes = [
            models.Index(fields=["person", "started_on"], name="job_person"),
            models.Index(fields=["team", "ended_on"], name="job_team"),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_ends_after_it_starts",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
            )
        ]


class EmployerContact(MaybePersonRow):
    """A contact with an employer, for a person or to learn of jobs. Fact table `employer_contact`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, null=True, related_name="+")
    contacted_at = models.DateTimeField()  # privacy: person
    mode = models.CharField(max_length=CODE, blank=True)  # privacy: person; CONSULTATION_MECHANISM
    face_to_face = models.BooleanField(null=True)  # privacy: person
    about_person = models.BooleanField(null=True)  # privacy: person; the person was spoken about
    competitive = models.BooleanField(null=True)  # privacy: person; about a job open to anyone
    matches_preference = models.BooleanField(null=True)  # privacy: person
    preference = models.ForeignKey(Preference, on_delete=models.PROTECT, null=True, related_name="+")
    industry = models.CharField(max_length=CODE, blank=True)  # privacy: person; INDUSTRY
    # The check of consent made at that moment, whatever becomes of the consent later.
    sharing_check = models.ForeignKey(
        "people.SharingCheck", on_delete=models.PROTECT, null=True, related_name="+"
    )
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what was said

    class Meta(Row.Meta):
        indexes = [
            models.Index(fields=["person", "contacted_at"], name="employer_contact_person"),
            models.Index(fields=["employer", "contacted_at"], name="employer_contact_employer"),
        ]


class Adjustment(PersonRow):
    """A change at work agreed with an employer for a person. Fact table `adjustment`."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=CODE)  # privacy: sensitive; ADJUSTMENT_KIND
    words = models.CharField(max_length=400, blank=True)  # privacy: free text; what changes, in words
    agreed_on = models.DateField()  # privacy: sensitive
    due_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    in_place_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    ended_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    sharing_check = models.ForeignKey(
        "people.SharingCheck", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["job", "agreed_on"], name="adjustment_job")]
        constraints = [
            models.CheckConstraint(
                name="adjustment_ends_after_it_is_agreed",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("agreed_on")),
            )
        ]


class AdjustmentReview(PersonRow):
    """A review of the adjustments in a job at one of its weeks. Fact table `adjustment_review`."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    week = models.PositiveSmallIntegerField()  # privacy: sensitive; weeks since the job began
    held_on = models.DateField()  # privacy: sensitive
    with_employer = models.BooleanField(null=True)  # privacy: sensitive; the employer took part
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what works, what changes
    sharing_check = models.ForeignKey(
        "people.SharingCheck", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["job", "week"], condition=Q(voided=False), name="one_review_of_a_week"
            )
        ]


class Absence(PersonRow):
    """Time away from a job. Fact table `absence`."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=CODE)  # privacy: sensitive; ABSENCE_REASON
    started_on = models.DateField()  # privacy: sensitive
    ended_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    working_days = models.DecimalField(max_digits=4, decimal_places=1, null=True)  # privacy: sensitive

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["job", "started_on"], name="absence_job")]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
            )
        ]


class BenefitsAdvice(PersonRow):
    """Advice on benefits and work, by how far it went. Fact table `benefits_advice`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=CODE)  # privacy: sensitive; BENEFITS_ADVICE
    given_on = models.DateField()  # privacy: sensitive
    adviser = models.CharField(max_length=200, blank=True)  # privacy: identifying; who advised, from where
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        verbose_name = "benefits advice"
        verbose_name_plural = "benefits advice"
        indexes = [models.Index(fields=["person", "given_on"], name="benefits_advice_person")]


class JobcentreContact(MaybePersonRow):
    """Word with the Jobcentre: about somebody whom both support, or a meeting of the two services."""

    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    contacted_at = models.DateTimeField()  # privacy: person
    kind = models.CharField(max_length=CODE)  # privacy: person; rules.JOBCENTRE
    sharing_check = models.ForeignKey(
        "people.SharingCheck", on_delete=models.PROTECT, null=True, related_name="+"
    )
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["team", "contacted_at"], name="jobcentre_team")]


class TeamAttachment(TeamRow):
    """A specialist attached to a health or care team. Fact table `attachment`, kind `health_team`."""

    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, related_name="+")
    attached_team = models.CharField(max_length=200)  # privacy: open; the health or care team
    started_on = models.DateField()  # privacy: staff
    ended_on = models.DateField(null=True, blank=True)  # privacy: staff

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["worker", "started_on"], name="team_attachment_worker")]
        constraints = [
            models.CheckConstraint(
                name="team_attachment_ends_later",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
            )
        ]
