"""An indicator of the made-up provider's own, designed and approved by the actions of the room."""

from __future__ import annotations

from datetime import date, timedelta

from goldthread.access.rules import Role
from goldthread.access.scope import Scope
from goldthread.contracts import local_actions as actions
from goldthread.contracts import local_queries as queries
from goldthread.demo.agreements import somebody
from goldthread.demo.places import noon
from goldthread.demo.service import ORGANISATIONS

BEGUN, DECIDED = timedelta(days=150), timedelta(days=140)  # before the last day of the demo
CODE, NAME = "local.answered_14d", "Referrals decided within 14 days"
ANSWERS = {
    "need": "People wait for an answer while rent falls behind. We aim to say yes or no within a fortnight.",
    "evidence": "We know of no trial. People told us, when asked, that not knowing was worse than a no.",
    "practice": "We answer when the panel meets. It meets every three weeks, so some wait for five weeks.",
    "outcome": "Everyone who is referred knows within 14 days whether we take them on.",
    "evaluation": "The quality lead reads it with the panel each month, with the commissioner each quarter.",
    "data_set": "The day a referral was received, the decision and its day. Managers record all three.",
    "what": "Whether a referral was decided within 14 days of the day on which we received it.",
    "how": "From our own records. A referral that still waits after 14 days counts as not met.",
    "when": "Each month, for the referrals that were received in it.",
    "expected": "Four in five by the end of the first year, from about half now.",
    "meaningful": "Ten points in a quarter: more than months swing by themselves, and people would notice.",
}
FIT = "It is counted from records that are kept anyway, and the panel can act on it."


def design(*, until: date) -> None:
    """A worksheet answered and proposed by a quality lead, and approved by the commissioner."""
    begun, decided = noon(until - BEGUN), noon(until - DECIDED)
    by = somebody(ORGANISATIONS[0], Role.QUALITY_LEAD, begun)
    row = actions.begin_local(CODE, NAME, known=queries.questions(), by=by, at=begun)
    row = actions.save_local(row, version=row.version, by=by, at=begun, **ANSWERS)
    row = actions.propose_local(row, version=row.version, known=queries.questions(), by=by, at=begun)
    other: Scope = somebody(ORGANISATIONS[0], Role.COMMISSIONER, decided)
    told = {"version": row.version, "decision": FIT, "known": queries.questions()}
    actions.approve_local(row, by=other, at=decided, **told)
