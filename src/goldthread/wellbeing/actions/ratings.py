"""Ratings of the five domains: together, on one day, by the same anchors; the first are the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions.around import on_support
from goldthread.people.actions.writing import chunks, key_of, seen
from goldthread.wellbeing import rules
from goldthread.wellbeing.actions.writing import changed, made
from goldthread.wellbeing.models import OutcomeRating


class RatingTold(TypedDict, total=False):
    """One domain on one day. Without `baseline` the first of a support, domain and scale is it."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    rated_on: Required[date]
    domain: Required[str]
    rating: Required[int]
    baseline: bool | None
    scale: str
    words: str


@transaction.atomic
def record_ratings(told: Sequence[RatingTold], *, by: Scope, at: datetime) -> list[OutcomeRating]:
    """Ratings. Refused ahead of time, off the scale, or twice for one domain and day."""
    wanted = on_support(told, "rated_on", by)
    supports = [one["support"] for one in wanted if one["support"]]
    known: set[tuple[Any, ...]] = set()
    for lot in chunks(supports):
        rows = OutcomeRating.every.filter(support_id__in=lot, voided=False, baseline=True)
        known.update(rows.values_list("support_id", "domain", "scale"))
    days = []
    for one in sorted(wanted, key=lambda one: one["rated_on"]):
        one.setdefault("scale", rules.SCALE)
        people.check_not_ahead(one["rated_on"], at=at, what="The day of the rating")
        rules.check_rating(one["domain"], one["rating"], one["scale"])
        first = (one["support"], one["domain"], one["scale"])
        if "baseline" not in one:
            one["baseline"] = bool(one["support"]) and first not in known
        if one["baseline"]:
            known.add(first)
        days.append((str(key_of(one["person"])), one["domain"], one["rated_on"], one["scale"]))
    for lot in chunks(person for person, *_ in days):
        there = OutcomeRating.every.filter(
            person_id__in=lot, rated_on__in={each[2] for each in days}, voided=False
        )
        days += there.values_list("person_id", "domain", "rated_on", "scale")
    if len(set(days)) != len(days):
        raise Refused("This domain was rated on that day already. Mend that rating.")
    return made(OutcomeRating, wanted, verb="rate_outcome", by=by, at=at)


def rate_outcomes(
    *,
    person: str,
    rated_on: date,
    ratings: Mapping[str, int | None],
    words: str = "",
    by: Scope,
    at: datetime,
) -> list[OutcomeRating]:
    """The domains of one person that were rated on a day: {domain: rating}. Those without stay blank."""
    told: list[RatingTold] = [
        {"person": person, "rated_on": rated_on, "domain": domain, "rating": rating, "words": words}
        for domain, rating in ratings.items()
        if rating is not None
    ]
    if not told:
        raise Refused("Rate at least one domain, or leave the page.")
    return record_ratings(told, by=by, at=at)


@transaction.atomic
def change_rating(
    rating: OutcomeRating | str, *, version: int, value: int, words: str = "", by: Scope, at: datetime
) -> OutcomeRating:
    """Mend a rating; its day and domain stay."""
    row = seen(OutcomeRating, rating, by)
    rules.check_rating(row.domain, value, row.scale)
    told = {"rating": value, "words": words}
    found: OutcomeRating = changed(row, told, verb="change_rating", by=by, at=at, version=version)
    return found
