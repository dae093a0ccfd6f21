"""Forms about wellbeing: ratings by their anchors, questionnaires, and feedback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from goldthread.catalogue.tables.codes import OUTCOME_DOMAIN, SCORE_STAGE
from goldthread.web.look.forms import DateField, KnownField, coded
from goldthread.web.people.forms import Form, text, whole
from goldthread.wellbeing import rules
from goldthread.wellbeing.models import ITEMS, Registration


def _numbered(labels: Sequence[str], label: str, *, required: bool = False) -> forms.TypedChoiceField:
    """A number from 1 by its words; blank where nobody says."""
    choices = [(str(number), f"{number}. {words}") for number, words in enumerate(labels, start=1)]
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=required,
        widget=forms.RadioSelect,
    )


class RatingsForm(Form):
    """The five domains, each by its anchors."""

    rated_on = DateField(label="Rated on")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for domain, anchors in rules.ANCHORS.items():
            self.fields[domain] = _numbered(anchors, str(OUTCOME_DOMAIN.label(domain)))
        self.fields["words"] = text("What it was rated by", 2_000, rows=3)


class RatingForm(Form):
    """One rating mended."""

    words = text("What it was rated by", 2_000, rows=3)

    def __init__(self, *given: Any, domain: str, **named: Any) -> None:
        super().__init__(*given, **named)
        anchors = rules.ANCHORS[domain]
        self.fields["value"] = _numbered(anchors, str(OUTCOME_DOMAIN.label(domain)), required=True)
        self.order_fields(["value", "words"])


class ScoreForm(Form):
    """Seven answers, in the organisation's own copy of the wording."""

    completed_on = DateField(label="Filled in on")
    stage = coded(SCORE_STAGE, label="When in the support", radios=True, required=True)

    def __init__(self, *given: Any, registration: Registration, **named: Any) -> None:
        super().__init__(*given, **named)
        labels = registration.answers.split("\n")
        for name, words in zip(ITEMS, registration.questions.split("\n"), strict=True):
            self.fields[name] = _numbered(labels, words)


class RegistrationForm(Form):
    """What an organisation confirms before it uses a questionnaire."""

    confirmed_on = DateField(label="Registered on")
    reference = text("Reference of the registration or licence", 200, required=True)
    questions = text(
        "The seven questions",
        4_000,
        rows=7,
        required=True,
        help_text="From your own copy, one a line, in their order.",
    )
    answers = text(
        "The five answers", 1_000, rows=5, required=True, help_text="One a line, the lowest first."
    )
    notice = text(
        "The line of copyright",
        400,
        required=True,
        help_text="As the owner asks for it. It stands on every copy.",
    )


class AskForm(Form):
    """How a person is asked what they think."""

    channel = coded(rules.CHANNEL, label="How will they answer?", radios=True, required=True)
    days = whole("Days for which the link is open", rules.MOST_ASK_DAYS, required=True, min_value=1)


class FeedbackForm(Form):
    """What a person says of the support. No question has to be answered."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, question in rules.QUESTIONS.items():
            self.fields[name] = coded(rules.FREQUENCY, label=question, radios=True)
        self.fields["recommend"] = KnownField(label="Would you tell a friend to come to us?")
        self.fields["good"] = text("What is good?", 4_000, rows=3)
        self.fields["better"] = text("What should be better?", 4_000, rows=3)
        self.fields["team_may_see"] = forms.BooleanField(
            label="The team that supports me may read this", required=False
        )
        self.fields["wants_word"] = forms.BooleanField(label="Please talk with me about it", required=False)


class AnswerForm(Form):
    """What was said to somebody who asked for a word."""

    words = text("What was said, and what will change", 2_000, rows=3, required=True)


class NothingForm(Form):
    """Nothing to fill in: only to be sent."""
