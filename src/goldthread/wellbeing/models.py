"""Ratings, scores and feedback. Column names are those of the fact tables, where there is one.

A blank answer means that nobody asked or nobody answered.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldthread.access.rows import Row
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.people.rows import PersonRow

CODE = 40
ITEMS = tuple(f"q{number}" for number in range(1, 8))


class OutcomeRating(PersonRow):
    """A rating of one domain of a person's life: higher is better. Fact table `outcome_rating`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    rated_on = models.DateField()  # privacy: sensitive
    domain = models.CharField(max_length=CODE)  # privacy: person; OUTCOME_DOMAIN
    rating = models.SmallIntegerField()  # privacy: sensitive; points on the scale
    baseline = models.BooleanField(null=True)  # privacy: person; the first of this support
    scale = models.CharField(max_length=60)  # privacy: open; rules.SCALE: the anchors it was rated by
    words = models.TextField(max_length=2_000, blank=True)  # privacy: free text; what it was rated by

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "rated_on"], name="outcome_rating_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "domain", "rated_on", "scale"],
                condition=Q(voided=False),
                name="one_outcome_rating_a_day",
            )
        ]


class QuestionnaireScore(PersonRow):
    """A questionnaire filled in by a person. Fact table `questionnaire_score`."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    tool = models.CharField(max_length=60)  # privacy: open; such as SWEMWBS
    stage = models.CharField(max_length=CODE, blank=True)  # privacy: person; SCORE_STAGE
    completed_on = models.DateField()  # privacy: sensitive
    q1 = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: sensitive
    q2 = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: sensitive
    q3 = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: sensitive
    q4 = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: sensitive
    q5 = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: sensitive
    q6 = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: sensitive
    q7 = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: sensitive
    items_answered = models.PositiveSmallIntegerField(null=True, blank=True)  # privacy: person
    raw_score = models.FloatField(
        null=True, blank=True
    )  # privacy: sensitive; blank where answers are missing
    score = models.FloatField(null=True, blank=True)  # privacy: sensitive; for SWEMWBS the metric score

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["person", "completed_on"], name="questionnaire_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "tool", "stage", "completed_on"],
                condition=Q(voided=False),
                name="one_questionnaire_a_stage_and_day",
            )
        ]


class Registration(Row):
    """The organisation says that it may use a questionnaire, and enters its own copy of the wording."""

    tool = models.CharField(max_length=60)  # privacy: open
    confirmed_on = models.DateField()  # privacy: internal
    reference = models.CharField(max_length=200)  # privacy: internal; of the owner's letter or licence
    questions = models.TextField(max_length=4_000)  # privacy: internal; its copy, one question a line
    answers = models.TextField(
        max_length=1_000
    )  # privacy: internal; its copy, one answer a line, lowest first
    notice = models.CharField(max_length=400)  # privacy: open; the line of copyright, shown on every copy

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "tool"], condition=Q(voided=False), name="one_registration_a_tool"
            )
        ]


class FeedbackAsk(PersonRow):
    """A person was asked what they think of the support: by a link that opens once, or on paper."""

    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()  # privacy: person
    channel = models.CharField(max_length=CODE)  # privacy: person; rules.CHANNEL
    expires_on = models.DateField()  # privacy: internal
    used_at = models.DateTimeField(null=True, blank=True)  # privacy: person


class Feedback(PersonRow):
    """What a person said of the support. Their team sees it only where they say that it may."""

    ask = models.ForeignKey(FeedbackAsk, on_delete=models.PROTECT, related_name="+")
    support = models.ForeignKey("people.Support", on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()  # privacy: sensitive
    channel = models.CharField(max_length=CODE)  # privacy: person; rules.CHANNEL
    respected = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.FREQUENCY
    own_say = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.FREQUENCY
    kept_word = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.FREQUENCY
    helps = models.CharField(max_length=CODE, blank=True)  # privacy: sensitive; rules.FREQUENCY
    recommend = models.BooleanField(null=True)  # privacy: sensitive
    good = models.TextField(max_length=4_000, blank=True)  # privacy: free text
    better = models.TextField(max_length=4_000, blank=True)  # privacy: free text
    team_may_see = models.BooleanField(default=False)  # privacy: internal
    wants_word = models.BooleanField(default=False)  # privacy: person; asks to be spoken with
    answered_at = models.DateTimeField(null=True, blank=True)  # privacy: person
    answered_words = models.TextField(max_length=2_000, blank=True)  # privacy: free text

    class Meta(Row.Meta):
        verbose_name_plural = "feedback"
        indexes = [models.Index(fields=["organisation", "-given_at"], name="feedback_newest")]
        constraints = [
            models.UniqueConstraint(fields=["ask"], condition=Q(voided=False), name="one_feedback_an_ask")
        ]

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Feedback of people whom the scope may see; a team only what its people let it see."""
        own = super().within(scope)
        return own if scope.reach is Reach.ORGANISATION else own & Q(team_may_see=True)
