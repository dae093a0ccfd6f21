"""Every clock of a snapshot: the duties of the terms, worked out in SQL as the kernel works one out.

Moments are kept as the earliest and the latest that they can have been: the same where the time of day is
known, the ends of the day where it is not. An answer in time is proven where its latest is not after the
earliest due moment, and disproved where its earliest is after the latest; else nobody knows,
and `in_time` stays blank.

A clock that stood still for some time goes through `kernel.clocks.work_out` itself: they are few.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from goldthread.contracts.terms import Standard, Terms
from goldthread.contracts.terms.vocabulary import BY_WEEK, MAY_PRECEDE
from goldthread.facts.derive.duties import ACTION, BY_PERSON, PLAN, RESPONSE_SQL, START_SQL
from goldthread.kernel.calendar import Nation, WorkingCalendar
from goldthread.kernel.clocks import Limit, Pause, Unit, work_out
from goldthread.kernel.instants import day_end

if TYPE_CHECKING:
    import duckdb

REFERS = (
    *("referral", "tenancy_risk", "early_warning", "job", "step_episode", "safeguarding_concern"),
    *("system_contact", "complaint"),
)


@dataclass(frozen=True)
class _Duty:
    """One standard at one point, with its limit in one unit: hours, or days of a kind."""

    standard: Standard
    point: int | None

    @property
    def limit(self) -> tuple[int, Unit]:
        amount, unit = self.standard.amount, self.standard.unit
        if self.point is None:
            return (amount * 7, "days") if unit == "weeks" else (amount, unit)  # type: ignore[return-value]
        if self.by_week:
            return amount * 7 - 1, "days"  # a week of work is its first day and the six after it
        return (self.point + amount) * 7, "days"

    @property
    def by_week(self) -> bool:
        return self.point is not None and self.standard.response in BY_WEEK

    @property
    def days_later(self) -> int:
        return 7 * (self.point - 1) if self.by_week and self.point is not None else 0


def lay_out(connection: duckdb.DuckDBPyConnection, terms: Terms, as_of: date) -> None:
    """Make the view `clock`. Needs `london_day`, `calendar_day`, `work_record` and views of the records."""
    starts = sorted({row.starts for row in terms.standards})
    connection.execute("CREATE TEMP TABLE begun AS " + _begun_schema())
    duties: list[_Duty] = []
    for event in starts:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE start AS {START_SQL[event]}")
        mine = _duties(connection, terms, event, len(duties))
        duties += [duty for _, duty in mine]
        if mine:
            _lay_duties(connection, terms, mine)
            narrowed = any(duty.standard.stages for _, duty in mine)
            connection.execute(_BEGIN.format(stages=_ON_STAGE if narrowed else ""))
    end_of_records = _stamp(day_end(as_of))
    connection.execute(
        "CREATE TEMP TABLE answered (clock_id VARCHAR, r_lo TIMESTAMP, r_hi TIMESTAMP, "
        "responded_at TIMESTAMP, responded_on DATE)"
    )
    for response in sorted({duty.standard.response for duty in duties}):
        _answer(connection, response, end_of_records)
    connection.execute(
        "CREATE TEMP TABLE stood_still (clock_id VARCHAR, p_lo TIMESTAMP, p_hi TIMESTAMP, paused BOOLEAN)"
    )
    _stand_still(connection, duties, terms, as_of)
    connection.execute(_clock_view(end_of_records))


def _stamp(moment: datetime) -> str:
    return f"TIMESTAMP '{moment.replace(tzinfo=None).isoformat(sep=' ')}'"


def _duties(
    connection: duckdb.DuckDBPyConnection, terms: Terms, event: str, first: int
) -> list[tuple[str | None, _Duty]]:
    """The duties that this event starts on each service that has such records."""
    found: list[tuple[str | None, _Duty]] = []
    services = connection.execute("SELECT DISTINCT service FROM start ORDER BY service").fetchall()
    for (service,) in services:
        for standard in terms.standards_of(service):
            if standard.starts == event:
                found += [(service, _Duty(standard, point)) for point in standard.points or (None,)]
    return found


def _lay_duties(
    connection: duckdb.DuckDBPyConnection, terms: Terms, duties: list[tuple[str | None, _Duty]]
) -> None:
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE duty (service VARCHAR, contract VARCHAR, standard VARCHAR,
            response VARCHAR,
        point BIGINT, amount DOUBLE, unit VARCHAR, limit_amount BIGINT, limit_unit VARCHAR,
            days_later INTEGER,
        by_week BOOLEAN, precedes BOOLEAN, by_person BOOLEAN, valid_from DATE, valid_to DATE, nation VARCHAR,
        pauses VARCHAR[], stages VARCHAR[])"""
    )
    for service, duty in duties:
        row = duty.standard
        limit, unit = duty.limit
        connection.execute(
            f"INSERT INTO duty VALUES ({', '.join('?' * 18)})",
            [
                *(service, row.contract, row.name, row.response, duty.point, row.amount, row.unit),
                *(limit, unit, duty.days_later, duty.by_week, row.response in MAY_PRECEDE),
                *(row.response in BY_PERSON, row.valid_from, row.valid_to),
                *(terms.contract(row.contract, row.valid_from).nation, list(row.pauses), list(row.stages)),
            ],
        )


def _begun_schema() -> str:
    return """SELECT NULL::VARCHAR AS clock_id, NULL::VARCHAR AS record_table, NULL::VARCHAR AS record_id,
        NULL::VARCHAR AS organisation, NULL::VARCHAR AS service, NULL::VARCHAR AS team,
            NULL::VARCHAR AS locality,
        NULL::VARCHAR AS person_id, NULL::VARCHAR AS support_id, NULL::TIMESTAMP AS recorded_at,
        NULL::VARCHAR AS source, NULL::DATE AS closed_on, NULL::VARCHAR AS contract,
            NULL::VARCHAR AS standard,
        NULL::VARCHAR AS response, NULL::BIGINT AS point, NULL::DOUBLE AS amount, NULL::VARCHAR AS unit,
        NULL::BIGINT AS limit_amount, NULL::VARCHAR AS limit_unit, NULL::BOOLEAN AS by_week,
            NULL::BOOLEAN AS precedes,
        NULL::BOOLEAN AS by_person, NULL::VARCHAR AS nation, NULL::VARCHAR[] AS pauses,
        NULL::TIMESTAMP AS started_at, NULL::DATE AS started_on, NULL::TIMESTAMP AS s_lo,
            NULL::TIMESTAMP AS s_hi,
        NULL::TIMESTAMP AS due_lo, NULL::TIMESTAMP AS due_hi WHERE false"""


# The stage on which the person was when the clock started; the later one on a day of two.
_ON_STAGE = """AND (len(d.stages) = 0 OR list_contains(d.stages, (
                SELECT arg_max(g.stage, (g.started_on, g.stage_spell_id)) FROM stage_spell g
                WHERE g.organisation = s.organisation AND g.person_id = s.person_id
                    AND coalesce(g.support_id = s.support_id, true) AND g.started_on <= s.started_on
                    AND coalesce(g.ended_on, DATE '9999-01-01') >= s.started_on)))"""
# Days after the start are found by counting: the calendar says how many working days lie before each day.
_BEGIN = """INSERT INTO begun BY NAME
    WITH placed AS (
        SELECT s.* EXCLUDE (started_at, started_on, service), s.service, d.* EXCLUDE (service),
            CASE WHEN d.days_later = 0 THEN s.started_at END AS started_at,
            (CASE WHEN s.started_at IS NULL THEN s.started_on WHEN s.started_at >= n.starts
                THEN s.started_at::DATE + 1 ELSE s.started_at::DATE END) + d.days_later AS started_on
        FROM start s JOIN duty d ON d.service IS NOT DISTINCT FROM s.service
            LEFT JOIN london_day n ON n.day = s.started_at::DATE + 1
        WHERE s.started_on >= coalesce(d.valid_from, s.started_on)
            AND s.started_on <= coalesce(d.valid_to, s.started_on)
            {stages}
    )
    SELECT p.* EXCLUDE (days_later, valid_from, valid_to, stages),
        p.record_table || ':' || p.record_id || ':' || p.standard || coalesce(':' || p.point::VARCHAR,
            '') AS clock_id,
        coalesce(p.started_at, o.starts) AS s_lo, coalesce(p.started_at, o.ends) AS s_hi,
        CASE p.limit_unit WHEN 'hours' THEN coalesce(p.started_at, o.starts) + to_hours(p.limit_amount)
            ELSE e.ends END AS due_lo,
        CASE p.limit_unit WHEN 'hours' THEN coalesce(p.started_at, o.ends) + to_hours(p.limit_amount)
            ELSE e.ends END AS due_hi
    FROM placed p JOIN london_day o ON o.day = p.started_on
        LEFT JOIN calendar_day c ON p.limit_unit = 'working_days' AND c.nation = p.nation
            AND c.day = p.started_on
        LEFT JOIN calendar_day w ON p.limit_unit = 'working_days' AND w.nation = p.nation AND w.working
            AND w.before = c.before + CASE WHEN p.limit_amount = 0 THEN 0
                ELSE p.limit_amount + c.working::INT - 1 END
        LEFT JOIN london_day e ON e.day = CASE p.limit_unit WHEN 'days'
            THEN p.started_on + p.limit_amount::INT
            WHEN 'working_days' THEN w.day END
    WHERE NOT p.by_week OR p.closed_on IS NULL OR p.started_on <= p.closed_on"""


def _dated(select: str) -> str:
    """Answers with the earliest and latest moment each can have been."""
    return f"""SELECT a.key, a.week, a.sure, a.at_, coalesce(a.at_, o.starts) AS lo, coalesce(a.at_,
        o.ends) AS latest,
        CASE WHEN a.at_ IS NULL THEN a.on_ WHEN a.at_ >= n.starts
            THEN a.at_::DATE + 1 ELSE a.at_::DATE END AS on_
        FROM ({select}) a LEFT JOIN london_day o ON o.day = a.on_
            LEFT JOIN london_day n ON n.day = a.at_::DATE + 1"""


def _both(one: str, other: str) -> str:
    """The later of the first of each, where there is one of each."""
    first = "SELECT key, min(lo) AS lo, min(latest) AS latest, min(on_) AS on_ FROM ({}) GROUP BY key"
    return f"""SELECT key, NULL::BIGINT AS week, true AS sure, greatest(p.lo, a.lo) AS lo,
        greatest(p.latest, a.latest) AS latest, greatest(p.on_, a.on_) AS on_,
        CASE WHEN greatest(p.lo, a.lo) = greatest(p.latest, a.latest) THEN greatest(p.lo, a.lo) END AS at_
        FROM ({first.format(_dated(one))}) p JOIN ({first.format(_dated(other))}) a USING (key)"""


def _answer(connection: duckdb.DuckDBPyConnection, response: str, end_of_records: str) -> None:
    """Find the first answer to each clock that waits for this response."""
    rows = (
        _both(PLAN, ACTION)
        if response == "tenancy_risk.plan_and_first_action"
        else _dated(RESPONSE_SQL[response])
    )
    key = "b.organisation || ' ' || b.person_id" if response in BY_PERSON else "b.record_id"
    # Contacts are many: those of people without such a clock are dropped before times are looked up.
    if response in BY_PERSON:
        rows = _dated(
            f"""SELECT * FROM ({RESPONSE_SQL[response]}) WHERE key IN (SELECT {key} FROM begun b
                WHERE b.response = '{response}')"""
        )
    connection.execute(
        f"""INSERT INTO answered
        SELECT b.clock_id, min(greatest(a.lo, b.s_lo)) AS r_lo, min(greatest(a.latest,
            b.s_lo)) FILTER (a.sure) AS r_hi,
            arg_min(a.at_, (a.lo, a.latest)) FILTER (a.sure), arg_min(a.on_, (a.lo, a.latest)) FILTER (a.sure)
        FROM begun b JOIN ({rows}) a ON a.key = {key}
            AND (b.precedes OR a.latest >= b.s_lo)
            AND (a.week IS NULL OR b.point IS NULL OR a.week = b.point)
            AND (NOT b.by_week OR a.on_ BETWEEN b.started_on AND b.due_hi::DATE + 1 AND a.lo <= b.due_hi)
        WHERE b.response = '{response}' AND a.lo <= {end_of_records}
        GROUP BY b.clock_id"""
    )


def _stand_still(
    connection: duckdb.DuckDBPyConnection, duties: list[_Duty], terms: Terms, as_of: date
) -> None:
    """Work out by the kernel each clock that a pause touches."""
    if not any(duty.standard.pauses for duty in duties):
        return
    import pyarrow as pa

    # A stay in hospital whose end is not known pauses nothing: nobody knows how long.
    connection.execute(
        """CREATE TEMP TABLE pause_span AS
        SELECT p.organisation, p.person_id, p.record_table, p.record_id, p.reason,
            coalesce(p.started_at, o.starts) AS low, coalesce(p.ended_at, e.starts) AS high
        FROM pause p LEFT JOIN london_day o ON o.day = p.started_on LEFT JOIN london_day e
            ON e.day = p.ended_on + 1
        UNION ALL
        SELECT c.organisation, c.person_id, NULL, NULL, 'hospital', coalesce(c.happened_at, o.starts),
            e.starts
        FROM system_contact c LEFT JOIN london_day o ON o.day = c.happened_on
            JOIN london_day e ON e.day = c.ended_on + 1 WHERE c.kind = 'admission'"""
    )
    asked = connection.execute(
        f"""SELECT b.clock_id, any_value(b.limit_amount), any_value(b.limit_unit), any_value(b.nation),
            any_value(b.s_lo), any_value(b.s_hi), any_value(a.r_lo), any_value(a.r_hi),
            list(struct_pack(low := p.low, high := p.high))
        FROM begun b JOIN pause_span p ON p.organisation = b.organisation AND p.person_id = b.person_id
            AND list_contains(b.pauses, p.reason) AND (p.record_id IS NULL
                OR (p.record_id = b.record_id AND coalesce(p.record_table, b.record_table) = b.record_table))
            AND (p.high IS NULL OR (p.high > b.s_lo AND p.high >= p.low))
                AND p.low <= {_stamp(day_end(as_of))}
            LEFT JOIN answered a USING (clock_id)
        GROUP BY b.clock_id ORDER BY b.clock_id"""
    )
    rows = list(_by_kernel(asked, as_of))
    if rows:
        names = ("clock_id", "p_lo", "p_hi", "paused")
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
        stamp = pa.timestamp("us")
        arriving = pa.table(
            {
                "clock_id": pa.array(columns["clock_id"], pa.string()),
                "p_lo": pa.array(columns["p_lo"], stamp),
                "p_hi": pa.array(columns["p_hi"], stamp),
                "paused": pa.array(columns["paused"], pa.bool_()),
            }
        )
        connection.register("arriving", arriving)
        connection.execute("INSERT INTO stood_still SELECT * FROM arriving")
        connection.unregister("arriving")


def _by_kernel(asked: Any, as_of: date) -> Iterator[tuple[str, datetime, datetime, bool]]:
    until = day_end(as_of)
    while rows := asked.fetchmany(10_000):
        for clock_id, amount, unit, nation, s_lo, s_hi, r_lo, r_hi, spans in rows:
            pauses = [
                Pause(_utc(span["low"]), None if span["high"] is None else _utc(span["high"]))
                for span in spans
            ]
            limit, calendar = Limit(amount, unit), WorkingCalendar.of(Nation(nation))
            lo, _ = _due(_utc(s_lo), limit, r_hi, pauses, calendar, until)
            hi, paused = _due(_utc(s_hi), limit, r_lo, pauses, calendar, until)
            yield clock_id, lo, max(lo, hi), paused


def _due(
    started: datetime,
    limit: Limit,
    answered: datetime | None,
    pauses: list[Pause],
    calendar: WorkingCalendar,
    as_of: datetime,
) -> tuple[datetime, bool]:
    """When it is due; while it stands still, the earliest that can be: as if it went on when records end."""
    responses = [] if answered is None else [max(_utc(answered), started)]
    found = work_out(
        started=started, limit=limit, responses=responses, pauses=pauses, calendar=calendar, as_of=as_of
    )
    if found.due is not None:
        return found.due.replace(tzinfo=None), False
    ended = [
        Pause(p.start, as_of if p.end is None or p.end > as_of else p.end) for p in pauses if p.start <= as_of
    ]
    again = work_out(
        started=started, limit=limit, responses=responses, pauses=ended, calendar=calendar, as_of=as_of
    )
    due = again.due if again.due is not None else as_of
    return max(due, as_of).replace(tzinfo=None), True


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _clock_view(end_of_records: str) -> str:
    refers = ", ".join(
        f"CASE WHEN record_table = '{table}' THEN record_id END AS {table}_id" for table in REFERS
    )
    return f"""CREATE TEMP VIEW clock AS
        WITH known AS (
            SELECT b.*, a.r_lo, a.r_hi, a.responded_at, a.responded_on, coalesce(p.p_lo, b.due_lo) AS d_lo,
                coalesce(p.p_hi, b.due_hi) AS d_hi, coalesce(p.paused, false) AS paused
            FROM begun b LEFT JOIN answered a USING (clock_id) LEFT JOIN stood_still p USING (clock_id)
            WHERE b.due_hi IS NOT NULL
        )
        SELECT k.clock_id, k.organisation, k.service, k.team, k.locality, k.person_id, k.standard, k.contract,
            k.record_table, k.record_id, k.point, k.support_id, {refers}, k.amount, k.unit, k.started_at,
            k.started_on, k.d_hi AS due_at, CASE WHEN k.d_hi >= n.starts
                THEN k.d_hi::DATE + 1 ELSE k.d_hi::DATE END AS due_on,
            k.responded_at, k.responded_on, k.paused, k.closed_on,
            coalesce(k.closed_on < CASE WHEN k.d_hi >= n.starts
                THEN k.d_hi::DATE + 1 ELSE k.d_hi::DATE END, false)
                AS cut_short,
            CASE WHEN k.r_hi <= k.d_lo THEN true WHEN k.r_lo > k.d_hi THEN false
                WHEN k.r_lo IS NULL AND NOT k.paused AND {end_of_records} > k.d_hi THEN false END AS in_time,
            k.r_hi IS NOT NULL AS answered, k.recorded_at, k.source
        FROM known k LEFT JOIN london_day n ON n.day = k.d_hi::DATE + 1"""
