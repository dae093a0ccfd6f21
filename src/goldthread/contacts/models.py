"""Contacts and what was seen in them: every table names the fact table that it lies flat in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldthread.access.rows import Row
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.people.rows import PersonRow

CODE = 40


class Contact(PersonRow):
    """A contact with or about a person, made or tried. Fact table `contact`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()  # privacy: person
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: person; without travel
    mode = models.CharField(max_length=CODE, blank=True)  # privacy: person; CONSULTATION_MECHANISM
    attendance = models.CharField(max_length=CODE, blank=True)  # privacy: person; ATTENDANCE
    contact_with = models.CharField(max_length=CODE, blank=True)  # privacy: person; CONTACT_WITH
    outcome = models.CharField(max_length=CODE, blank=True)  # privacy: person; CONTACT_OUTCOME
    two_way = models.BooleanField(null=True)  # privacy: person; only two-way contacts count
    planned = models.BooleanField(null=True)  # privacy: person
    on_call = models.BooleanField(default=False)  # privacy: person
    warnings_checked = models.BooleanField(null=True)  # privacy: person
    next_step = models.CharField(max_length=CODE, blank=True)  # privacy: person; rules.NEXT_STEPS
    note = models.TextField(max_length=8_000, blank=True)  # privacy: free text
    group_key = models.CharField(max_length=26, blank=True)  # privacy: internal; one group, one row a person
    sharing_check = models.ForeignKey(
        "people.SharingCheck", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Minted where it was written, at the moment of sending: the same contact arrives once.
    sent_key = models.CharField(max_length=64, unique=True)  # privacy: internal

    class Meta(Row.Meta):
        indexes = [
            models.Index(fields=["person", "-happened_at"], name="contact_person"),
            models.Index(fields=["organisation", "changed_at"], name="contact_changed"),
            models.Index(fields=["worker", "happened_at"], name="contact_worker"),
        ]


class Correction(PersonRow):
    """What a contact said before it was corrected or voided, and why: nothing that was written is lost."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="corrections")
    reason = models.TextField(max_length=2_000)  # privacy: free text
    before = models.JSONField(default=dict)  # privacy: free text; the fields changed, as they were


class TaskSupport(PersonRow):
    """How much support one task took at a contact. Fact table `task_support`. No row is "not known"."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="tasks")
    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    happened_on = models.DateField()  # privacy: person
    task = models.CharField(max_length=100)  # privacy: person
    level = models.CharField(max_length=CODE)  # privacy: person; SUPPORT_LEVEL
    planned_level = models.CharField(max_length=CODE, blank=True)  # privacy: person; of the plan that day


class EarlyWarning(PersonRow):
    """A sign that was seen. Fact table `early_warning`."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="warnings")
    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()  # privacy: sensitive
    kind = models.CharField(max_length=CODE)  # privacy: sensitive; WARNING_KIND
    sign = models.ForeignKey("people.PlanSign", on_delete=models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey("employment.Job", on_delete=models.PROTECT, null=True, related_name="+")
    in_work = models.BooleanField(null=True)  # privacy: person
    threshold_crossed = models.BooleanField(null=True)  # privacy: sensitive; of the person's own plan
    acted_at = models.DateTimeField(null=True, blank=True)  # privacy: person
    action = models.TextField(max_length=2_000, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "raised_at"], name="warning_person")]


class StepEpisode(PersonRow):
    """A time of increased support. Fact table `step_episode`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    early_warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()  # privacy: sensitive
    reason = models.TextField(max_length=2_000)  # privacy: free text
    same_day_offer = models.BooleanField(null=True)  # privacy: person
    same_day_check_in_at = models.DateTimeField(null=True, blank=True)  # privacy: person
    acted_at = models.DateTimeField(null=True, blank=True)  # privacy: person; first action, within 24 hours
    actions = models.TextField(max_length=4_000, blank=True)  # privacy: free text
    step_down_plan = models.TextField(max_length=4_000, blank=True)  # privacy: free text
    step_down_agreed_on = models.DateField(null=True, blank=True)  # privacy: person
    review_due_on = models.DateField(null=True, blank=True)  # privacy: person
    planned_end_on = models.DateField(null=True, blank=True)  # privacy: person
    ended_on = models.DateField(null=True, blank=True)  # privacy: person
    back_to_baseline = models.BooleanField(null=True)  # privacy: person
    end_reason = models.TextField(max_length=2_000, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_on__isnull=True, voided=False),
                name="one_step_up_at_once",
            )
        ]


class StepReview(PersonRow):
    """A review of a step-up. Fact table `step_review`."""

    step_episode = models.ForeignKey(StepEpisode, on_delete=models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField()  # privacy: person
    senior = models.BooleanField(null=True)  # privacy: person
    decision = models.CharField(max_length=CODE, blank=True)  # privacy: person; rules.REVIEW_DECISIONS
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text


class Milestone(PersonRow):
    """A step-down milestone reached. Fact table `milestone`."""

    plan = models.ForeignKey("people.Plan", on_delete=models.PROTECT, null=True, related_name="+")
    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=CODE)  # privacy: person; MILESTONE
    reached_on = models.DateField()  # privacy: person


class WelfareCheck(PersonRow):
    """What follows tried contacts that reached nobody: who looks, by when, what they found."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()  # privacy: person
    opened_for = models.CharField(max_length=200)  # privacy: person
    owner = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)  # privacy: person
    finding = models.TextField(max_length=2_000, blank=True)  # privacy: free text


class Handover(Row):
    """What one shift tells the next: a note for a team, and whom it is about."""

    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()  # privacy: internal
    words = models.TextField(max_length=4_000)  # privacy: free text
    read_by = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)  # privacy: internal

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Handovers of the teams whose people the scope sees."""
        return team_within(scope)


class HandoverPerson(PersonRow):
    """One person a handover is about."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="people")
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text


class Draft(Row):
    """A form begun and not sent, kept for its author alone."""

    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=40)  # privacy: internal
    person = models.CharField(max_length=26, blank=True)  # privacy: person
    content = models.JSONField(default=dict)  # privacy: free text

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["worker", "form", "person"], name="one_draft_a_form")]

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """The author's own drafts, and nobody else's."""
        return Q(worker_id=scope.worker.id) if scope.worker else Q(pk__in=[])


def team_within(scope: Scope) -> Q:
    """Rows of a team's own that a scope may see: its teams', or all of the organisation."""
    own = Q(organisation_id=scope.organisation_id)
    if scope.reach is Reach.ORGANISATION:
        return own
    return own & Q(team_id__in=scope.teams) if scope.reach is Reach.TEAMS else Q(pk__in=[])
