"""Getting in: which referrals start, how long people wait, and whether every group is reached."""

from __future__ import annotations

from goldthread.catalogue.cuts import STANDARD_CUTS, cuts
from goldthread.catalogue.tables import clocks, published_values, referrals, supports
from goldthread.measures.questions import (
    CENSUS,
    HIGHER,
    LOWER,
    TRUE,
    Count,
    Proportion,
    Question,
    Ratio,
    Source,
    Spread,
    Target,
)
from goldthread.measures.tree import Node
from goldthread.measures.words import (
    any_of,
    as_of,
    choice,
    days,
    days_between,
    earlier,
    first,
    later,
    surely,
)

GROUP_KINDS = ("gender", "age_band", "ethnicity", "locality")

_SAME_REFERRAL = (supports.referral_id, referrals.referral_id)

start_rate = Proportion(
    code="access.start_rate",
    name="Referrals that start",
    asks="Of referrals received in the period and decided or 28 days old, how many started on the service?",
    each=referrals,
    dated=referrals.received_on,
    due=earlier(referrals.decided_on, referrals.received_on + days(28)),
    met=any_of(supports, same=_SAME_REFERRAL, where=supports.started_on <= as_of),
    better=HIGHER,
    target=Target(at_least=0.70),
    cuts=cuts(referrals, referrals.received_on, *STANDARD_CUTS, "referral_source"),
    balanced_by=("intake.recency", "intake.benefits", "exception.parked"),
    beware="A start counts where the support names its referral. A referral not started yet counts as not "
    "started once it is decided or 28 days old, so the figure of a month still grows as later starts come "
    "in.",
    source=Source("S3", "table"),
    examples="""
        received_on | decided_on | support.started_on | support.referral_id | as_of      || verdict | placed
        2026-07-01 | 2026-07-10 | 2026-07-15 |    | 2026-07-31 || met     | 2026-07-01
        2026-07-01 | 2026-07-10 |            |    | 2026-07-31 || not met | 2026-07-01
        2026-07-01 | 2026-07-31 |            |    | 2026-07-28 || not due |
        2026-07-01 | 2026-07-10 |            |    | 2026-07-10 || not met | 2026-07-01
        2026-07-01 | 2026-07-10 |            |    | 2026-07-09 || not due |
        2026-07-01 |            |            |    | 2026-07-28 || not due |
        2026-07-01 |            |            |    | 2026-07-29 || not met | 2026-07-01
        2026-07-01 | 2026-08-15 | 2026-07-29 |    | 2026-07-29 || met     | 2026-07-01
        2026-07-01 |            | 2026-07-15 |    | 2026-07-28 || not due |
        2026-07-01 | 2026-07-10 | 2026-07-31 |    | 2026-07-31 || met     | 2026-07-01
        2026-07-01 | 2026-07-10 | 2026-08-01 |    | 2026-07-31 || not met | 2026-07-01
        2026-07-01 | 2026-07-10 | 2026-07-15 | r2 | 2026-07-31 || not met | 2026-07-01
        2026-07-01 | 2026-07-10 | 2026-07-15 | -  | 2026-07-31 || not met | 2026-07-01
    """,
)

sources = Proportion(
    code="access.sources",
    name="Referrals by source and month",
    asks="How many referrals came from each source, and what share of all?",
    each=referrals,
    dated=referrals.received_on,
    met=TRUE,
    split={"referral_source": referrals.referral_source},
    cuts=cuts(referrals, referrals.received_on, "locality"),
    beware="Sources add up to all referrals; one without a source is shown as not recorded. Ask month by "
    "month to see the months.",
    source=Source("S3", "deep dives"),
    examples="""
        received_on | referral_source | as_of      || verdict | placed     | split.referral_source
        2026-07-01  | A1              | 2026-07-31 || met     | 2026-07-01 | A1
        2026-07-31  | A1              | 2026-07-31 || met     | 2026-07-31 | A1
        2026-08-01  | A1              | 2026-07-31 || not due |            |
        2026-08-01  | A1              | 2026-08-01 || met     | 2026-08-01 | A1
        2026-07-15  | B1              | 2026-07-31 || met     | 2026-07-15 | B1
        2026-07-15  | C1              | 2026-07-31 || met     | 2026-07-15 | C1
        2026-07-15  | D1              | 2026-07-31 || met     | 2026-07-15 | D1
        2026-07-15  |                 | 2026-07-31 || met     | 2026-07-15 | -
    """,
)

_started = first(supports.started_on, by=supports.started_on, same=_SAME_REFERRAL)

wait = Spread(
    code="access.wait",
    name="Days from referral to start",
    asks="Of referrals accepted, how many days went from receipt to the start of support?",
    each=referrals,
    among=surely(referrals.decision == "accepted"),
    dated=referrals.received_on,
    value=later(days_between(referrals.received_on, earlier(_started, as_of)), 0),
    running=~surely(_started <= as_of),
    unit="days",
    better=LOWER,
    cuts=cuts(referrals, referrals.received_on, *STANDARD_CUTS),
    balanced_by=("access.start_rate",),
    beware="Referrals are placed by the day received. Those still waiting count as waiting at least so "
    "long, up to the last day of the records. A start before the referral came in counts as no wait.",
    source=Source("S3", "S1 IPS principles"),
    examples="""
        received_on | decision  | support.started_on | support[2].started_on | support.referral_id | as_of      || verdict | value | placed     | cause
        2026-07-01 | accepted  | 2026-07-15 |            |    | 2026-07-31 || met     | 14 | 2026-07-01 |
        2026-07-01 | accepted  | 2026-07-01 |            |    | 2026-07-31 || met     | 0  | 2026-07-01 |
        2026-07-01 | accepted  | 2026-06-20 |            |    | 2026-07-31 || met     | 0  | 2026-07-01 |
        2026-07-01 | accepted  | 2026-07-20 | 2026-07-10 |    | 2026-07-31 || met     | 9  | 2026-07-01 |
        2026-07-01 | accepted  | 2026-08-05 | 2026-07-10 |    | 2026-07-31 || met     | 9  | 2026-07-01 |
        2026-07-01 | accepted  |            |            |    | 2026-07-31 || met     | 30 | 2026-07-01 | running
        2026-07-01 | accepted  | 2026-07-31 |            |    | 2026-07-31 || met     | 30 | 2026-07-01 |
        2026-07-01 | accepted  | 2026-08-01 |            |    | 2026-07-31 || met     | 30 | 2026-07-01 | running
        2026-07-01 | accepted  | 2026-07-15 |            | r2 | 2026-07-31 || met     | 30 | 2026-07-01 | running
        2026-07-01 | accepted  |            |            |    | 2026-07-01 || met     | 0  | 2026-07-01 | running
        2026-07-01 | accepted  |            |            |    | 2026-06-30 || not due |    |            |
        2026-07-01 | declined  | 2026-07-15 |            |    | 2026-07-31 || out     |    |            |
        2026-07-01 | withdrawn |            |            |    | 2026-07-31 || out     |    |            |
        2026-07-01 |           | 2026-07-15 |            |    | 2026-07-31 || out     |    |            |
    """,  # noqa: E501
)

gp_5_days = Proportion(
    code="access.gp_5_days",
    name="GP referrals responded to in 5 working days",
    asks="Of referrals received from general practice in the period, how many had a response in 5 working "
    "days?",
    each=clocks,
    pool=clocks.standard == "gp_response",
    dated=clocks.started_on,
    due=clocks.due_on,
    met=clocks.in_time,
    better=HIGHER,
    target=Target(at_least=1.0),
    timing="weekly",
    cuts=cuts(clocks, clocks.started_on, "service", "team", "locality"),
    balanced_by=("access.start_rate",),
    beware="The time comes from the terms of the contract; the name says the usual 5 working days. Working "
    "days leave out weekends and the bank holidays of the contract's nation.",
    source=Source("S1", "A13"),
    examples="""
        standard           | started_on | due_on     | in_time | as_of      || verdict     | placed
        gp_response        | 2026-07-01 | 2026-07-08 | yes     | 2026-07-31 || met         | 2026-07-01
        gp_response        | 2026-07-01 | 2026-07-08 | no      | 2026-07-31 || not met     | 2026-07-01
        gp_response        | 2026-07-01 | 2026-07-08 |         | 2026-07-31 || unknown     |
        gp_response        | 2026-07-01 | 2026-07-08 | no      | 2026-07-08 || not met     | 2026-07-01
        gp_response        | 2026-07-01 | 2026-07-08 |         | 2026-07-07 || not due     |
        gp_response        | 2026-07-01 | 2026-07-08 | yes     | 2026-07-07 || not due     |
        complaint_response | 2026-07-01 | 2026-07-08 | yes     | 2026-07-31 || not in pool |
        weekly_contact     | 2026-07-01 | 2026-07-08 | no      | 2026-07-31 || not in pool |
    """,
)


def _group(kind: str) -> Node:
    return choice((published_values.group_kind == kind, published_values.group_value))


reach = Ratio(
    code="access.reach",
    version=2,
    name="Reach across groups",
    asks="For each group, how does its share of the people who started compare with its share of the "
    "target population?",
    each=supports,
    grain=CENSUS,
    top=Count(
        code="access.reach/top",
        asks="How many people of each group started on the service?",
        each=supports,
        dated=supports.started_on,
        one_per=supports.person_id,
        order=supports.started_on,
        split=cuts(supports, supports.started_on, *GROUP_KINDS),
        unit="people",
        examples="""
            started_on | person_id | locality | person.gender | person.birth_month | person.ethnicity | as_of      || verdict | placed     | split.gender | split.age_band | split.ethnicity | split.locality
            2026-07-01 | p1 | North | 2 | 1990-07-01 | A | 2026-07-31 || met     | 2026-07-01 | 2 | 36-50       | A | North
            2026-07-01 | p1 | South | 1 | 1990-08-01 | N | 2026-07-31 || met     | 2026-07-01 | 1 | 16-35       | N | South
            2026-07-01 | p1 | North | 2 | 2010-08-01 | A | 2026-07-31 || met     | 2026-07-01 | 2 | under 16    | A | North
            2026-07-01 | p1 | North | 2 | 2010-07-01 | A | 2026-07-31 || met     | 2026-07-01 | 2 | 16-35       | A | North
            2026-07-01 | p1 | North | 2 | 1975-08-01 | A | 2026-07-31 || met     | 2026-07-01 | 2 | 36-50       | A | North
            2026-07-01 | p1 | North | 2 | 1975-07-01 | A | 2026-07-31 || met     | 2026-07-01 | 2 | 51-65       | A | North
            2026-07-01 | p1 | North | 2 | 1960-08-01 | A | 2026-07-31 || met     | 2026-07-01 | 2 | 51-65       | A | North
            2026-07-01 | p1 | North | 2 | 1960-07-01 | A | 2026-07-31 || met     | 2026-07-01 | 2 | 66 and over | A | North
            2026-07-01 | p1 |       |   |            |   | 2026-07-31 || met     | 2026-07-01 | - | -           | - | -
            2026-07-31 | p1 | North | 2 | 1990-07-01 | A | 2026-07-31 || met     | 2026-07-31 | 2 | 36-50       | A | North
            2026-08-01 | p1 | North | 2 | 1990-07-01 | A | 2026-07-31 || not due |            |   |             |   |
        """,  # noqa: E501
    ),
    bottom=Count(
        code="access.reach/bottom",
        version=2,
        asks="How many people of each group live in the area that the service is for?",
        each=published_values,
        grain=CENSUS,
        pool=(published_values.figure == "target population")
        & surely(published_values.group_kind.isin(*GROUP_KINDS)),
        starts=published_values.period_from,
        ends=published_values.period_to,
        amount=published_values.value,
        split={kind: _group(kind) for kind in GROUP_KINDS},
        unit="people",
        examples="""
            figure            | group_kind   | group_value | value | period_from | period_to  | as_of      || verdict     | amount | starts     | ends       | split.gender | split.age_band | split.ethnicity | split.locality
            target population | gender       | 2     | 5200 | 2026-01-01 | 2026-12-31 | 2026-07-31 || met         | 5200 | 2026-01-01 | 2026-07-31 | 2 | -     | - | -
            target population | gender       | 2     | 5200 | 2026-01-01 | 2026-06-30 | 2026-07-31 || met         | 5200 | 2026-01-01 | 2026-06-30 | 2 | -     | - | -
            target population | age_band     | 16-35 | 3000 | 2026-01-01 | 2026-12-31 | 2026-07-31 || met         | 3000 | 2026-01-01 | 2026-07-31 | - | 16-35 | - | -
            target population | ethnicity    | A     | 8000 | 2026-01-01 | 2026-12-31 | 2026-07-31 || met         | 8000 | 2026-01-01 | 2026-07-31 | - | -     | A | -
            target population | locality     | North | 1000 | 2026-01-01 | 2026-12-31 | 2026-07-31 || met         | 1000 | 2026-01-01 | 2026-07-31 | - | -     | - | North
            target population | gender       |       | 100  | 2026-01-01 | 2026-12-31 | 2026-07-31 || met         | 100  | 2026-01-01 | 2026-07-31 | - | -     | - | -
            target population | gender       | 2     |      | 2026-01-01 | 2026-12-31 | 2026-07-31 || unknown     |      |            |            |   |       |   |
            target population | locality     | South |      | 2026-01-01 | 2026-06-30 | 2026-07-31 || unknown     |      |            |            |   |       |   |
            target population | gender       | 2     | 0    | 2026-01-01 | 2026-12-31 | 2026-07-31 || met         | 0    | 2026-01-01 | 2026-07-31 | 2 | -     | - | -
            target population |              |       | 9000 | 2026-01-01 | 2026-12-31 | 2026-07-31 || not in pool |      |            |            |   |       |   |
            target population | disability   | 04    | 900  | 2026-01-01 | 2026-12-31 | 2026-07-31 || not in pool |      |            |            |   |       |   |
            target population | another text | 2     | 900  | 2026-01-01 | 2026-12-31 | 2026-07-31 || not in pool |      |            |            |   |       |   |
            employment rate   | gender       | 2     | 71   | 2026-01-01 | 2026-12-31 | 2026-07-31 || not in pool |      |            |            |   |       |   |
        """,  # noqa: E501
    ),
    share=True,
    unit="ratio",
    target=Target(at_least=1.0, note="At 1 a group starts in step with its share of the population."),
    timing="quarterly",
    balanced_by=("equity.gap",),
    beware="Groups are bands of four splits: gender, age band, ethnicity and locality. A share is of the "
    "people whose group is known, within that split. The population is loaded as published values with the "
    "figure 'target population', one row a group, for the days that it stands for. A group whose number was "
    "withheld is not known: it is counted beside, and the other shares of its split are of the groups that "
    "are known.",
    source=Source("S3 access", "S4 equity"),
)

QUESTIONS: tuple[Question, ...] = (start_rate, sources, wait, gp_5_days, reach)
