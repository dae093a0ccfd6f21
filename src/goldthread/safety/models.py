"""What keeps people safe, and what went wrong. Column names are those of the fact tables, where there is one.

A blank answer means that nobody asked or nobody knows. `team` is the team that the person was with that day.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldthread.access.rows import Row
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.people.rows import PersonRow, person_within

CODE = 40
WORDS = 4_000


class RiskPlan(PersonRow):
    """What is known of a person's risk in one setting, and what keeps them and others safe there.

    The community plan hangs on an assessment of ours; what a ward says stands apart and says who told it.
    """

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    assessment = models.ForeignKey(
        "people.RiskAssessment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    setting = models.CharField(max_length=CODE)  # privacy: sensitive; rules.SETTING
    level = models.CharField(max_length=CODE)  # privacy: sensitive; RISK_LEVEL
    agreed_at = models.DateTimeField()  # privacy: sensitive
    told_by = models.CharField(max_length=200, blank=True)  # privacy: identifying; of a ward: who told us
    signs = models.TextField(max_length=WORDS, blank=True)  # privacy: free text; what shows that it grows
    safer = models.TextField(max_length=WORDS, blank=True)  # privacy: free text; what helps, who does it
    own_words = models.TextField(max_length=WORDS, blank=True)  # privacy: free text; how the person sees it
    review_due_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    copy_given_on = models.DateField(null=True, blank=True)  # privacy: person
    ended_on = models.DateField(null=True, blank=True)  # privacy: sensitive; replaced, or no longer needed

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "setting", "agreed_at"], name="risk_plan_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "setting"],
                condition=Q(ended_on__isnull=True, voided=False),
                name="one_risk_plan_a_setting",
            ),
            models.CheckConstraint(
                name="risk_plan_of_a_ward_says_who_told",
                condition=(~Q(setting="community") | Q(assessment__isnull=False))
                & (~Q(setting="ward") | (Q(assessment__isnull=True) & ~Q(told_by=""))),
            ),
        ]


class RiskDecision(PersonRow):
    """A risk taken on purpose, or a restriction: why, who agreed, and when it is looked at again."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=CODE)  # privacy: sensitive; rules.DECISION_KIND
    decided_at = models.DateTimeField()  # privacy: sensitive
    what = models.TextField(max_length=2_000)  # privacy: free text
    own_words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what the person wants
    weighed = models.TextField(max_length=2_000)  # privacy: free text; benefits and harms, other ways
    capacity = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.CAPACITY
    agreed = models.BooleanField(null=True)  # privacy: sensitive; the person agrees
    review_due_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    ended_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    outcome = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.DECISION_OUTCOME
    outcome_words = models.TextField(max_length=2_000, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "decided_at"], name="risk_decision_person")]
        constraints = [
            models.CheckConstraint(
                name="risk_decision_ends_with_an_outcome",
                condition=Q(ended_on__isnull=True, outcome="") | (Q(ended_on__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="restriction_is_reviewed",
                condition=~Q(kind="restriction") | Q(review_due_on__isnull=False),
            ),
        ]


class SafeguardingConcern(PersonRow):
    """A concern that a person is at risk of abuse or neglect. Fact table `safeguarding_concern`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    activity = models.CharField(max_length=26, blank=True)  # privacy: person; key of the activity it is of
    # privacy: person; key of somebody in the community whom it is about
    community_contact = models.CharField(max_length=26, blank=True)
    raised_at = models.DateTimeField()  # privacy: sensitive
    kind = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; SAFEGUARDING_KIND
    words = models.TextField(max_length=WORDS, blank=True)  # privacy: free text; what was seen or told
    wishes = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what the person wants done
    made_safe_at = models.DateTimeField(null=True, blank=True)  # privacy: sensitive
    safe_words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what made them safe
    referral_needed = models.BooleanField(null=True)  # privacy: sensitive; by the authority's policy
    not_referred_words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; why not
    referred_at = models.DateTimeField(null=True, blank=True)  # privacy: sensitive
    referred_to = models.CharField(max_length=200, blank=True)  # privacy: identifying; authority, reference
    closed_at = models.DateTimeField(null=True, blank=True)  # privacy: sensitive
    outcome = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.CONCERN_OUTCOME
    closing_words = models.TextField(max_length=2_000, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        indexes = [
            models.Index(fields=["team", "closed_at", "raised_at"], name="concern_open"),
            models.Index(fields=["person", "raised_at"], name="concern_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="concern_goes_forward",
                condition=(Q(made_safe_at__isnull=True) | Q(made_safe_at__gte=models.F("raised_at")))
                & (Q(referred_at__isnull=True) | Q(referred_at__gte=models.F("raised_at")))
                & (Q(closed_at__isnull=True) | Q(closed_at__gte=models.F("raised_at"))),
            ),
            models.CheckConstraint(
                name="concern_referred_was_needed",
                condition=Q(referred_at__isnull=True) | Q(referral_needed=True),
            ),
        ]


class Incident(PersonRow):
    """Something that went wrong for a person. Fact table `incident`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    activity = models.CharField(max_length=26, blank=True)  # privacy: person; key of the activity it is of
    # privacy: person; key of somebody in the community whom it is about
    community_contact = models.CharField(max_length=26, blank=True)
    concern = models.ForeignKey(SafeguardingConcern, on_delete=models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField()  # privacy: sensitive
    kind = models.CharField(max_length=CODE)  # privacy: sensitive; rules.INCIDENT_KIND
    severity = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; SEVERITY
    exploitation = models.BooleanField(null=True)  # privacy: sensitive
    words = models.TextField(max_length=WORDS, blank=True)  # privacy: free text
    reviewed_at = models.DateTimeField(null=True, blank=True)  # privacy: sensitive
    learning = models.TextField(
        max_length=WORDS, blank=True
    )  # privacy: free text; what changes because of it

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "happened_at"], name="incident_person")]
        constraints = [
            models.CheckConstraint(
                name="incident_reviewed_later",
                condition=Q(reviewed_at__isnull=True) | Q(reviewed_at__gte=models.F("happened_at")),
            )
        ]


class Notification(PersonRow):
    """Someone who must be told of an incident or a concern, and by when."""

    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="+")
    concern = models.ForeignKey(SafeguardingConcern, on_delete=models.PROTECT, null=True, related_name="+")
    to_whom = models.CharField(max_length=CODE)  # privacy: sensitive; rules.NOTIFIED
    due_on = models.DateField()  # privacy: internal
    told_at = models.DateTimeField(null=True, blank=True)  # privacy: sensitive
    reference = models.CharField(max_length=100, blank=True)  # privacy: internal; the number they gave
    not_needed = models.CharField(max_length=400, blank=True)  # privacy: free text; why they need not be told

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "due_on"], name="notification_person")]
        constraints = [
            models.CheckConstraint(
                name="notification_of_something",
                condition=Q(incident__isnull=False) | Q(concern__isnull=False),
            )
        ]


class Complaint(Row):
    """A complaint about the service. Fact table `complaint`. It need not be about anybody's support."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()  # privacy: person
    theme = models.CharField(max_length=CODE)  # privacy: person; COMPLAINT_THEME
    made_by = models.CharField(max_length=200, blank=True)  # privacy: identifying; name, how to answer them
    words = models.TextField(max_length=WORDS, blank=True)  # privacy: free text
    acknowledged_at = models.DateTimeField(null=True, blank=True)  # privacy: person
    responded_at = models.DateTimeField(null=True, blank=True)  # privacy: person
    upheld = models.BooleanField(null=True)  # privacy: person; in whole or in part
    response = models.TextField(max_length=WORDS, blank=True)  # privacy: free text; the answer given
    learning = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what changes

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["team", "responded_at", "received_at"], name="complaint_open")]
        constraints = [
            models.CheckConstraint(
                name="complaint_goes_forward",
                condition=(Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=models.F("received_at")))
                & (Q(responded_at__isnull=True) | Q(responded_at__gte=models.F("received_at"))),
            )
        ]

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Complaints of people whom the scope may see; of nobody in particular, those to its teams."""
        own = Q(organisation_id=scope.organisation_id)
        if scope.reach is Reach.ORGANISATION:
            return own
        if scope.reach is Reach.NOBODY:
            return Q(pk__in=[])
        return own & (Q(person__isnull=True, team_id__in=scope.teams) | person_within(scope, "person_id"))


class SystemContact(PersonRow):
    """A contact with crisis services, a hospital or a housing authority. Fact table `system_contact`.

    A discharge and a delayed discharge are rows of their own that hang on the stay they belong to.
    """

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    stay = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=CODE)  # privacy: sensitive; SYSTEM_CONTACT_KIND
    happened_at = models.DateTimeField()  # privacy: sensitive
    ended_on = models.DateField(null=True, blank=True)  # privacy: sensitive; last day, where it lasts
    planned = models.BooleanField(null=True)  # privacy: sensitive
    place = models.CharField(max_length=200, blank=True)  # privacy: identifying; ward, hospital, authority
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text
    delay_reason = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; DELAY_REASON
    delay_attributed_to = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive
    delayed_days = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: sensitive; in all

    class Meta(Row.Meta):
        indexes = [
            models.Index(fields=["person", "kind", "happened_at"], name="system_contact_person"),
            models.Index(fields=["team", "kind", "ended_on"], name="system_contact_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["stay"],
                condition=Q(kind="delayed_discharge", ended_on__isnull=True, voided=False),
                name="one_delay_at_once",
            ),
            models.CheckConstraint(
                name="delay_says_what_of",
                condition=Q(kind="delayed_discharge")
                | Q(delay_reason="", delay_attributed_to="", delayed_days__isnull=True)
                | Q(kind__in=["admission", "discharge", "out_of_area"]),
            ),
        ]


class HousingQuestion(PersonRow):
    """The housing question at one stage of the acute pathway, and what was answered."""

    contact = models.ForeignKey(SystemContact, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=CODE)  # privacy: sensitive; rules.PATHWAY
    asked_at = models.DateTimeField()  # privacy: sensitive
    at_risk = models.BooleanField(null=True)  # privacy: sensitive; the home is at risk meanwhile
    alternative = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.ALTERNATIVE
    destination = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.GOES_TO
    blocked = models.BooleanField(null=True)  # privacy: sensitive; something blocks the way home
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; circumstances

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "asked_at"], name="housing_question_person")]
