"""Words that several questions about employment share."""

from __future__ import annotations

from goldthread.catalogue.cuts import STANDARD_CUTS, cuts
from goldthread.catalogue.tables import jobs, supports, work_spells
from goldthread.measures.words import any_of, choice, coalesce, surely

# What a service may be asked about work: a service for housing or inclusion alone is not.
for_work = ~surely(supports.kind.isin("housing", "inclusion"))

paid = coalesce(jobs.paid, True)
in_work_at_start = any_of(work_spells, same="support_id", each=supports, where=work_spells.in_work_at_start)

# A paid job that was not held already when support began: said of the job, or told by the dates.
job_started = (
    paid
    & ~surely(jobs.origin == "already_held")
    & ~any_of(work_spells, same="job_id", each=jobs, where=work_spells.in_work_at_start)
)
hours_band = coalesce(
    jobs.hours_band,
    choice(
        (jobs.weekly_hours >= 30, "01"),
        (jobs.weekly_hours >= 16, "02"),
        (jobs.weekly_hours >= 5, "03"),
        (jobs.weekly_hours > 0, "04"),
    ),
)
JOB_CUTS = cuts(jobs, jobs.started_on, *STANDARD_CUTS)
