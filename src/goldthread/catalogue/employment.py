"""The questions about employment, in the order of the design: jobs, support at work, and the search."""

from __future__ import annotations

from goldthread.catalogue import employment_kept as kept
from goldthread.catalogue import employment_search as search
from goldthread.catalogue import employment_starts as starts
from goldthread.catalogue import employment_support as support
from goldthread.measures.questions import Question

QUESTIONS: tuple[Question, ...] = (
    starts.job_starts,
    starts.paid_work_entry,
    starts.within_6m,
    kept.sustained_6w,
    kept.sustained_13w,
    kept.sustained_26w,
    kept.retained_13w,
    kept.retained_26w,
    kept.survival,
    support.sickness,
    support.adjustments_implemented,
    support.adjustments_reviewed,
    support.weekly_contact,
    support.written_plan,
    support.early_warning_answered,
    search.liaison_consented,
    starts.ended_early,
    search.preference_led,
    search.first_employer_contact,
    search.interest_asked,
    search.wanted_supported,
)
