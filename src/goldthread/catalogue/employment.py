"""The questions about employment, in the order of the design: jobs, support at work, and the search."""

from __future__ import annotations

from goldthread.catalogue import employment_kept as kept
from goldthread.catalogue import employment_starts as starts
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
    starts.ended_early,
)
