"""Words that several questions about employment share."""

from __future__ import annotations

from goldthread.catalogue.cuts import STANDARD_CUTS, cuts
from goldthread.catalogue.tables import jobs, supports, work_spells
from goldthread.measures.tables import Table
from goldthread.measures.tree import Node
from goldthread.measures.words import any_of, blank, choice, coalesce, outer, surely


def held_on(record: Table, day: Node) -> Node:
    """Whether a job or a spell of work ran on `day`: its last day decides, else its status, else blank."""
    kept = (record.status == "held") | (record.last_confirmed_on >= day)
    return coalesce(record.ended_on >= day, choice((kept, True)))


# What a service may be asked about work: a service for housing or inclusion alone is not.
for_work = ~surely(supports.kind.isin("housing", "inclusion"))

paid = coalesce(jobs.paid, True)
of_this_support = blank(jobs.support_id) | (jobs.support_id == outer(supports.support_id))
in_work_at_start = any_of(work_spells, same="support_id", each=supports, where=work_spells.in_work_at_start)

_during = (
    (
        (blank(outer(jobs.support_id)) & ~surely(supports.kind == "housing"))
        | (supports.support_id == outer(jobs.support_id))
    )
    & (supports.started_on <= outer(jobs.started_on))
    & ~surely(supports.ended_on < outer(jobs.started_on))
)
# A paid job that began while support ran: the support that it names, or any that is not for housing alone.
started_in_support = (
    paid
    & ~surely(jobs.origin == "already_held")
    & any_of(supports, same="person_id", each=jobs, where=_during)
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
