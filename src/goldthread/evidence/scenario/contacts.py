"""Contacts by stage: how often the worker and the person spoke, under the standard as it was and would be.

Each time on a stage is cut into intervals: from its first day, or from a two-way contact, to the next one. An
interval is met when the next two-way contact comes on or before its due day. Tried contacts answer nothing;
they are told beside. A stay in hospital, or another pause that the standard knows, moves the due day as the
kernel moves it. Days count, not hours: how often people are seen is promised in days.

As it was is as Today asks: what the contract says of the stage, or sooner, where the stage or the plan of the
person asks for more a week. What is asked to be otherwise holds for all on the stage, whatever plans say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from goldthread.catalogue.tables import TABLES
from goldthread.catalogue.tables.codes import STAGE
from goldthread.contracts.terms import Standard, Terms
from goldthread.contracts.terms.changing import CONTACT
from goldthread.contracts.terms.declared import left_over
from goldthread.evidence.scenario import clocks
from goldthread.evidence.scenario.clocks import CUT_SHORT, MET, NONE, NOT_MET, PAUSED, RUNNING, UNKNOWN
from goldthread.facts.connection import reader
from goldthread.facts.derive import derived
from goldthread.facts.derive.duties import TWO_WAY
from goldthread.facts.duck import text
from goldthread.kernel.calendar import Nation, WorkingCalendar
from goldthread.kernel.clocks import Limit, Pause, work_out
from goldthread.kernel.instants import civil_date, day_end, day_start
from goldthread.kernel.periods import Period

if TYPE_CHECKING:
    import duckdb

    from goldthread.evidence.inquiry import Inquiry

_READ = ("stage_spell", "support", "contact", "plan", "pause", "system_contact", "calendar")
_TRIED = ("no_reply", "refused", "cancelled_by_person", "not_attended")
_OPEN = "DATE '9999-01-01'"
SIDES = ("was", "would")


@dataclass(frozen=True)
class Times:
    """Days on a stage under one standard, and those of them on which a contact was overdue."""

    days: int
    late: int
    tried: int  # intervals that were not met though a contact was tried in time


@dataclass(frozen=True)
class OfStage:
    """The intervals of one stage; `stage` is None for all of them together."""

    stage: str | None
    counted: clocks.Counted
    was: Times
    would: Times


@dataclass(frozen=True)
class Interval:
    """One interval that comes out otherwise."""

    record_id: str
    person_id: str
    service: str | None
    stage: str
    started: date
    answered: date | None
    due_was: date | None
    due_would: date | None
    tried: bool
    was: str
    would: str


@dataclass(frozen=True)
class Contacts:
    """All intervals together, each stage, and those that come out otherwise, up to a number."""

    whole: OfStage
    stages: tuple[OfStage, ...]
    members: tuple[Interval, ...]


def contacts(
    was: Inquiry,
    would: Inquiry,
    period: Period,
    *,
    stages: Sequence[str] = (),
    services: Sequence[str] = (),
    limit: int = 0,
    offset: int = 0,
    move: tuple[str, str] | None = None,
) -> Contacts:
    """The intervals of these stages (all where none is named) and services that touch the period.

    Members are those that come out otherwise, or with `move` those that go from one state to another.
    """
    basis = was.basis
    worked = derived(basis.store, basis.snapshot, basis.terms).paths
    with reader(
        basis.snapshot, {"calendar": worked["calendar"]}, registry=TABLES, tables=_READ, memory="1500MB"
    ) as connection:
        _lay_intervals(connection, period, basis.as_of, tuple(stages) or STAGE.values, services)
        for side, terms in zip(SIDES, (basis.terms, would.basis.terms), strict=True):
            _lay_rules(connection, side, terms, basis.terms)
            _lay_due(connection, side)
            _stand_still(connection, side, basis.as_of)
            _lay_states(connection, side, period, basis.as_of)
        only = "was <> would" if move is None else f"was = {text(move[0])} AND would = {text(move[1])}"
        return _counted(connection, period, only, f"LIMIT {int(limit)} OFFSET {int(offset)}")


def _lay_intervals(
    connection: duckdb.DuckDBPyConnection,
    period: Period,
    as_of: date,
    stages: Sequence[str],
    services: Sequence[str],
) -> None:
    """Make `interval`: from the first day of a stage or a contact to the next contact, the end, or no end."""
    only = f"AND coalesce(g.service, s.service) IN ({_listed(services)})" if services else ""
    first, last = f"DATE '{period.start.isoformat()}'", f"DATE '{min(period.end, as_of).isoformat()}'"
    connection.execute(
        f"""CREATE TEMP TABLE spell AS
        SELECT g.stage_spell_id, g.organisation, g.person_id, coalesce(g.service, s.service) AS service,
            g.stage, g.started_on,
            least(coalesce(g.ended_on, {_OPEN}), coalesce(s.ended_on, {_OPEN})) AS ended_on,
            nullif(g.contacts_per_week, 0) AS of_stage
        FROM stage_spell g LEFT JOIN support s ON s.support_id = g.support_id
        WHERE g.stage IN ({_listed(stages)}) AND g.started_on <= {last} {only}"""
    )
    connection.execute(f"DELETE FROM spell WHERE ended_on < {first} OR ended_on < started_on")
    connection.execute(
        f"""CREATE TEMP TABLE spoken AS
        SELECT organisation, person_id, happened_on AS day, bool_or(({TWO_WAY}) IS TRUE) AS sure,
            bool_or(({TWO_WAY}) IS NULL) AS maybe,
            bool_or(({TWO_WAY}) IS FALSE AND coalesce(contact_with, 'person') = 'person'
                AND outcome IN ({_listed(_TRIED)})) AS tried
        FROM contact c SEMI JOIN spell s ON s.organisation = c.organisation AND s.person_id = c.person_id
        WHERE happened_on <= DATE '{as_of.isoformat()}'
        GROUP BY ALL"""
    )
    # The first day of a stage comes before a contact on it. What follows is looked for in one pass.
    connection.execute(
        """CREATE TEMP TABLE interval AS
        WITH event AS (
            SELECT *, started_on AS day, 0 AS turn, true AS begins, false AS sure, false AS maybe,
                false AS tried
            FROM spell
            UNION ALL
            SELECT s.*, c.day, 1, c.sure, c.sure, c.maybe AND NOT c.sure, c.tried AND NOT c.sure
            FROM spell s JOIN spoken c ON c.organisation = s.organisation AND c.person_id = s.person_id
                AND c.day BETWEEN s.started_on AND s.ended_on
        ), followed AS (
            SELECT *, min(CASE WHEN sure THEN day END) OVER later AS next_on,
                min(CASE WHEN maybe THEN day END) OVER later AS maybe_on,
                min(CASE WHEN tried THEN day END) OVER later AS tried_on
            FROM event
            WINDOW later AS (PARTITION BY stage_spell_id ORDER BY day, turn
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
        )
        SELECT row_number() OVER (ORDER BY stage_spell_id, day, turn) AS n, stage_spell_id, organisation,
            person_id, service, stage, of_stage, day AS begun, ended_on, next_on,
            CASE WHEN maybe_on < coalesce(next_on, DATE '9999-01-01') THEN maybe_on END AS maybe_on,
            CASE WHEN tried_on <= coalesce(next_on, DATE '9999-01-01') THEN tried_on END AS tried_on
        FROM followed WHERE begins"""
    )
    connection.execute(f"DELETE FROM interval WHERE coalesce(next_on, ended_on) < {first} OR begun > {last}")


def _lay_rules(connection: duckdb.DuckDBPyConnection, side: str, terms: Terms, before: Terms) -> None:
    """Make `rule_SIDE`: for each service and stage, the standards that may hold, with their days.

    `own` marks those that ask as often as the stage or the plan of the person says; `asked` what is new.
    """
    connection.execute(
        f"CREATE TEMP TABLE rule_{side} (service VARCHAR, stage VARCHAR, valid_from DATE, valid_to DATE, "
        "amount BIGINT, unit VARCHAR, pauses VARCHAR[], nation VARCHAR, own BOOLEAN, asked BOOLEAN)"
    )
    pairs = connection.execute("SELECT DISTINCT service, stage FROM spell ORDER BY ALL").fetchall()
    for service, stage in pairs:
        held = terms.contract_of(service)
        nation = held.nation if held is not None else Nation.ENGLAND_AND_WALES.value
        known = _of_service(before, service)
        for row in _of_service(terms, service):
            if not row.stages or stage in row.stages:
                connection.execute(
                    f"INSERT INTO rule_{side} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [
                        *(service, stage, row.valid_from, row.valid_to, row.amount, row.unit),
                        *(list(row.pauses), nation, not row.stages, row not in known),
                    ],
                )


def _of_service(terms: Terms, service: str | None) -> list[Standard]:
    """The contact standards of a service, and on days that its contract leaves, the one of every service."""
    said = [row for row in terms.duties_of(service) if row.name == CONTACT]
    usual = [row for row in Terms.of_casework().casework if row.name == CONTACT]
    return [*said, *left_over(usual, [row for row in said if not row.stages])]


def _lay_due(connection: duckdb.DuckDBPyConnection, side: str) -> None:
    """Make `due_SIDE`: the standard of each interval on its first day, and the due day without pauses."""
    connection.execute(
        f"""CREATE TEMP TABLE asked_{side} AS
        SELECT i.n, i.begun, r.unit, r.pauses, r.nation, CASE WHEN NOT r.own THEN r.amount
            ELSE ceil(r.amount * CASE WHEN r.unit = 'weeks' THEN 7 ELSE 1 END
                / coalesce(i.of_stage, p.contacts_per_week))::BIGINT END AS amount,
            CASE WHEN r.own AND r.unit = 'weeks' THEN 'days' ELSE r.unit END AS counted_in
        FROM interval i JOIN rule_{side} r ON r.service IS NOT DISTINCT FROM i.service AND r.stage = i.stage
            AND i.begun >= coalesce(r.valid_from, i.begun) AND i.begun <= coalesce(r.valid_to, i.begun)
            ASOF LEFT JOIN (
                SELECT organisation, person_id, agreed_on, any_value(contacts_per_week) AS contacts_per_week,
                    max(coalesce(ended_on, {_OPEN})) AS ended_on
                FROM plan WHERE contacts_per_week > 0 GROUP BY ALL) p
            ON p.organisation = i.organisation AND p.person_id = i.person_id AND p.agreed_on <= i.begun
        WHERE NOT r.own OR coalesce(i.of_stage, CASE WHEN p.ended_on >= i.begun
            THEN p.contacts_per_week END) IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY i.n ORDER BY NOT (r.asked AND NOT r.own),
            amount * CASE counted_in WHEN 'weeks' THEN 7 WHEN 'working_days' THEN 1.4 ELSE 1 END,
            r.own) = 1"""
    )
    connection.execute(
        f"""CREATE TEMP TABLE due_{side} AS
        SELECT a.n, a.amount, a.counted_in, a.pauses, a.nation, false AS paused,
            CASE a.counted_in WHEN 'days' THEN a.begun + a.amount::INT
                WHEN 'weeks' THEN a.begun + 7 * a.amount::INT ELSE w.day END AS due_on
        FROM asked_{side} a
            LEFT JOIN calendar c ON a.counted_in = 'working_days' AND c.nation = a.nation AND c.day = a.begun
            LEFT JOIN calendar w ON a.counted_in = 'working_days' AND w.nation = a.nation AND w.working
                AND w.working_days_before = c.working_days_before + a.amount + c.working::INT - 1"""
    )


def _stand_still(connection: duckdb.DuckDBPyConnection, side: str, as_of: date) -> None:
    """Move the due day of each interval that a pause touches, as the kernel counts; they are few."""
    asked = connection.execute(
        f"""WITH span AS (
            SELECT organisation, person_id, reason, started_on AS low, ended_on AS high FROM pause
            WHERE record_id IS NULL
            UNION ALL
            SELECT organisation, person_id, 'hospital', happened_on, ended_on FROM system_contact
            WHERE kind = 'admission' AND ended_on IS NOT NULL
        )
        SELECT i.n, any_value(i.begun), any_value(i.next_on), any_value(d.amount), any_value(d.counted_in),
            any_value(d.nation), list(struct_pack(low := s.low, high := s.high))
        FROM interval i JOIN due_{side} d USING (n) JOIN span s ON s.organisation = i.organisation
            AND s.person_id = i.person_id AND list_contains(d.pauses, s.reason) AND s.low <= d.due_on
            AND coalesce(s.high, {_OPEN}) >= i.begun AND s.low <= DATE '{as_of.isoformat()}'
        GROUP BY i.n ORDER BY i.n"""
    )
    moved = list(_by_kernel(asked, as_of))
    connection.execute(f"CREATE TEMP TABLE moved_{side} (n BIGINT, due_on DATE, paused BOOLEAN)")
    if moved:
        import pyarrow as pa

        names, kinds = ("n", "due_on", "paused"), (pa.int64(), pa.date32(), pa.bool_())
        columns = zip(names, zip(*moved, strict=True), kinds, strict=True)
        connection.register(
            "arriving", pa.table({name: pa.array(rows, kind) for name, rows, kind in columns})
        )
        connection.execute(f"INSERT INTO moved_{side} SELECT * FROM arriving")
        connection.unregister("arriving")


def _by_kernel(asked: Any, as_of: date) -> Iterator[tuple[int, date, bool]]:
    while rows := asked.fetchmany(10_000):
        for n, begun, next_on, amount, unit, nation, spans in rows:
            pauses = [
                Pause(day_start(span["low"]), None if span["high"] is None else _after(span["high"]))
                for span in spans
            ]
            found = work_out(
                # Any moment of the first day gives the same due day, for only ends of days are counted.
                started=day_start(begun),
                limit=Limit(amount, unit),
                responses=[] if next_on is None else [max(day_start(next_on), day_start(begun))],
                pauses=[pause for pause in pauses if pause.end is None or pause.end > day_start(begun)],
                calendar=WorkingCalendar.of(Nation(nation)),
                as_of=day_end(as_of),
            )
            paused = found.due is None
            yield n, as_of if found.due is None else civil_date(found.due), paused


def _after(day: date) -> datetime:
    return day_start(day + timedelta(days=1))


def _lay_states(connection: duckdb.DuckDBPyConnection, side: str, period: Period, until: date) -> None:
    """Make `stood_SIDE`: how each interval stands, and its days on the stage and overdue in the period."""
    as_of = f"DATE '{until.isoformat()}'"
    first, last = f"DATE '{period.start.isoformat()}'", f"least(DATE '{period.end.isoformat()}', {as_of})"
    stopped = f"least(coalesce(i.next_on, {_OPEN}), i.ended_on, {last})"
    connection.execute(
        f"""CREATE TEMP TABLE stood_{side} AS
        WITH known AS (
            SELECT d.n, coalesce(m.due_on, d.due_on) AS due_on, coalesce(m.paused, false) AS paused
            FROM due_{side} d LEFT JOIN moved_{side} m USING (n)
        )
        SELECT i.n, CASE WHEN NOT k.paused THEN k.due_on END AS due_on,
            CASE WHEN i.next_on <= k.due_on THEN '{MET}'
                WHEN i.next_on IS NULL AND i.ended_on < k.due_on THEN '{CUT_SHORT}'
                WHEN i.next_on IS NULL AND k.paused THEN '{PAUSED}'
                WHEN i.next_on IS NULL AND k.due_on >= {as_of} THEN '{RUNNING}'
                WHEN i.maybe_on <= k.due_on THEN '{UNKNOWN}' ELSE '{NOT_MET}' END AS state,
            coalesce(i.tried_on <= k.due_on, false) AS tried,
            greatest(0, {stopped} - greatest(i.begun, {first})
                + CASE WHEN i.next_on <= least(i.ended_on, {last}) THEN 0 ELSE 1 END) AS days,
            CASE WHEN k.paused THEN 0 ELSE greatest(0, {stopped} - greatest(k.due_on + 1, {first})
                + CASE WHEN i.next_on <= least(i.ended_on, {last}) THEN 0 ELSE 1 END) END AS late
        FROM interval i JOIN known k USING (n)"""
    )


def _counted(connection: duckdb.DuckDBPyConnection, period: Period, only: str, page: str) -> Contacts:
    first, last = f"DATE '{period.start.isoformat()}'", f"DATE '{period.end.isoformat()}'"
    connection.execute(
        f"""CREATE TEMP VIEW side_by_side AS
        SELECT i.*, a.due_on AS due_was, b.due_on AS due_would, coalesce(a.state, '{NONE}') AS was,
            coalesce(b.state, '{NONE}') AS would, a.tried AS tried_was, b.tried AS tried_would,
            coalesce(a.days, 0) AS days_was, coalesce(b.days, 0) AS days_would,
            coalesce(a.late, 0) AS late_was, coalesce(b.late, 0) AS late_would,
            i.begun BETWEEN {first} AND {last} AS counts
        FROM interval i LEFT JOIN stood_was a USING (n) LEFT JOIN stood_would b USING (n)"""
    )
    moves = connection.execute(
        "SELECT stage, date_trunc('month', begun), was, would, count(*) FROM side_by_side WHERE counts "
        "GROUP BY ALL"
    ).fetchall()
    times = connection.execute(
        f"""SELECT stage, sum(days_was), sum(late_was),
            count(*) FILTER (counts AND was = '{NOT_MET}' AND tried_was), sum(days_would), sum(late_would),
            count(*) FILTER (counts AND would = '{NOT_MET}' AND tried_would)
        FROM side_by_side GROUP BY GROUPING SETS ((stage), ())"""
    ).fetchall()

    def of(stage: str | None) -> OfStage:
        mine = [
            (date(day.year, day.month, 1), one, other, number)
            for named, day, one, other, number in moves
            if stage in (None, named)
        ]
        told = next((row[1:] for row in times if row[0] == stage), (0,) * 6)
        days = [int(number or 0) for number in told]
        return OfStage(stage, clocks.counted(period, mine), Times(*days[:3]), Times(*days[3:]))

    there = {row[0] for row in times}
    rows = connection.execute(
        f"""SELECT stage_spell_id, person_id, service, stage, begun, next_on, due_was, due_would,
            coalesce(tried_would, false), was, would
        FROM side_by_side WHERE counts AND {only} ORDER BY begun, stage_spell_id, n {page}"""
    ).fetchall()
    return Contacts(
        of(None),
        tuple(of(stage) for stage in STAGE.values if stage in there),
        tuple(Interval(*row) for row in rows),
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(text(name) for name in names) or "NULL"
