"""People and how they came: every table names the fact table that it lies flat in, column by column.

Codes are those of `goldthread.catalogue.tables`; `rules.py` checks them on the day of the event. A blank
answer means that nobody asked or nobody knows: it is never taken for a no.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldthread.access.rows import Row
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.people.rows import PersonRow, person_within

CODE = 40


class Person(Row):
    """Someone a service knows. Fact table `person`, under the same random key."""

    name = models.CharField(max_length=200)  # privacy: identifying
    pronouns = models.CharField(max_length=40, blank=True)  # privacy: identifying
    birth_date = models.DateField(null=True, blank=True)  # privacy: identifying
    nhs_number = models.CharField(max_length=10, blank=True)  # privacy: identifying; ten digits
    nhs_number_traced = models.BooleanField(default=False)  # privacy: internal; verified against the register
    phone = models.CharField(max_length=40, blank=True)  # privacy: identifying
    email = models.EmailField(blank=True)  # privacy: identifying
    address = models.TextField(max_length=400, blank=True)  # privacy: identifying
    postcode = models.CharField(max_length=10, blank=True)  # privacy: identifying
    locality = models.CharField(max_length=100, blank=True)  # privacy: person
    gender = models.CharField(max_length=CODE, blank=True)  # privacy: person; GENDER
    ethnicity = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; ETHNIC_CATEGORY
    disability = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; DISABILITY
    died_on = models.DateField(null=True, blank=True)  # privacy: sensitive

    class Meta(Row.Meta):
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["organisation", "name"], name="person_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "nhs_number"],
                condition=~Q(nhs_number=""),
                name="nhs_number_once_an_organisation",
            )
        ]

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """People whom the scope may see."""
        return person_within(scope, "pk")

    def __str__(self) -> str:
        return self.id  # a name in a log is a leak


class Placement(PersonRow):
    """A person with a team: what gives the team's workers a reason to see them."""

    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    started_on = models.DateField()  # privacy: person
    ended_on = models.DateField(null=True, blank=True)  # privacy: person
    until = models.DateField(null=True, blank=True)  # privacy: internal; last day the team may still see

    class Meta(Row.Meta):
        indexes = [
            models.Index(fields=["person", "team"], name="placement_person_team"),
            models.Index(fields=["worker", "ended_on"], name="placement_worker"),
        ]


class AccessNeed(PersonRow):
    """How a person needs information given (DAPB1605): shown on every page of theirs, reviewed."""

    kind = models.CharField(max_length=CODE)  # privacy: sensitive; rules.ACCESS_NEEDS
    detail = models.CharField(max_length=200, blank=True)  # privacy: sensitive; a language, a size of print
    started_on = models.DateField()  # privacy: sensitive
    review_due_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    ended_on = models.DateField(null=True, blank=True)  # privacy: sensitive


class Referral(PersonRow):
    """A request that a service takes a person on. Fact table `referral`."""

    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()  # privacy: person
    referral_source = models.CharField(max_length=CODE, blank=True)  # privacy: person; REFERRAL_SOURCE
    referred_by = models.CharField(max_length=200, blank=True)  # privacy: identifying; name and organisation
    reason = models.TextField(max_length=4_000, blank=True)  # privacy: free text
    employment_status = models.CharField(max_length=CODE, blank=True)  # privacy: person; EMPLOYMENT_STATUS
    in_contact = models.BooleanField(null=True)  # privacy: sensitive; with specialist mental health services
    responded_at = models.DateTimeField(null=True, blank=True)  # privacy: person
    decided_at = models.DateTimeField(null=True, blank=True)  # privacy: person
    decision = models.CharField(max_length=CODE, blank=True)  # privacy: person; DECISION
    decision_reason = models.TextField(max_length=2_000, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["organisation", "decision", "received_at"], name="referral_waiting")]
        constraints = [
            models.CheckConstraint(
                name="referral_decided_together",
                condition=Q(decided_at__isnull=True, decision="") | Q(decided_at__isnull=False),
            )
        ]


class Support(PersonRow):
    """A person's time on a service. Fact table `support`."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    started_on = models.DateField()  # privacy: person
    planned_end_on = models.DateField(null=True, blank=True)  # privacy: person
    offer = models.CharField(max_length=100, blank=True)  # privacy: open
    offer_months = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: person
    employment_status_at_start = models.CharField(max_length=CODE, blank=True)  # privacy: person
    hours_at_start = models.CharField(max_length=CODE, blank=True)  # privacy: person; WEEKLY_HOURS
    in_contact = models.BooleanField(null=True)  # privacy: sensitive
    care_cluster = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive
    # The universal offer: asked of everyone. Blank is not asked.
    housing_asked = models.BooleanField(null=True)  # privacy: person; circumstances asked
    housing_advice = models.BooleanField(null=True)  # privacy: person; offered
    housing_options = models.BooleanField(null=True)  # privacy: person; offered
    advocacy = models.BooleanField(null=True)  # privacy: person; offered
    moved_in_on = models.DateField(null=True, blank=True)  # privacy: person
    out_of_work_ended_on = models.DateField(null=True, blank=True)  # privacy: person
    ended_on = models.DateField(null=True, blank=True)  # privacy: person
    end_reason = models.CharField(max_length=CODE, blank=True)  # privacy: person; SUPPORT_END
    destination = models.CharField(max_length=CODE, blank=True)  # privacy: person; DESTINATION
    floated_off = models.BooleanField(null=True)  # privacy: person; as planned
    light_offer = models.BooleanField(null=True)  # privacy: person; may come back and ask, told at the end
    light_offer_employer = models.BooleanField(null=True)  # privacy: person; the same, told to the employer

    class Meta(Row.Meta):
        verbose_name_plural = "support"
        indexes = [models.Index(fields=["person", "started_on"], name="support_person")]
        constraints = [
            models.CheckConstraint(
                name="support_ends_after_it_starts",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
            )
        ]


class Extension(PersonRow):
    """Support carried on beyond its planned end, with the reason."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField()  # privacy: person
    planned_end_before = models.DateField(null=True)  # privacy: person
    planned_end_on = models.DateField()  # privacy: person
    reason = models.TextField(max_length=2_000)  # privacy: free text


class Variation(PersonRow):
    """A deviation from the pathway that the contract permits, with why, and who decided on it."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="+")
    contract = models.CharField(max_length=60)  # privacy: open; its code
    variance = models.CharField(max_length=CODE)  # privacy: person; as the contract of that day names it
    says = models.CharField(max_length=400)  # privacy: person; what it permits, in the words of that day
    decided_on = models.DateField()  # privacy: person
    decided_as = models.CharField(max_length=CODE)  # privacy: person; of the list ACTORS
    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(max_length=2_000)  # privacy: free text


class StageSpell(PersonRow):
    """Time on one stage of support. Fact table `stage_spell`."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=CODE)  # privacy: person; STAGE
    started_on = models.DateField()  # privacy: person
    ended_on = models.DateField(null=True, blank=True)  # privacy: person
    contacts_per_week = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: person
    reason = models.TextField(max_length=2_000, blank=True)  # privacy: free text; the rationale of the change

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["support", "started_on"], name="stage_support")]
        constraints = [
            models.UniqueConstraint(
                fields=["support"], condition=Q(ended_on__isnull=True, voided=False), name="one_stage_at_once"
            )
        ]


class RiskAssessment(PersonRow):
    """An assessment of risk. Fact table `risk_assessment`; safety, the next field, writes most of them."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, null=True, related_name="+")
    assessed_at = models.DateTimeField()  # privacy: sensitive
    level = models.CharField(max_length=CODE)  # privacy: sensitive; RISK_LEVEL
    reason = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; RISK_REVIEW_REASON
    review_due_on = models.DateField(null=True, blank=True)  # privacy: sensitive
    plan_in_place = models.BooleanField(null=True)  # privacy: sensitive
    worker = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")


class Plan(PersonRow):
    """A plan agreed with a person, in their words. Fact table `plan`."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, null=True, related_name="+")
    step_episode = models.ForeignKey(
        "contacts.StepEpisode", on_delete=models.PROTECT, null=True, related_name="+"
    )
    job = models.ForeignKey("employment.Job", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=CODE)  # privacy: person; PLAN_KIND
    agreed_at = models.DateTimeField()  # privacy: person
    review_due_on = models.DateField(null=True, blank=True)  # privacy: person
    ended_on = models.DateField(null=True, blank=True)  # privacy: person
    own_goals = models.TextField(max_length=4_000, blank=True)  # privacy: free text; in their own words
    choices = models.TextField(max_length=4_000, blank=True)  # privacy: free text
    carers_part = models.TextField(max_length=4_000, blank=True)  # privacy: free text
    copy_given_on = models.DateField(null=True, blank=True)  # privacy: person
    work_actions = models.BooleanField(null=True)  # privacy: person; clear actions on paid work
    retention_actions = models.BooleanField(null=True)  # privacy: person; on keeping a job
    adjustments_schedule = models.BooleanField(null=True)  # privacy: person; rota, breaks, supervision
    disclosure = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.DISCLOSURE
    other_worker_asked = models.BooleanField(null=True)  # privacy: person; asked for another worker
    contacts_per_week = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: person
    signs_threshold = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: sensitive

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "kind", "ended_on"], name="plan_person")]


class PlanAction(PersonRow):
    """One clear action of a plan: what, whose, by when."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=400)  # privacy: free text
    whose = models.CharField(max_length=200, blank=True)  # privacy: free text
    due_on = models.DateField(null=True, blank=True)  # privacy: person
    done_on = models.DateField(null=True, blank=True)  # privacy: person


class PlanTask(PersonRow):
    """A task that a plan supports, and the most support it allows. Prefills the record of a contact."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    task = models.CharField(max_length=100)  # privacy: person
    planned_level = models.CharField(max_length=CODE, blank=True)  # privacy: person; SUPPORT_LEVEL
    prompts_per_week = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: person
    adaptation = models.CharField(max_length=400, blank=True)  # privacy: free text; what enables independence
    increased_until = models.DateField(null=True, blank=True)  # privacy: person; a temporary increase
    position = models.PositiveSmallIntegerField(default=0)  # privacy: open


class PlanSign(PersonRow):
    """One early-warning sign of a person's own list."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=CODE)  # privacy: sensitive; WARNING_KIND
    words = models.CharField(max_length=200, blank=True)  # privacy: sensitive; as the person says it
    urgent = models.BooleanField(default=False)  # privacy: sensitive; crosses the threshold alone
    position = models.PositiveSmallIntegerField(default=0)  # privacy: open


class Interest(PersonRow):
    """Interest in paid work, asked. Fact columns `interest_asked_on` and `interest` of employment_profile."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()  # privacy: person
    answered_on = models.DateField(null=True, blank=True)  # privacy: person
    interest = models.CharField(max_length=CODE, blank=True)  # privacy: person; INTEREST; blank: no answer


class Profile(PersonRow):
    """What is known of a person's work on one day: B4, B5 and B7 to B9 of S1. Fact `employment_profile`."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="+")
    support = models.ForeignKey(Support, on_delete=models.PROTECT, null=True, related_name="+")
    stated_on = models.DateField()  # privacy: person
    employment_status = models.CharField(max_length=CODE, blank=True)  # privacy: person; EMPLOYMENT_STATUS
    weekly_hours = models.CharField(max_length=CODE, blank=True)  # privacy: person; WEEKLY_HOURS
    qualification = models.CharField(max_length=CODE, blank=True)  # privacy: person; QUALIFICATION
    last_worked_on = models.DateField(null=True, blank=True)  # privacy: person
    last_worked = models.CharField(max_length=CODE, blank=True)  # privacy: person; LAST_WORKED
    held_year = models.BooleanField(null=True)  # privacy: person; ever in one job for over a year
    long_term_benefits = models.BooleanField(null=True)  # privacy: person


class Consent(PersonRow):
    """A person's consent to share something with someone. Fact table `consent`."""

    purpose = models.CharField(max_length=CODE)  # privacy: person; CONSENT_PURPOSE
    recipient = models.CharField(max_length=200, blank=True)  # privacy: identifying; blank: all of the kind
    given_at = models.DateTimeField()  # privacy: person
    expires_on = models.DateField(null=True, blank=True)  # privacy: person
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # privacy: person
    how = models.CharField(max_length=CODE, blank=True)  # privacy: person; in writing, spoken

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "purpose"], name="consent_person")]


class SharingCheck(PersonRow):
    """That consent was looked for before sharing, what was found, and the lawful way taken where none was."""

    purpose = models.CharField(max_length=CODE)  # privacy: person
    recipient = models.CharField(max_length=200, blank=True)  # privacy: identifying
    checked_at = models.DateTimeField()  # privacy: person
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    lawful_reason = models.TextField(max_length=2_000, blank=True)  # privacy: free text
    second_person = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Row.Meta):
        constraints = [
            models.CheckConstraint(
                name="sharing_has_consent_or_reason",
                condition=Q(consent__isnull=False) | (~Q(lawful_reason="") & Q(second_person__isnull=False)),
            )
        ]


class Enquiry(Row):
    """What came through the public page or a partner's form, before anybody here knows the person."""

    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=CODE)  # privacy: open; rules.ENQUIRY_KIND
    received_at = models.DateTimeField()  # privacy: person
    name = models.CharField(max_length=200)  # privacy: identifying
    phone = models.CharField(max_length=40, blank=True)  # privacy: identifying
    email = models.EmailField(blank=True)  # privacy: identifying
    contact_by = models.CharField(max_length=CODE, blank=True)  # privacy: person
    access_needs = models.CharField(max_length=400, blank=True)  # privacy: sensitive
    words = models.TextField(max_length=4_000, blank=True)  # privacy: free text
    partner = models.CharField(max_length=200, blank=True)  # privacy: identifying; who refers, from where
    partner_email = models.EmailField(blank=True)  # privacy: identifying
    person_agrees = models.BooleanField(null=True)  # privacy: person; the partner says they agree
    sent_key = models.CharField(max_length=64, unique=True)  # privacy: internal; the same form arrives once
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)  # privacy: person
    closed_reason = models.CharField(max_length=400, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        verbose_name_plural = "enquiries"
        indexes = [models.Index(fields=["organisation", "closed_at"], name="enquiry_open")]

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Enquiries to the organisation; those sent on to a team are that team's."""
        own = Q(organisation_id=scope.organisation_id)
        if scope.reach is Reach.ORGANISATION:
            return own
        if scope.reach is Reach.NOBODY:
            return Q(pk__in=[])
        return own & (Q(team__isnull=True) | Q(team_id__in=scope.teams))


class MatchDecision(PersonRow):
    """What an organisation decided: whether a person of its own is a person of another; by whom, and why.

    Each of the two has rows of its own, tied by `pair`. `same` is blank until it is decided; whoever thinks
    again adds a row, and the latest of each stands.
    """

    partner = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    pair = models.CharField(max_length=26)  # privacy: internal
    asks = models.BooleanField(default=False)  # privacy: person; this organisation asked the other
    asked_at = models.DateTimeField()  # privacy: person
    asked_why = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what the other wrote
    same = models.BooleanField(null=True)  # privacy: sensitive
    reason = models.TextField(max_length=2_000, blank=True)  # privacy: free text
    decided_at = models.DateTimeField(null=True, blank=True)  # privacy: person
    decided_by = models.ForeignKey("access.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    theirs = models.BooleanField(null=True)  # privacy: sensitive; what the other organisation says
    theirs_at = models.DateTimeField(null=True, blank=True)  # privacy: person

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["pair"], name="match_pair")]
        constraints = [
            models.CheckConstraint(
                name="match_decided_together",
                condition=Q(same__isnull=True, decided_at__isnull=True)
                | Q(same__isnull=False, decided_at__isnull=False),
            )
        ]

    @property
    def linked(self) -> bool:
        """Whether both say that they are one person."""
        return self.same is True and self.theirs is True


class SamePerson(PersonRow):
    """That a person here is a person there: handed over under consent, or decided by both organisations.

    The row belongs to the organisation that hands over, or that asked first. `other` is blank until they take
    the person on.
    """

    recipient = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    enquiry = models.OneToOneField(Enquiry, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey(MatchDecision, on_delete=models.PROTECT, null=True, related_name="+")
    handed_over_at = models.DateTimeField()  # privacy: person
    other = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)  # privacy: person

    class Meta(Row.Meta):
        verbose_name_plural = "same people"
        constraints = [
            models.CheckConstraint(
                name="same_person_taken_together",
                condition=Q(other__isnull=True, taken_at__isnull=True)
                | Q(other__isnull=False, taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="same_person_by_consent_or_decision",
                condition=Q(consent__isnull=False, enquiry__isnull=False, decision__isnull=True)
                | Q(consent__isnull=True, enquiry__isnull=True, decision__isnull=False, other__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["decision"], condition=Q(voided=False), name="same_person_decided_once"
            ),
        ]
