"""Homes and jobs joined into spells across the gaps that the terms permit, each under one support.

What is not known stays so. A record with an end date has ended on it. One without is held only where its
status says `held`; where it says `ended`, it has ended on a day nobody knows; else nobody knows whether it
is held. Such a record is known to last up to its last confirmation, so a later one joins it only from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# Stands for a home or job that is still held: far enough for every comparison, near enough to add days to.
OPEN = "DATE '9999-01-01'"
_HOURS_OF_BAND = {"01": 30, "02": 16, "03": 5, "04": 1}
WEEKS_16 = 112
THIRTEEN_WEEKS = 91


def lay_out_records(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `home_record` and `work_record`: homes and paid jobs with how far each is known to reach."""
    reach = f"""
        CASE WHEN ended_on IS NOT NULL THEN greatest(ended_on, started_on)
             WHEN status = 'held' THEN {OPEN}
             ELSE greatest(started_on, coalesce(last_confirmed_on, started_on)) END AS reach,
        ended_on IS NULL AND coalesce(status = 'held', false) AS is_open,
        ended_on IS NULL AND status IS DISTINCT FROM 'held' AS undated"""
    connection.execute(f"CREATE TEMP TABLE home_record AS SELECT *, {reach} FROM tenancy")
    hours = " ".join(f"WHEN '{code}' THEN {lowest}" for code, lowest in _HOURS_OF_BAND.items())
    connection.execute(
        f"""CREATE TEMP TABLE paid_job AS
        SELECT * REPLACE (coalesce(hours_band, CASE WHEN weekly_hours >= 30 THEN '01' WHEN weekly_hours >= 16
                THEN '02' WHEN weekly_hours >= 5 THEN '03' WHEN weekly_hours > 0
                    THEN '04' END) AS hours_band),
            coalesce(weekly_hours, CASE hours_band {hours} END) AS least_hours, {reach}
        FROM job WHERE paid IS NOT FALSE"""
    )


def assign_jobs(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `work_record`: each paid job with its support, and without those too short for the contract."""
    connection.execute(
        f"""CREATE TEMP TABLE job_support AS {_closest_support("paid_job", "job_id", "employment")}"""
    )
    connection.execute(
        """CREATE TEMP TABLE work_record AS
        SELECT j.*, s.support_id AS assigned_id, s.service AS support_service, s.started_on AS support_from,
            s.ended_on AS support_to, coalesce(j.service, s.service) AS own_service
        FROM paid_job j LEFT JOIN job_support a USING (job_id) LEFT JOIN support s
            ON s.support_id = a.support_id
        LEFT JOIN service_contract c ON c.service IS NOT DISTINCT FROM coalesce(j.service, s.service)
            AND j.started_on BETWEEN c.low AND c.high
        WHERE c.least_hours IS NULL OR j.least_hours IS NULL OR j.least_hours >= c.least_hours"""
    )


def _closest_support(records: str, key: str, kind: str) -> str:
    """One support for each record: the one it names, else the first that overlaps it and is of that kind.

    `records` has started_on, reach, undated, support_id, service. A support of the other kind never counts.
    """
    other = {"employment": "housing", "housing": "employment"}[kind]
    return f"""
        SELECT r.{key}, s.support_id
        FROM {records} r JOIN support s ON s.organisation = r.organisation AND s.person_id = r.person_id
        WHERE s.support_id = r.support_id
           OR (r.support_id IS NULL AND s.kind IS DISTINCT FROM '{other}'
               AND s.started_on <= CASE WHEN r.undated THEN {OPEN} ELSE r.reach END
               AND coalesce(s.ended_on, {OPEN}) >= r.started_on)
        QUALIFY row_number() OVER (PARTITION BY r.{key} ORDER BY s.support_id IS DISTINCT FROM r.support_id,
            s.kind IS DISTINCT FROM '{kind}', s.service IS DISTINCT FROM r.service, s.started_on,
            s.support_id) = 1"""


def _chain(records: str, key: str) -> str:
    """The spell of each chain: where it begins and ends, and what is known of its end."""
    return f"""
        SELECT organisation, person_id, chain, min(started_on) AS started_on,
            arg_min({key}, (started_on, {key})) AS first_id, arg_max({key}, (reach, started_on,
                {key})) AS last_id,
            count(*) AS joined, max(recorded_at) AS recorded_at,
            CASE WHEN bool_or(is_open) THEN 'held'
                 WHEN bool_or(undated AND status IS DISTINCT FROM 'ended') THEN 'unknown'
                 ELSE 'ended' END AS status,
            CASE WHEN NOT bool_or(is_open OR undated) THEN max(reach) END AS ended_on,
            -- Held without a confirmation is taken at its word; a stale one is as far as anybody knows.
            CASE WHEN bool_or(is_open AND last_confirmed_on IS NULL) THEN NULL
                 WHEN bool_or(is_open) THEN greatest(max(last_confirmed_on) FILTER (is_open),
                    max(reach) FILTER (NOT is_open))
                 ELSE max(reach) END AS last_confirmed_on,
            CASE WHEN bool_or(is_open) THEN {OPEN} ELSE max(reach) END AS reach,
            bool_or(undated) AND NOT bool_or(is_open) AS undated,
            arg_min(support_id, (started_on, {key})) FILTER (support_id IS NOT NULL) AS support_id,
            arg_min(service, (started_on, {key})) FILTER (service IS NOT NULL) AS service
        FROM {records} GROUP BY organisation, person_id, chain"""


_SPELL = """
    CASE WHEN s.support_id IS NOT NULL THEN greatest(c.started_on, s.started_on) END AS supported_from,
    s.ended_on AS supported_until, s.support_id IS NOT NULL AS supported, s.support_id,
    coalesce(s.service, f.service) AS service, coalesce(s.team, f.team) AS team,
    coalesce(s.locality, f.locality) AS locality, f.source"""


def home_spells(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `home_spell`.

    A tenancy carries on the last one before it that ended as a planned move,
    to a home not said to be unsettled, when it begins after that one began and at most so many days after
    its last day as the contract of that day permits. Each is carried on once.
    """
    connection.execute(
        f"""CREATE TEMP TABLE home_ended AS
        WITH on_support AS ({_closest_support("home_record", "tenancy_id", "housing")})
        SELECT r.*, c.home_gap FROM home_record r LEFT JOIN on_support o USING (tenancy_id)
            LEFT JOIN support s ON s.support_id = o.support_id
            LEFT JOIN service_contract c ON c.service IS NOT DISTINCT FROM coalesce(s.service, r.service)
                AND r.ended_on BETWEEN c.low AND c.high
        WHERE r.ended_on IS NOT NULL"""
    )
    connection.execute(
        """CREATE TEMP TABLE home_link AS
        SELECT n.tenancy_id AS next_id, p.tenancy_id AS previous_id
        FROM home_record n JOIN home_ended p ON p.organisation = n.organisation AND p.person_id = n.person_id
            AND p.end_reason = 'planned_move' AND p.ended_on IS NOT NULL AND n.settled IS NOT FALSE
            AND (p.started_on, p.tenancy_id) < (n.started_on, n.tenancy_id) AND p.started_on < n.started_on
            AND n.started_on <= p.reach + p.home_gap AND n.reach >= p.reach
        QUALIFY row_number() OVER (PARTITION BY n.tenancy_id
                ORDER BY p.reach DESC, p.started_on DESC, p.tenancy_id) = 1
            AND row_number() OVER (PARTITION BY p.tenancy_id ORDER BY n.started_on, n.tenancy_id) = 1"""
    )
    connection.execute(
        """CREATE TEMP TABLE home_chain AS
        WITH RECURSIVE followed AS (
            SELECT r.tenancy_id, r.tenancy_id AS chain FROM home_record r
            WHERE r.tenancy_id NOT IN (SELECT next_id FROM home_link)
            UNION ALL
            SELECT l.next_id, f.chain FROM followed f JOIN home_link l ON l.previous_id = f.tenancy_id
        )
        SELECT r.*, f.chain FROM home_record r JOIN followed f USING (tenancy_id)"""
    )
    connection.execute(f"CREATE TEMP TABLE home_whole AS {_chain('home_chain', 'tenancy_id')}")
    connection.execute(
        f"CREATE TEMP TABLE home_support AS {_closest_support('home_whole', 'chain', 'housing')}"
    )
    connection.execute(
        f"""CREATE TEMP VIEW home_spell AS
        SELECT c.chain AS home_spell_id, c.organisation, c.person_id, c.first_id AS tenancy_id,
            c.last_id AS last_tenancy_id, c.joined AS tenancies, c.started_on, c.ended_on, c.status,
            c.last_confirmed_on, c.recorded_at, {_SPELL},
            CASE WHEN s.support_id IS NULL THEN NULL WHEN c.started_on < s.started_on THEN 'already_held'
                 ELSE 'new' END AS origin,
            CASE WHEN c.status <> 'ended' OR l.end_reason IS NULL THEN NULL
                 WHEN l.end_reason IN ('eviction', 'abandonment', 'forced_move') THEN 'loss'
                 WHEN l.end_reason IN ('planned_move', 'planned_other') THEN 'planned_move'
                 WHEN l.end_reason = 'died' THEN 'death' ELSE 'other' END AS end_kind
        FROM home_whole c JOIN home_record f ON f.tenancy_id = c.first_id
            JOIN home_record l ON l.tenancy_id = c.last_id LEFT JOIN home_support a USING (chain)
            LEFT JOIN support s ON s.support_id = a.support_id"""
    )


def work_spells(connection: duckdb.DuckDBPyConnection, as_of: str) -> None:
    """Make `work_spell`: a job joins those before it that had ended no longer ago than a gap may last.

    How long it may last is said by the contract of the day on which each of those ended.
    """
    connection.execute(
        """CREATE TEMP TABLE work_chain AS
        WITH lasting AS (
            SELECT r.*, r.reach + c.work_gap AS joins_until
            FROM work_record r LEFT JOIN service_contract c
                ON c.service IS NOT DISTINCT FROM coalesce(r.support_service, r.service)
                AND r.reach BETWEEN c.low AND c.high
        ), ordered AS (
            SELECT * EXCLUDE (joins_until), max(joins_until) OVER (PARTITION BY organisation, person_id
                ORDER BY started_on, job_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS joined_until
            FROM lasting
        ), heads AS (
            SELECT *, CASE WHEN joined_until IS NULL OR started_on > joined_until THEN job_id END AS head
            FROM ordered
        )
        SELECT *, last_value(head IGNORE NULLS) OVER (PARTITION BY organisation, person_id
            ORDER BY started_on, job_id ROWS BETWEEN UNBOUNDED PRECEDING
                AND CURRENT ROW) AS chain FROM heads"""
    )
    connection.execute(f"CREATE TEMP TABLE work_whole AS {_chain('work_chain', 'job_id')}")
    connection.execute(
        f"CREATE TEMP TABLE work_support AS {_closest_support('work_whole', 'chain', 'employment')}"
    )
    connection.execute(
        f"""CREATE TEMP TABLE work_placed AS
        SELECT c.chain AS work_spell_id, c.organisation, c.person_id, c.first_id AS job_id,
            c.last_id AS last_job_id, c.joined AS jobs, c.started_on, c.ended_on, c.status,
            c.last_confirmed_on, c.recorded_at, {_SPELL}, f.hours_band, f.weekly_hours, f.industry, f.origin,
            CASE WHEN c.status = 'ended' THEN l.end_reason END AS end_reason,
            coalesce(t.thirteen_in_sixteen, false) AS thirteen_in_sixteen,
            s.support_id IS NOT NULL AND c.started_on >= s.started_on
                AND c.started_on <= coalesce(s.ended_on, {OPEN})
                AND f.origin IS DISTINCT FROM 'already_held' AS in_support,
            s.support_id IS NOT NULL AND c.started_on < s.started_on AS in_work_at_start
        FROM work_whole c JOIN work_record f ON f.job_id = c.first_id JOIN work_record l
            ON l.job_id = c.last_id
            LEFT JOIN work_support a USING (chain) LEFT JOIN support s ON s.support_id = a.support_id
            LEFT JOIN service_contract t
                ON t.service IS NOT DISTINCT FROM coalesce(s.service, f.service)
                    AND c.started_on BETWEEN t.low AND t.high"""
    )
    connection.execute(
        """CREATE TEMP TABLE work_first AS
        SELECT *, in_support AND row_number() OVER (PARTITION BY support_id, in_support
            ORDER BY started_on, work_spell_id) = 1 AS is_first FROM work_placed"""
    )
    connection.execute(
        f"""CREATE TEMP TABLE worked_days AS
        WITH cut AS (
            SELECT f.work_spell_id, f.started_on + {WEEKS_16 - 1} AS last_day,
                greatest(r.started_on, f.started_on) AS low, least(r.reach,
                    f.started_on + {WEEKS_16 - 1}) AS high,
                r.undated AND r.reach < f.started_on + {WEEKS_16 - 1} AS doubtful
            FROM work_first f JOIN work_record r ON r.organisation = f.organisation
                AND r.person_id = f.person_id AND r.reach >= f.started_on
                AND r.started_on <= f.started_on + {WEEKS_16 - 1}
            WHERE f.is_first
        ), counted AS (
            SELECT *, greatest(0, high - greatest(low, coalesce(max(high) OVER (PARTITION BY work_spell_id
                ORDER BY low, high ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) + 1, low)) + 1) AS days
            FROM cut
        )
        SELECT work_spell_id, CASE WHEN max(last_day) > {as_of} THEN NULL
            WHEN sum(days) >= {THIRTEEN_WEEKS} OR NOT bool_or(doubtful) THEN sum(days) END AS days_in_16_weeks
        FROM counted GROUP BY work_spell_id"""
    )
    connection.execute(
        """CREATE TEMP VIEW work_spell AS
        SELECT f.*, d.days_in_16_weeks FROM work_first f LEFT JOIN worked_days d USING (work_spell_id)"""
    )
