"""Tenancies: whether they are kept, how they end, what rent is owed, and how risks are met.

A rate by stage, age or risk reads both of its sides on one day of the tenancy, its first, so that what is
counted above the line lies within what is counted below it. Other questions read cuts on the day that
places the record.
"""

from __future__ import annotations

from goldthread.catalogue import rent
from goldthread.catalogue.cuts import STANDARD_CUTS, cuts
from goldthread.catalogue.spells import held_on, known_until
from goldthread.catalogue.tables import (
    clocks,
    home_spells,
    notices,
    supports,
    tenancies,
    tenancy_risk_actions,
    tenancy_risks,
)
from goldthread.catalogue.tables.codes import PREVENTION, RISK_RESOLVED
from goldthread.measures.questions import (
    EXPOSURE,
    HIGHER,
    IN,
    LOWER,
    Count,
    Curve,
    Proportion,
    Question,
    Rate,
    Source,
    Target,
)
from goldthread.measures.words import (
    any_of,
    as_of,
    blank,
    choice,
    coalesce,
    days,
    days_between,
    earlier,
    later,
    months,
    outer,
    parent,
    surely,
)

# --- kept or not


def _sustained(count: int, point: str, before: str, after: str) -> Proportion:
    """Sustainment at `count` months; the days are those of the examples: at, before and after the point."""
    on = home_spells.supported_from + months(count)
    return Proportion(
        code=f"tenancy.sustained_{count}m",
        name=f"Tenancy sustained at {count} months",
        asks=f"Of supported tenancies whose {count}-month point fell in the period, how many were still "
        "held?",
        each=home_spells,
        dated=on,
        due=on,
        among=home_spells.supported,
        met=held_on(home_spells, on),
        unknown=IN,
        better=HIGHER,
        cuts=cuts(home_spells, home_spells.supported_from, *STANDARD_CUTS, tenancy_origin=home_spells.origin),
        balanced_by=("tenancy.risk_response_72h", "safeguarding.rate"),
        beware="Months count from the later of tenancy start and start of support. A planned move to "
        "another settled home within the gap of the terms (14 days) carries the tenancy on. A tenancy said "
        "to be held but last confirmed before its point is not known. Not known counts among those asked "
        "about, never among those held. A death ends a tenancy.",
        source=Source("S0", "KPIs"),
        examples=f"""
            supported_from | supported | status  | ended_on | last_confirmed_on | as_of    || verdict | placed
            2026-01-10 | yes | held    |          |          | {after}  || met     | {point}
            2026-01-10 | yes | held    |          |          | {point}  || met     | {point}
            2026-01-10 | yes | held    |          |          | {before} || not due |
            2026-01-10 | yes | held    |          | {before} | {after}  || unknown |
            2026-01-10 | yes | held    |          | {point}  | {after}  || met     | {point}
            2026-01-10 | yes | ended   | {before} |          | {after}  || not met | {point}
            2026-01-10 | yes | ended   | {point}  |          | {after}  || met     | {point}
            2026-01-10 | yes | ended   | {after}  |          | {after}  || met     | {point}
            2026-01-10 | yes | ended   | {before} | {after}  | {after}  || not met | {point}
            2026-01-10 | yes | ended   |          |          | {after}  || unknown |
            2026-01-10 | yes | unknown |          |          | {after}  || unknown |
            2026-01-10 | yes | unknown |          | {before} | {after}  || unknown |
            2026-01-10 | yes | unknown |          | {point}  | {after}  || met     | {point}
            2026-01-10 | yes | unknown |          | {after}  | {after}  || met     | {point}
            2026-01-10 | no  | held    |          |          | {after}  || out     |
                       | no  | held    |          |          | {after}  || out     |
        """,
    )


survival = Curve(
    code="tenancy.survival",
    version=2,
    name="How tenancies end over time",
    asks="Of supported tenancies, what share has been lost, moved on from as planned or ended by death, by "
    "each day?",
    each=home_spells,
    dated=home_spells.supported_from,
    among=home_spells.supported,
    length=choice(
        (
            ~blank(home_spells.ended_on)
            | ~blank(home_spells.last_confirmed_on)
            | (home_spells.status == "held"),
            days_between(
                home_spells.supported_from,
                earlier(coalesce(home_spells.ended_on, home_spells.last_confirmed_on), as_of),
            ),
        )
    ),
    cause=choice((home_spells.ended_on <= as_of, coalesce(home_spells.end_kind, "not_known"))),
    lost=("loss",),
    better=HIGHER,
    timing="quarterly",
    cuts=cuts(home_spells, home_spells.supported_from, "service", "locality", "stage"),
    beware="Causes compete: a planned move or a death is not a loss, and takes the tenancy out of reach of "
    "one. A tenancy still held is followed to its last confirmation, or to the last day of the records "
    "where none is recorded. An end whose reason is not known is a cause of its own.",
    source=Source("S0", "KPIs; standard method"),
    examples="""
        supported_from | supported | status  | ended_on   | last_confirmed_on | end_kind     | as_of      || verdict | value | cause        | placed
        2026-01-10 | yes | held    |            |            |              | 2026-07-31 || not met | 202 |              | 2026-01-10
        2026-01-10 | yes | held    |            | 2026-06-10 |              | 2026-07-31 || not met | 151 |              | 2026-01-10
        2026-01-10 | yes | held    |            | 2026-08-31 |              | 2026-07-31 || not met | 202 |              | 2026-01-10
        2026-01-10 | yes | ended   | 2026-04-10 |            | loss         | 2026-07-31 || met     | 90  | loss         | 2026-01-10
        2026-01-10 | yes | ended   | 2026-04-10 | 2026-06-10 | planned_move | 2026-07-31 || met     | 90  | planned_move | 2026-01-10
        2026-01-10 | yes | ended   | 2026-04-10 |            | death        | 2026-07-31 || met     | 90  | death        | 2026-01-10
        2026-01-10 | yes | ended   | 2026-04-10 |            |              | 2026-07-31 || met     | 90  | not_known    | 2026-01-10
        2026-01-10 | yes | ended   | 2026-07-31 |            | loss         | 2026-07-31 || met     | 202 | loss         | 2026-01-10
        2026-01-10 | yes | ended   | 2026-08-01 |            | loss         | 2026-07-31 || not met | 202 |              | 2026-01-10
        2026-01-10 | yes | ended   | 2026-01-10 |            | loss         | 2026-07-31 || met     | 0   | loss         | 2026-01-10
        2026-01-10 | yes | ended   |            | 2026-03-10 | loss         | 2026-07-31 || not met | 59  |              | 2026-01-10
        2026-01-10 | yes | unknown |            |            |              | 2026-07-31 || unknown |     |              |
        2026-01-10 | yes | unknown |            | 2026-01-09 |              | 2026-07-31 || unknown |     |              |
        2026-01-10 | yes | unknown |            | 2026-01-10 |              | 2026-07-31 || not met | 0   |              | 2026-01-10
        2026-01-10 | yes | held    |            | 2026-01-09 |              | 2026-07-31 || unknown |     |              |
        2026-01-10 | yes | ended   | 2026-04-10 | 2026-01-09 | loss         | 2026-07-31 || met     | 90  | loss         | 2026-01-10
        2026-01-10 | yes | held    |            |            |              | 2026-01-10 || not met | 0   |              | 2026-01-10
        2026-01-10 | yes | held    |            |            |              | 2026-01-09 || not due |     |              |
        2026-01-10 | no  | held    |            |            |              | 2026-07-31 || out     |     |              |
    """,  # noqa: E501
)

# --- risks and what is done about them

prevention_completed = Proportion(
    code="tenancy.prevention_completed",
    name="Eviction-prevention interventions completed",
    asks="Of eviction-prevention interventions that came due in the period, how many were completed in "
    "their planned time?",
    each=tenancy_risk_actions,
    pool=tenancy_risk_actions.kind.isin(*PREVENTION),
    dated=coalesce(tenancy_risk_actions.planned_by_on, tenancy_risk_actions.opened_on),
    met=choice(
        (surely(tenancy_risk_actions.abandoned), False),
        (
            ~blank(tenancy_risk_actions.planned_by_on),
            surely(tenancy_risk_actions.completed_on <= tenancy_risk_actions.planned_by_on),
        ),
    ),
    better=HIGHER,
    cuts=cuts(tenancy_risk_actions, tenancy_risk_actions.opened_on, *STANDARD_CUTS),
    beware="Interventions are benefits liaison, landlord communication, increased visits and practical "
    "stabilisation; a plan on its own is none. One without a planned day stands on the day it was opened and "
    "is not known, unless it was given up.",
    source=Source("S0", "KPIs, example 2"),
    examples="""
        kind                    | opened_on  | planned_by_on | completed_on | abandoned | as_of      || verdict     | placed
        benefits_liaison        | 2026-07-01 | 2026-07-15 | 2026-07-15 |     | 2026-07-31 || met         | 2026-07-15
        landlord_communication  | 2026-07-01 | 2026-07-15 | 2026-07-16 |     | 2026-07-31 || not met     | 2026-07-15
        increased_visits        | 2026-07-01 | 2026-07-15 | 2026-07-02 | no  | 2026-07-31 || met         | 2026-07-15
        practical_stabilisation | 2026-07-01 | 2026-07-15 |            |     | 2026-07-31 || not met     | 2026-07-15
        practical_stabilisation | 2026-07-01 | 2026-07-15 | 2026-07-14 |     | 2026-07-15 || met         | 2026-07-15
        benefits_liaison        | 2026-07-01 | 2026-07-15 | 2026-07-02 |     | 2026-07-14 || not due     |
        benefits_liaison        | 2026-07-01 | 2026-07-15 |            | yes | 2026-07-31 || not met     | 2026-07-15
        benefits_liaison        | 2026-07-01 | 2026-07-15 | 2026-07-10 | yes | 2026-07-31 || not met     | 2026-07-15
        benefits_liaison        | 2026-07-01 |            | 2026-07-10 |     | 2026-07-31 || unknown     |
        benefits_liaison        | 2026-07-01 |            |            |     | 2026-07-31 || unknown     |
        benefits_liaison        | 2026-07-01 |            |            | yes | 2026-07-31 || not met     | 2026-07-01
        action_plan             | 2026-07-01 | 2026-07-15 | 2026-07-10 |     | 2026-07-31 || not in pool |
        other                   | 2026-07-01 | 2026-07-15 | 2026-07-10 |     | 2026-07-31 || not in pool |
    """,  # noqa: E501
)

risk_response_72h = Proportion(
    code="tenancy.risk_response_72h",
    name="Emerging tenancy risk responded to within 72 hours",
    asks="Of tenancy risks raised in the period, how many had an action plan and a first action within 72 "
    "hours?",
    each=clocks,
    pool=clocks.standard == "tenancy_risk_response",
    dated=clocks.started_on,
    due=clocks.due_on,
    met=clocks.in_time,
    better=HIGHER,
    target=Target(at_least=1.0),
    timing="weekly",
    cuts=cuts(
        clocks,
        clocks.started_on,
        *STANDARD_CUTS,
        risk_kind=parent(clocks.tenancy_risk_id, tenancy_risks.risk_kind),
    ),
    balanced_by=("integrity.timeliness", "tenancy.notice_avoided"),
    beware="The time comes from the terms of the contract; the name says the usual 72 hours. Hours are "
    "elapsed hours, through both clock changes. Where a missing time of day would decide it, it is not "
    "known.",
    source=Source("S0", "example 2"),
    examples="""
        standard              | started_on | due_on     | in_time | as_of      || verdict     | placed
        tenancy_risk_response | 2026-07-01 | 2026-07-04 | yes     | 2026-07-31 || met         | 2026-07-01
        tenancy_risk_response | 2026-07-01 | 2026-07-04 | no      | 2026-07-31 || not met     | 2026-07-01
        tenancy_risk_response | 2026-07-01 | 2026-07-04 |         | 2026-07-31 || unknown     |
        tenancy_risk_response | 2026-07-01 | 2026-07-04 | no      | 2026-07-04 || not met     | 2026-07-01
        tenancy_risk_response | 2026-07-01 | 2026-07-04 |         | 2026-07-03 || not due     |
        tenancy_risk_response | 2026-07-01 | 2026-07-04 | yes     | 2026-07-03 || not due     |
        gp_response           | 2026-07-01 | 2026-07-04 | yes     | 2026-07-31 || not in pool |
        complaint_response    | 2026-07-01 | 2026-07-04 | no      | 2026-07-31 || not in pool |
    """,
)

_first_day = later(tenancies.started_on, parent(tenancies.support_id, supports.started_on))
_notice_first_day = parent(notices.tenancy_id, tenancies.started_on)

formal_notices = Rate(
    code="tenancy.formal_notices",
    name="Escalation to formal notice",
    asks="For every 100 tenancies held in the period, how many formal notices were served?",
    each=notices,
    grain=EXPOSURE,
    events=Count(
        code="tenancy.formal_notices/events",
        asks="How many formal notices were served?",
        each=notices,
        dated=notices.served_on,
        cuts=cuts(notices, _notice_first_day, *STANDARD_CUTS),
        unit="notices",
        examples="""
            served_on  | kind               | withdrawn_on | as_of      || verdict | placed
            2026-07-01 | seeking_possession |              | 2026-07-31 || met     | 2026-07-01
            2026-07-31 | seeking_possession |              | 2026-07-31 || met     | 2026-07-31
            2026-08-01 | seeking_possession |              | 2026-07-31 || not due |
            2026-08-01 | seeking_possession |              | 2026-08-01 || met     | 2026-08-01
            2026-07-15 | court_order        |              | 2026-07-31 || met     | 2026-07-15
            2026-07-15 | no_fault           | 2026-07-20   | 2026-07-31 || met     | 2026-07-15
            2026-07-15 |                    |              | 2026-07-31 || met     | 2026-07-15
            2026-06-30 | notice_to_quit     |              | 2026-07-31 || met     | 2026-06-30
        """,
    ),
    exposure=Count(
        code="tenancy.formal_notices/exposure",
        asks="How many tenancies were held in the period?",
        each=tenancies,
        grain=EXPOSURE,
        starts=_first_day,
        ends=known_until(tenancies, tenancies.started_on),
        per="held",
        cuts=cuts(tenancies, tenancies.started_on, *STANDARD_CUTS),
        unit="tenancies",
        examples="""
            started_on | support.started_on | status  | ended_on   | last_confirmed_on | as_of      || verdict | starts     | ends
            2026-01-10 |            | held    |            |            | 2026-07-31 || met | 2026-01-10 | 2026-07-31
            2026-01-10 | 2026-03-01 | held    |            |            | 2026-07-31 || met | 2026-03-01 | 2026-07-31
            2026-04-10 | 2026-03-01 | held    |            |            | 2026-07-31 || met | 2026-04-10 | 2026-07-31
            2026-01-10 |            | held    |            | 2026-06-30 | 2026-07-31 || met | 2026-01-10 | 2026-06-30
            2026-01-10 |            | ended   | 2026-05-05 | 2026-06-30 | 2026-07-31 || met | 2026-01-10 | 2026-05-05
            2026-01-10 |            | ended   | 2026-08-05 |            | 2026-07-31 || met | 2026-01-10 | 2026-07-31
            2026-01-10 |            | unknown |            | 2026-06-30 | 2026-07-31 || met | 2026-01-10 | 2026-06-30
            2026-01-10 |            | unknown |            |            | 2026-07-31 || met | 2026-01-10 | 2026-01-10
            2026-01-10 |            |         |            |            | 2026-07-31 || met | 2026-01-10 | 2026-01-10
            2026-01-10 |            | ended   |            |            | 2026-07-31 || met | 2026-01-10 | 2026-01-10
        """,  # noqa: E501
    ),
    multiplier=100,
    unit="per 100 tenancies",
    better=LOWER,
    cuts=cuts(notices, _notice_first_day, *STANDARD_CUTS),
    beware="Every notice counts, one later withdrawn too. A tenancy counts as held from the start of support "
    "where its support is named. One not known to be held any more counts up to its last confirmation.",
    source=Source("S0", "example 2"),
)

_loss_cuts = cuts(home_spells, home_spells.supported_from, *STANDARD_CUTS)

losses = Rate(
    code="tenancy.losses",
    name="Tenancies lost",
    asks="For every 100 years that supported tenancies were held, how many were lost?",
    each=home_spells,
    grain=EXPOSURE,
    events=Count(
        code="tenancy.losses/events",
        asks="How many supported tenancies were lost to eviction, abandonment or a forced move?",
        each=home_spells,
        pool=home_spells.supported,
        among=surely(home_spells.end_kind == "loss"),
        dated=home_spells.ended_on,
        cuts=_loss_cuts,
        unit="tenancies",
        examples="""
            supported | end_kind     | ended_on   | as_of      || verdict     | placed
            yes       | loss         | 2026-07-01 | 2026-07-31 || met         | 2026-07-01
            yes       | loss         | 2026-07-31 | 2026-07-31 || met         | 2026-07-31
            yes       | loss         | 2026-08-01 | 2026-07-31 || not due     |
            yes       | planned_move | 2026-07-15 | 2026-07-31 || out         |
            yes       | death        | 2026-07-15 | 2026-07-31 || out         |
            yes       | other        | 2026-07-15 | 2026-07-31 || out         |
            yes       |              | 2026-07-15 | 2026-07-31 || out         |
            yes       |              |            | 2026-07-31 || out         |
            yes       | loss         |            | 2026-07-31 || met         |
            no        | loss         | 2026-07-15 | 2026-07-31 || not in pool |
        """,
    ),
    exposure=Count(
        code="tenancy.losses/exposure",
        asks="For how many years were supported tenancies held?",
        each=home_spells,
        grain=EXPOSURE,
        pool=home_spells.supported,
        starts=home_spells.supported_from,
        ends=known_until(home_spells, home_spells.supported_from),
        per="year",
        cuts=_loss_cuts,
        unit="years",
        examples="""
            supported | supported_from | status  | ended_on   | last_confirmed_on | as_of      || verdict     | starts     | ends
            yes | 2026-01-10 | held    |            |            | 2026-07-31 || met         | 2026-01-10 | 2026-07-31
            yes | 2026-01-10 | held    |            | 2026-06-30 | 2026-07-31 || met         | 2026-01-10 | 2026-06-30
            yes | 2026-01-10 | held    |            | 2026-08-31 | 2026-07-31 || met         | 2026-01-10 | 2026-07-31
            yes | 2026-01-10 | ended   | 2026-05-05 |            | 2026-07-31 || met         | 2026-01-10 | 2026-05-05
            yes | 2026-01-10 | ended   | 2026-05-05 | 2026-04-30 | 2026-07-31 || met         | 2026-01-10 | 2026-05-05
            yes | 2026-01-10 | ended   | 2026-08-01 |            | 2026-07-31 || met         | 2026-01-10 | 2026-07-31
            yes | 2026-01-10 | unknown |            | 2026-06-30 | 2026-07-31 || met         | 2026-01-10 | 2026-06-30
            yes | 2026-01-10 | unknown |            |            | 2026-07-31 || met         | 2026-01-10 | 2026-01-10
            yes |            | held    |            |            | 2026-07-31 || unknown     |            |
            no  |            | held    |            |            | 2026-07-31 || not in pool |            |
        """,  # noqa: E501
    ),
    multiplier=100,
    unit="per 100 tenancy-years",
    better=LOWER,
    cuts=_loss_cuts,
    beware="Years count from the first supported day, because a tenancy could not have been lost to us "
    "before. A planned move inside the gap of the terms carries the tenancy on. Giving up a home after a "
    "long stay in hospital or custody is another end, not a loss, as the sources name them.",
    source=Source("S0"),
)

_again = (tenancy_risks.raised_on > outer(tenancy_risks.closed_on)) & (
    tenancy_risks.raised_on <= outer(tenancy_risks.closed_on) + days(90)
)
_raised_again = any_of(
    tenancy_risks, same=["person_id", "risk_kind"], each=tenancy_risks, where=_again
) | any_of(tenancy_risks, same=["tenancy_id", "risk_kind"], each=tenancy_risks, where=_again)

notice_avoided = Proportion(
    code="tenancy.notice_avoided",
    name="Tenancy risks resolved",
    asks="Of tenancy risks whose 90 days after closing were over in the period, how many were resolved and "
    "not raised again?",
    each=tenancy_risks,
    pool=~blank(tenancy_risks.closed_on),
    among=~surely(tenancy_risks.closing_outcome == "raised_in_error"),
    dated=tenancy_risks.closed_on + days(90),
    met=tenancy_risks.closing_outcome.isin(*RISK_RESOLVED) & ~_raised_again,
    better=HIGHER,
    cuts=cuts(
        tenancy_risks,
        tenancy_risks.closed_on,
        *STANDARD_CUTS,
        closing_outcome=tenancy_risks.closing_outcome,
    ),
    beware="Resolved is notice avoided, inspection passed, complaints reduced or arrears plateaued. Raised "
    "again is a risk of the same kind for the same person or tenancy, from the day after closing to the "
    "90th day. A risk raised in error is left out. Without a closing outcome it is not known, unless it was "
    "raised again.",
    source=Source("S0", "example 2"),
    number_from="ours",
    examples="""
        risk_kind | raised_on  | closed_on  | closing_outcome    | tenancy_risk[2].risk_kind | tenancy_risk[2].raised_on | tenancy_risk[2].tenancy_id | tenancy_risk[2].person_id | as_of      || verdict     | placed
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     |           |            |    |    | 2026-07-31 || met         | 2026-05-30
        complaint | 2026-02-01 | 2026-03-01 | inspection_passed  |           |            |    |    | 2026-07-31 || met         | 2026-05-30
        complaint | 2026-02-01 | 2026-03-01 | complaints_reduced |           |            |    |    | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | arrears_plateaued  |           |            |    |    | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | not_resolved       |           |            |    |    | 2026-07-31 || not met     | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | tenancy_lost       |           |            |    |    | 2026-07-31 || not met     | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | raised_in_error    |           |            |    |    | 2026-07-31 || out         |
        arrears   | 2026-02-01 | 2026-03-01 |                    |           |            |    |    | 2026-07-31 || unknown     |
        arrears   | 2026-02-01 | 2026-03-01 |                    | arrears   | 2026-05-01 |    |    | 2026-07-31 || not met     | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-05-30 |    |    | 2026-07-31 || not met     | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-05-31 |    |    | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-03-01 |    |    | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-03-02 |    |    | 2026-07-31 || not met     | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | complaint | 2026-03-02 |    |    | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-03-02 | t9 | p9 | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     |           |            |    |    | 2026-05-30 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-03-02 |    | p9 | 2026-07-31 || not met     | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-03-02 | t9 |    | 2026-07-31 || not met     | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-05-30 |    | p9 | 2026-07-31 || not met     | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-05-31 |    | p9 | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-03-01 |    | p9 | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | complaint | 2026-03-02 |    | p9 | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-05-30 | t9 |    | 2026-07-31 || not met     | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-05-31 | t9 |    | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | arrears   | 2026-03-01 | t9 |    | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     | complaint | 2026-03-02 | t9 |    | 2026-07-31 || met         | 2026-05-30
        arrears   | 2026-02-01 | 2026-03-01 | notice_avoided     |           |            |    |    | 2026-05-29 || not due     |
        arrears   | 2026-02-01 |            | notice_avoided     |           |            |    |    | 2026-07-31 || not in pool |
    """,  # noqa: E501
)

QUESTIONS: tuple[Question, ...] = (
    _sustained(3, "2026-04-10", "2026-04-09", "2026-04-11"),
    _sustained(6, "2026-07-10", "2026-07-09", "2026-07-11"),
    _sustained(12, "2027-01-10", "2027-01-09", "2027-01-11"),
    survival,
    *rent.QUESTIONS,
    prevention_completed,
    risk_response_72h,
    formal_notices,
    losses,
    notice_avoided,
)
