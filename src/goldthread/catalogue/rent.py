"""Rent: whether tenancies in arrears at the start of a period owe less at its end.

Both questions are asked of each period: they look at balances around its first and its last day.
"""

from __future__ import annotations

from goldthread.catalogue.cuts import STANDARD_CUTS, cuts
from goldthread.catalogue.tables import rent_balances, tenancies
from goldthread.measures.questions import HIGHER, LOWER, PERIOD, Proportion, Question, Source, Spread, Target
from goldthread.measures.words import (
    choice,
    coalesce,
    days,
    last,
    months_between,
    period_end,
    period_start,
    surely,
)

LOST = ("eviction", "abandonment", "forced_move")


_owed_before = last(
    rent_balances.balance,
    by=rent_balances.balance_on,
    where=rent_balances.balance_on <= period_start,
    same=(rent_balances.tenancy_id, tenancies.tenancy_id),
)
_owed_after = last(
    rent_balances.balance,
    by=rent_balances.balance_on,
    where=(rent_balances.balance_on > period_start) & (rent_balances.balance_on <= period_end + days(1)),
    same=(rent_balances.tenancy_id, tenancies.tenancy_id),
)
_held_at_start = (tenancies.started_on <= period_start) & coalesce(
    tenancies.ended_on >= period_start, ~surely(tenancies.status == "ended")
)
_lost = (tenancies.ended_on <= period_end) & tenancies.end_reason.isin(*LOST)
_arrears_cuts = cuts(
    tenancies,
    period_start,
    *STANDARD_CUTS,
    arrears=choice((_owed_before > 0, "at the start"), (_owed_after > 0, "new"), otherwise="none known"),
)
_ARREARS = (
    "The balance at the start is the last one dated on or before the first day; the balance at the end is "
    "the last one after that, up to the day after the last. Without one the change is not known. A tenancy "
    "with no balance up to the first day is left out, as is one not in arrears then; the cut by arrears "
    "shows how many of those left out are new arrears."
)

arrears_trend = Spread(
    code="tenancy.arrears_trend",
    name="Arrears trend",
    asks="Of tenancies in arrears at the start of the period, by how much did the balance change in a month?",
    each=tenancies,
    grain=PERIOD,
    pool=_held_at_start,
    among=surely(_owed_before > 0),
    due=period_end,
    value=(_owed_after - _owed_before) / months_between(period_start, period_end + days(1)),
    worst=_lost,
    unit="GBP per month",
    better=LOWER,
    target=Target(at_most=0),
    cuts=_arrears_cuts,
    balanced_by=("tenancy.losses",),
    beware="Below nought the arrears fall. A tenancy lost in arrears has no balance to compare and ranks "
    f"worst, so the middle tenancy tells the truth where a mean would not. {_ARREARS} Periods are whole "
    "months.",
    source=Source("S0", "KPIs"),
    number_from="ours",
    examples="""
        started_on | status | ended_on   | end_reason          | rent_balance.balance_on | rent_balance.balance | rent_balance[2].balance_on | rent_balance[2].balance | rent_balance[3].balance_on | rent_balance[3].balance | period                 | as_of      || verdict     | value | cause
        2026-01-10 | held  |            |                     | 2026-07-01 | 200 | 2026-07-31 | 150 |            |     | 2026-07                | 2026-07-31 || met         | -50  |
        2026-01-10 | held  |            |                     | 2026-06-20 | 200 | 2026-08-01 | 260 |            |     | 2026-07                | 2026-08-31 || met         | 60   |
        2026-01-10 | held  |            |                     | 2026-06-20 | 200 | 2026-08-02 | 260 |            |     | 2026-07                | 2026-08-31 || unknown     |      |
        2026-01-10 | held  |            |                     | 2026-06-20 | 200 | 2026-07-01 | 260 |            |     | 2026-07                | 2026-08-31 || unknown     |      |
        2026-01-10 | held  |            |                     | 2026-07-01 | 200 | 2026-07-02 | 200 |            |     | 2026-07                | 2026-08-31 || met         | 0    |
        2026-01-10 | held  |            |                     | 2026-07-01 | 600 | 2026-09-30 | 300 |            |     | 2026-Q3                | 2026-09-30 || met         | -100 |
        2026-01-10 | held  |            |                     | 2026-07-01 | 200 | 2026-07-31 | 150 |            |     | 2026-07                | 2026-07-30 || not due     |      |
        2026-01-10 | held  |            |                     | 2026-07-01 | 0   | 2026-07-31 | 150 |            |     | 2026-07                | 2026-08-31 || out         |      |
        2026-01-10 | held  |            |                     | 2026-07-01 | 0.5 | 2026-07-31 | 1.5 |            |     | 2026-07                | 2026-08-31 || met         | 1    |
        2026-01-10 | held  |            |                     | 2026-07-02 | 200 | 2026-07-31 | 150 |            |     | 2026-07                | 2026-08-31 || out         |      |
        2026-01-10 | held  |            |                     |            |     |            |     |            |     | 2026-07                | 2026-08-31 || out         |      |
        2026-01-10 | ended | 2026-07-31 | eviction            | 2026-07-01 | 200 |            |     |            |     | 2026-07                | 2026-08-31 || met         |      | worst
        2026-01-10 | ended | 2026-07-01 | abandonment         | 2026-07-01 | 200 | 2026-07-15 | 100 |            |     | 2026-07                | 2026-08-31 || met         | -100 | worst
        2026-01-10 | ended | 2026-07-15 | forced_move         | 2026-07-01 | 200 |            |     |            |     | 2026-07                | 2026-08-31 || met         |      | worst
        2026-01-10 | ended | 2026-08-01 | eviction            | 2026-07-01 | 200 |            |     |            |     | 2026-07                | 2026-08-31 || unknown     |      |
        2026-01-10 | ended | 2026-07-15 | planned_move        | 2026-07-01 | 200 |            |     |            |     | 2026-07                | 2026-08-31 || unknown     |      |
        2026-01-10 | ended | 2026-07-15 | planned_move        | 2026-07-01 | 200 | 2026-07-15 | 100 |            |     | 2026-07                | 2026-08-31 || met         | -100 |
        2026-01-10 | ended | 2026-07-15 |                     | 2026-07-01 | 200 |            |     |            |     | 2026-07                | 2026-08-31 || unknown     |      |
        2026-01-10 | ended | 2026-06-30 | eviction            | 2026-06-01 | 200 |            |     |            |     | 2026-07                | 2026-08-31 || not in pool |      |
        2026-01-10 | ended |            | eviction            | 2026-06-01 | 200 |            |     |            |     | 2026-07                | 2026-08-31 || not in pool |      |
        2026-01-10 |       |            |                     | 2026-07-01 | 200 | 2026-07-31 | 150 |            |     | 2026-07                | 2026-08-31 || met         | -50  |
        2026-07-01 | held  |            |                     | 2026-07-01 | 200 | 2026-07-31 | 150 |            |     | 2026-07                | 2026-08-31 || met         | -50  |
        2026-07-02 | held  |            |                     | 2026-07-01 | 200 | 2026-07-31 | 150 |            |     | 2026-07                | 2026-08-31 || not in pool |      |
        2026-01-10 | held  |            |                     | 2026-05-01 | -20 | 2026-07-01 | 200 | 2026-07-31 | 150 | 2026-07                | 2026-08-31 || met         | -50  |
        2026-01-10 | held  |            |                     | 2026-07-01 | 200 | 2026-07-10 | 90  | 2026-07-31 | 150 | 2026-07                | 2026-08-31 || met         | -50  |
        2026-01-10 | held  |            |                     | 2026-07-01 | -20 | 2026-07-31 | 150 |            |     | 2026-07                | 2026-08-31 || out         |      |
        2026-01-10 | held  |            |                     | 2026-07-01 | 200 | 2026-07-31 | 150 |            |     | 2026-07-01..2026-07-30 | 2026-08-31 || unknown     |      |
        2026-01-10 | ended | 2026-07-15 | hospital_or_custody | 2026-07-01 | 200 |            |     |            |     | 2026-07                | 2026-08-31 || unknown     |      |
    """,  # noqa: E501
)

arrears_plateaued = Proportion(
    code="tenancy.arrears_plateaued",
    name="Arrears falling or level",
    asks="Of tenancies in arrears at the start of the period, how many owed no more at its end?",
    each=tenancies,
    grain=PERIOD,
    pool=_held_at_start,
    among=surely(_owed_before > 0),
    due=period_end,
    met=choice((_lost, False), otherwise=_owed_after <= _owed_before),
    better=HIGHER,
    cuts=_arrears_cuts,
    balanced_by=("tenancy.losses",),
    beware=f"A tenancy lost in the period counts as worse, whatever was paid. {_ARREARS}",
    source=Source("S0", "example 2"),
    examples="""
        started_on | status | ended_on   | end_reason          | rent_balance.balance_on | rent_balance.balance | rent_balance[2].balance_on | rent_balance[2].balance | rent_balance[3].balance_on | rent_balance[3].balance | as_of      || verdict
        2026-01-10 | held  |            |                     | 2026-07-01 | 200 | 2026-07-31 | 150    |            |     | 2026-07-31 || met
        2026-01-10 | held  |            |                     | 2026-07-01 | 200 | 2026-07-31 | 200    |            |     | 2026-07-31 || met
        2026-01-10 | held  |            |                     | 2026-07-01 | 200 | 2026-07-31 | 200.01 |            |     | 2026-07-31 || not met
        2026-01-10 | held  |            |                     | 2026-06-20 | 200 | 2026-08-01 | 150    |            |     | 2026-08-31 || met
        2026-01-10 | held  |            |                     | 2026-06-20 | 200 | 2026-08-02 | 150    |            |     | 2026-08-31 || unknown
        2026-01-10 | held  |            |                     | 2026-06-20 | 200 | 2026-07-01 | 150    |            |     | 2026-08-31 || unknown
        2026-01-10 | held  |            |                     | 2026-06-20 | 200 | 2026-07-02 | 150    |            |     | 2026-08-31 || met
        2026-01-10 | held  |            |                     | 2026-07-01 | 200 | 2026-07-31 | 150    |            |     | 2026-07-30 || not due
        2026-01-10 | held  |            |                     | 2026-07-01 | 0   | 2026-07-31 | 150    |            |     | 2026-08-31 || out
        2026-01-10 | held  |            |                     | 2026-07-01 | 0.5 | 2026-07-31 | 0.5    |            |     | 2026-08-31 || met
        2026-01-10 | held  |            |                     | 2026-07-02 | 200 | 2026-07-31 | 150    |            |     | 2026-08-31 || out
        2026-01-10 | held  |            |                     |            |     |            |        |            |     | 2026-08-31 || out
        2026-01-10 | ended | 2026-07-31 | eviction            | 2026-07-01 | 200 | 2026-07-31 | 150    |            |     | 2026-08-31 || not met
        2026-01-10 | ended | 2026-07-01 | abandonment         | 2026-07-01 | 200 |            |        |            |     | 2026-08-31 || not met
        2026-01-10 | ended | 2026-07-15 | forced_move         | 2026-07-01 | 200 |            |        |            |     | 2026-08-31 || not met
        2026-01-10 | ended | 2026-08-01 | eviction            | 2026-07-01 | 200 | 2026-07-31 | 150    |            |     | 2026-08-31 || met
        2026-01-10 | ended | 2026-07-15 | planned_move        | 2026-07-01 | 200 |            |        |            |     | 2026-08-31 || unknown
        2026-01-10 | ended | 2026-07-15 | planned_move        | 2026-07-01 | 200 | 2026-07-15 | 150    |            |     | 2026-08-31 || met
        2026-01-10 | ended | 2026-06-30 | eviction            | 2026-06-01 | 200 |            |        |            |     | 2026-08-31 || not in pool
        2026-01-10 | ended |            | eviction            | 2026-06-01 | 200 |            |        |            |     | 2026-08-31 || not in pool
        2026-01-10 |       |            |                     | 2026-07-01 | 200 | 2026-07-31 | 150    |            |     | 2026-08-31 || met
        2026-07-01 | held  |            |                     | 2026-07-01 | 200 | 2026-07-31 | 150    |            |     | 2026-08-31 || met
        2026-07-02 | held  |            |                     | 2026-07-01 | 200 | 2026-07-31 | 150    |            |     | 2026-08-31 || not in pool
        2026-01-10 | held  |            |                     | 2026-05-01 | -20 | 2026-07-01 | 200    | 2026-07-31 | 150 | 2026-08-31 || met
        2026-01-10 | held  |            |                     | 2026-07-01 | 200 | 2026-07-10 | 90     | 2026-07-31 | 250 | 2026-08-31 || not met
        2026-01-10 | held  |            |                     | 2026-05-01 | 100 | 2026-07-01 | 200    | 2026-07-31 | 150 | 2026-08-31 || met
        2026-01-10 | held  |            |                     | 2026-07-01 | -20 | 2026-07-31 | -30    |            |     | 2026-08-31 || out
        2026-01-10 | ended | 2026-07-15 | hospital_or_custody | 2026-07-01 | 200 | 2026-07-15 | 150    |            |     | 2026-08-31 || met
    """,  # noqa: E501
)

QUESTIONS: tuple[Question, ...] = (arrears_trend, arrears_plateaued)
