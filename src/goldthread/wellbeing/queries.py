"""What may be asked of wellbeing. Every query says who asks, and answers only what they may see.

A page that shows what comes back tells the ledger whom it shows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import OUTCOME_DOMAIN
from goldthread.wellbeing import rules
from goldthread.wellbeing.models import Feedback, FeedbackAsk, OutcomeRating, QuestionnaireScore, Registration

PAGE = 50
HEARD = 15  # feedback on a page


@dataclass(frozen=True)
class Domain:
    """One outcome domain of a person: its ratings on our anchors, oldest first."""

    code: str
    ratings: Sequence[OutcomeRating]

    @property
    def label(self) -> str:
        """Its name."""
        return str(OUTCOME_DOMAIN.label(self.code))

    @property
    def last(self) -> OutcomeRating | None:
        """The newest rating."""
        return self.ratings[-1] if self.ratings else None

    @property
    def baseline(self) -> OutcomeRating | None:
        """The newest baseline."""
        return next((one for one in reversed(self.ratings) if one.baseline), None)

    @property
    def way(self) -> tuple[str, str] | None:
        """(shape, word) from the baseline to the newest rating, where there are both."""
        first, last = self.baseline, self.last
        if first is None or last is None or first.pk == last.pk:
            return None
        return rules.direction(first.rating, last.rating)


@dataclass(frozen=True)
class Wellbeing:
    """All that is known of a person's wellbeing."""

    domains: Sequence[Domain]
    elsewhere: Sequence[OutcomeRating]  # on other scales: shown, and never compared with ours
    scores: Sequence[QuestionnaireScore]  # newest first
    asks: Sequence[FeedbackAsk]
    feedback: Sequence[Feedback]

    @property
    def change(self) -> float | None:
        """SWEMWBS: the newest score less the first of its support; None without both."""
        scored = [one for one in self.scores if one.tool == rules.SWEMWBS and one.score is not None]
        if not scored:
            return None
        last = scored[0]
        same = [one for one in scored if one.support_id == last.support_id]
        first = same[-1]
        if first.pk == last.pk or first.stage != "start" or last.score is None or first.score is None:
            return None
        return round(last.score - first.score, 2)


def wellbeing(person: str, *, seen_by: Scope) -> Wellbeing:
    """All that is known of a person's wellbeing."""
    ours: dict[str, list[OutcomeRating]] = defaultdict(list)
    elsewhere = []
    for one in _of(OutcomeRating, person, seen_by).order_by("rated_on", "recorded_at", "id"):
        if one.scale == rules.SCALE:
            ours[one.domain].append(one)
        else:
            elsewhere.append(one)
    return Wellbeing(
        [Domain(code, ours[code]) for code in rules.ANCHORS],
        elsewhere[::-1],
        list(_of(QuestionnaireScore, person, seen_by).order_by("-completed_on", "-recorded_at", "-id")),
        list(_of(FeedbackAsk, person, seen_by).order_by("-asked_at", "-recorded_at", "-id")[:PAGE]),
        list(_of(Feedback, person, seen_by).order_by("-given_at", "-recorded_at", "-id")[:PAGE]),
    )


def registration(*, seen_by: Scope, tool: str = rules.SWEMWBS) -> Registration | None:
    """What the organisation confirmed of a questionnaire; None where it did not."""
    found: Registration | None = Registration.objects.seen_by(seen_by).filter(tool=tool, voided=False).first()
    return found


@dataclass(frozen=True)
class Heard:
    """What people said of the support, a page of it, and how often each answer was given."""

    rows: Sequence[Feedback]  # newest first, without those who wait
    total: int
    counts: Mapping[str, Mapping[str, int]]
    waiting: Sequence[Feedback]  # they ask for a word and have not had it; the longest first
    page: int = 1
    pages: int = 1

    @property
    def people(self) -> list[str]:
        """Keys of everybody whom it shows."""
        return list(dict.fromkeys(one.person_id for one in (*self.waiting, *self.rows)))


def heard(*, seen_by: Scope, page: int = 1) -> Heard:
    """Feedback of the people within the scope; of a team only what its people let it see."""
    rows = Feedback.objects.seen_by(seen_by).filter(voided=False)
    counts = {name: Counter(rows.values_list(name, flat=True)) for name in (*rules.QUESTIONS, "recommend")}
    total = rows.count()
    waiting = rows.filter(wants_word=True, answered_at=None)
    others = rows.exclude(pk__in=waiting.values("pk"))
    told = others.count()
    page = min(max(1, page), max(1, -(-told // HEARD)))
    return Heard(
        list(
            others.select_related("person").order_by("-given_at", "-recorded_at", "-id")[
                (page - 1) * HEARD : page * HEARD
            ]
        ),
        total,
        counts,
        list(waiting.select_related("person").order_by("given_at", "recorded_at", "id")[:PAGE]),
        page,
        max(1, -(-told // HEARD)),
    )


def row(model: Any, key: str, *, seen_by: Scope) -> Any:
    """A row of this room with its person; None beyond the scope."""
    if not key.isprintable():
        return None
    return model.objects.seen_by(seen_by).filter(pk=key, voided=False).select_related("person").first()


def _of(model: Any, person: str, seen_by: Scope) -> Any:
    return model.objects.seen_by(seen_by).filter(person_id=person, voided=False)
