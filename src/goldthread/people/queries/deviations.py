"""How often pathways were left, as contracts permit it: counts by kind, and no person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from goldthread.access.kept import KeptRows
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.people.models import Variation

LEAST_SHOWN = 5  # to those who see no person: smaller counts could point at one


@dataclass(frozen=True)
class Deviations:
    """Deviations of one kind; `count` is None where it is too small to be told to whoever asks."""

    code: str
    says: str
    count: int | None


def deviations(contract: str, first: date, last: date, *, seen_by: Scope) -> list[Deviations]:
    """Recorded deviations of a contract (by code) in a span of days, by kind, the most frequent first.

    Counted over the whole organisation, as figures are; in the order of kinds where a count is not told.
    """
    rows = KeptRows(Variation).filter(
        organisation_id=seen_by.organisation_id,
        contract=contract,
        decided_on__gte=first,
        decided_on__lte=last,
        voided=False,
    )
    told = list(rows.order_by("decided_on", "recorded_at", "id").values_list("variance", "says"))
    says, counts = dict(told), Counter(code for code, _ in told)
    hidden = seen_by.reach is Reach.NOBODY
    if hidden:
        return [
            Deviations(code, says[code], counts[code] if counts[code] >= LEAST_SHOWN else None)
            for code in sorted(counts)
        ]
    return [Deviations(code, says[code], count) for code, count in counts.most_common()]
