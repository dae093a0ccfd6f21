"""Homes and what threatens them. Column names are those of the fact tables, where there is one.

A blank answer means that nobody asked or nobody knows. `team` is the team that helps to keep the home.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldthread.access.rows import Row
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.people.rows import PersonRow

CODE = 40


class Tenancy(PersonRow):
    """A home that a person holds under an agreement. Fact table `tenancy`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    agreement = models.CharField(max_length=CODE, blank=True)  # privacy: person; rules.AGREEMENT
    landlord_kind = models.CharField(max_length=CODE, blank=True)  # privacy: person; LANDLORD_KIND
    landlord = models.CharField(max_length=200, blank=True)  # privacy: identifying; name
    landlord_contact = models.CharField(max_length=200, blank=True)  # privacy: identifying; how to reach them
    settled = models.BooleanField(null=True)  # privacy: person; may stay for the medium or long term
    started_on = models.DateField()  # privacy: person
    ended_on = models.DateField(null=True, blank=True)  # privacy: person
    status = models.CharField(max_length=CODE, blank=True)  # privacy: person; HELD_STATUS
    last_confirmed_on = models.DateField(null=True, blank=True)  # privacy: person; last known to be held
    end_reason = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; TENANCY_END

    class Meta(Row.Meta):
        verbose_name_plural = "tenancies"
        indexes = [models.Index(fields=["person", "started_on"], name="tenancy_person")]
        constraints = [
            models.CheckConstraint(
                name="tenancy_ends_after_it_starts",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
            )
        ]


class RentBalance(PersonRow):
    """What a tenant owes on one day: above nought is arrears. Fact table `rent_balance`."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="+")
    balance_on = models.DateField()  # privacy: sensitive
    balance = models.DecimalField(max_digits=9, decimal_places=2)  # privacy: sensitive; GBP
    weekly_charge = models.DecimalField(max_digits=8, decimal_places=2, null=True)  # privacy: person; GBP

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenancy", "balance_on"], condition=Q(voided=False), name="one_balance_a_day"
            ),
            models.CheckConstraint(
                name="weekly_charge_from_nought",
                condition=Q(weekly_charge__isnull=True) | Q(weekly_charge__gte=0),
            ),
        ]


class Notice(PersonRow):
    """A formal notice served on a tenant. Fact table `notice`."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="+")
    served_at = models.DateTimeField()  # privacy: sensitive
    kind = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; NOTICE_KIND
    ends_on = models.DateField(null=True, blank=True)  # privacy: sensitive; the day it asks for
    withdrawn_on = models.DateField(null=True, blank=True)  # privacy: sensitive

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["tenancy", "served_at"], name="notice_tenancy")]


class Inspection(PersonRow):
    """A look at the home by the landlord or by us."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=CODE)  # privacy: person; rules.INSPECTION
    due_on = models.DateField()  # privacy: person
    held_on = models.DateField(null=True, blank=True)  # privacy: person
    result = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.INSPECTION_RESULT
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what is to be mended

    class Meta(Row.Meta):
        constraints = [
            models.CheckConstraint(
                name="inspection_held_with_a_result",
                condition=Q(held_on__isnull=True, result="") | (Q(held_on__isnull=False) & ~Q(result="")),
            )
        ]


class TenancyComplaint(PersonRow):
    """A complaint about the tenancy: by neighbours or the landlord, or by the tenant about the home."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()  # privacy: sensitive
    made_by = models.CharField(max_length=CODE)  # privacy: sensitive; rules.COMPLAINT_BY
    about = models.CharField(max_length=CODE)  # privacy: sensitive; rules.COMPLAINT_ABOUT
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text
    closed_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    outcome = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.COMPLAINT_OUTCOME

    class Meta(Row.Meta):
        constraints = [
            models.CheckConstraint(
                name="tenancy_complaint_closes_later",
                condition=Q(closed_on__isnull=True, outcome="") | Q(closed_on__gte=models.F("received_on")),
            )
        ]


class TenancyRisk(PersonRow):
    """An emerging risk to a tenancy, in the risk register. Fact table `tenancy_risk`."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, null=True, related_name="+")
    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()  # privacy: sensitive
    risk_kind = models.CharField(max_length=CODE)  # privacy: sensitive; TENANCY_RISK_KIND
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text
    closed_at = models.DateTimeField(null=True, blank=True)  # privacy: sensitive
    closing_outcome = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; RISK_CLOSING
    closing_words = models.TextField(max_length=2_000, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        indexes = [
            models.Index(fields=["team", "closed_at", "raised_at"], name="tenancy_risk_open"),
            models.Index(fields=["person", "raised_at"], name="tenancy_risk_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="tenancy_risk_closes_later",
                condition=Q(closed_at__isnull=True, closing_outcome="")
                | Q(closed_at__gte=models.F("raised_at")),
            )
        ]


class TenancyRiskAction(PersonRow):
    """A plan or an intervention on a risk. Fact table `tenancy_risk_action`, once it is begun."""

    tenancy_risk = models.ForeignKey(TenancyRisk, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=CODE)  # privacy: sensitive; RISK_ACTION
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what, in words
    owner = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    sharing_check = models.ForeignKey(
        "people.SharingCheck", on_delete=models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField()  # privacy: sensitive; when it was decided on
    opened_at = models.DateTimeField(null=True, blank=True)  # privacy: sensitive; blank: not begun yet
    planned_by_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    completed_at = models.DateTimeField(null=True, blank=True)  # privacy: sensitive
    abandoned = models.BooleanField(null=True)  # privacy: sensitive; given up before it was complete

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["tenancy_risk", "opened_at"], name="tenancy_risk_action_risk")]
        constraints = [
            models.CheckConstraint(
                name="tenancy_risk_action_completes_later",
                condition=Q(completed_at__isnull=True) | Q(completed_at__gte=models.F("opened_at")),
            )
        ]


class AccommodationStatus(PersonRow):
    """Where a person lives, as told on a day. Fact table `accommodation_status`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    stated_on = models.DateField()  # privacy: person
    accommodation = models.CharField(max_length=CODE, blank=True)  # privacy: person; ACCOMMODATION
    settled = models.CharField(max_length=CODE, blank=True)  # privacy: person; SETTLED
    independent = models.BooleanField(null=True)  # privacy: person; lives independently
    notice_served = models.BooleanField(null=True)  # privacy: sensitive
    overcrowded = models.BooleanField(null=True)  # privacy: person

    class Meta(Row.Meta):
        verbose_name_plural = "accommodation statuses"
        indexes = [models.Index(fields=["person", "stated_on"], name="accommodation_person")]


class Huddle(Row):
    """A team's weekly meeting over its register."""

    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    led_by = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()  # privacy: internal
    ended_at = models.DateTimeField(null=True, blank=True)  # privacy: internal

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["team", "started_at"], name="huddle_team")]
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(ended_at__isnull=True, voided=False), name="one_huddle_at_once"
            ),
            models.CheckConstraint(
                name="huddle_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
            ),
        ]

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Meetings of one's own teams, or of the whole organisation."""
        own = Q(organisation_id=scope.organisation_id)
        if scope.reach is Reach.ORGANISATION:
            return own
        if scope.reach is Reach.NOBODY:
            return Q(pk__in=[])
        return own & Q(team_id__in=scope.teams)


class HuddleDecision(PersonRow):
    """What a huddle decided on one risk, and a week later whether it helped."""

    huddle = models.ForeignKey(Huddle, on_delete=models.PROTECT, related_name="+")
    tenancy_risk = models.ForeignKey(TenancyRisk, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()  # privacy: internal
    decision = models.CharField(max_length=CODE)  # privacy: sensitive; rules.HUDDLE_DECISION
    action = models.ForeignKey(TenancyRiskAction, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text
    helped = models.CharField(
        max_length=CODE, blank=True
    )  # privacy: sensitive; rules.HELPED; blank: not asked
    helped_at = models.DateTimeField(null=True, blank=True)  # privacy: internal

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["huddle", "decided_at"], name="huddle_decision_huddle")]
        constraints = [
            models.CheckConstraint(
                name="huddle_helped_together",
                condition=Q(helped="", helped_at__isnull=True) | (~Q(helped="") & Q(helped_at__isnull=False)),
            )
        ]
