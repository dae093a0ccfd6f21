"""How many people each worker carries, day by day, beside the cap of the terms; and the days of absences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_END = "DATE '9999-01-01'"


def caseload_spells(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `caseload_spell`: one row for each stretch of days on which people,
    share of full time and cap hold.

    A worker's caseload is counted apart in each service. Two supports of one person count once. Needs the
    table
    `role_cap(service, role, contract, people, valid_from, valid_to)`.
    """
    connection.execute(
        f"""CREATE TEMP TABLE carried AS
        WITH spell AS (
            SELECT s.organisation, s.worker_id, coalesce(s.service, w.service) AS service, s.person_id,
                s.started_on AS low, greatest(coalesce(s.ended_on, {_END}), s.started_on) AS high
            FROM support s LEFT JOIN worker w ON w.worker_id = s.worker_id
            WHERE s.worker_id IS NOT NULL
        ), ordered AS (
            SELECT *, max(high) OVER (PARTITION BY organisation, worker_id, service, person_id
                ORDER BY low, high ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM spell
        ), grouped AS (
            SELECT *, sum(CASE WHEN reached IS NULL OR low > reached THEN 1 ELSE 0 END) OVER (
                PARTITION BY organisation, worker_id, service, person_id ORDER BY low, high
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS island FROM ordered
        )
        SELECT organisation, worker_id, service, min(low) AS low, max(high) AS high
        FROM grouped GROUP BY organisation, worker_id, service, person_id, island"""
    )
    connection.execute(
        f"""CREATE TEMP TABLE staffed AS
        SELECT a.organisation, a.worker_id, coalesce(a.service, w.service) AS service,
            coalesce(a.team, w.team) AS team, coalesce(a.locality, w.locality) AS locality,
            coalesce(a.role, w.role) AS role, a.attachment_id, coalesce(a.wte, 0) AS wte,
                a.wte IS NULL AS no_wte,
            a.started_on AS low, greatest(coalesce(a.ended_on, {_END}), a.started_on) AS high
        FROM attachment a LEFT JOIN worker w ON w.worker_id = a.worker_id
        WHERE coalesce(a.kind, 'team') = 'team'"""
    )
    connection.execute(
        """CREATE TEMP TABLE caseload_turn AS
        WITH turn AS (
            SELECT organisation, worker_id, service, low AS day, 1 AS people, 0 AS staffed, 0.0 AS wte,
                0 AS no_wte
            FROM carried UNION ALL
            SELECT organisation, worker_id, service, high + 1, -1, 0, 0.0, 0 FROM carried UNION ALL
            SELECT organisation, worker_id, service, low, 0, 1, wte, no_wte::INT FROM staffed UNION ALL
            SELECT organisation, worker_id, service, high + 1, 0, -1, -wte, -(no_wte::INT) FROM staffed
        ), known AS (SELECT DISTINCT organisation, worker_id, service FROM turn),
        bound AS (
            SELECT k.organisation, k.worker_id, k.service, unnest([c.valid_from, c.valid_to + 1]) AS day
            FROM known k JOIN role_cap c ON c.service IS NOT DISTINCT FROM k.service
        ), every_turn AS (
            SELECT * FROM turn UNION ALL
            SELECT organisation, worker_id, service, day, 0, 0, 0.0, 0 FROM bound WHERE day IS NOT NULL
        )
        SELECT organisation, worker_id, service, day, sum(people) AS people, sum(staffed) AS staffed,
            sum(wte) AS wte, sum(no_wte) AS no_wte
        FROM every_turn GROUP BY ALL"""
    )
    connection.execute(
        f"""CREATE TEMP VIEW caseload_spell AS
        WITH level AS (
            SELECT organisation, worker_id, service, day AS low,
                lead(day, 1, {_END} + 1) OVER mine - 1 AS high, sum(people) OVER mine AS people,
                sum(staffed) OVER mine AS staffed, round(sum(wte) OVER mine, 6) AS wte,
                sum(no_wte) OVER mine AS no_wte
            FROM caseload_turn
            WINDOW mine AS (PARTITION BY organisation, worker_id, service ORDER BY day)
        ), placed AS (
            SELECT l.*, t.team, t.locality, t.role FROM level l ASOF LEFT JOIN (
                SELECT *, row_number() OVER (PARTITION BY organisation, worker_id, service, low
                    ORDER BY attachment_id) AS turn FROM staffed QUALIFY turn = 1) t
            ON t.organisation = l.organisation AND t.worker_id = l.worker_id
                AND t.service IS NOT DISTINCT FROM l.service AND t.low <= l.low
            WHERE (l.people > 0 OR l.staffed > 0) AND l.low < {_END}
        )
        SELECT p.worker_id || ' ' || coalesce(p.service, '') || ' ' || p.low::VARCHAR AS caseload_spell_id,
            p.organisation, p.service, coalesce(p.team, w.team) AS team, coalesce(p.locality,
                w.locality) AS locality,
            p.worker_id, coalesce(p.role, w.role) AS role, c.contract, p.low AS started_on,
            CASE WHEN p.high < {_END} THEN p.high END AS ended_on, p.people,
            CASE WHEN p.staffed > 0 AND p.no_wte = 0 THEN p.wte END AS wte, c.people AS cap_per_wte,
            c.people * CASE WHEN p.staffed > 0 AND p.no_wte = 0 THEN p.wte END AS cap,
            p.people > c.people * CASE WHEN p.staffed > 0 AND p.no_wte = 0 THEN p.wte END AS over_cap
        FROM placed p LEFT JOIN worker w ON w.worker_id = p.worker_id
            LEFT JOIN role_cap c ON c.service IS NOT DISTINCT FROM p.service
                AND c.role = coalesce(p.role, w.role)
                AND p.low >= coalesce(c.valid_from, p.low) AND p.low <= coalesce(c.valid_to, p.low)"""
    )


def absence_days(connection: duckdb.DuckDBPyConnection, as_of: str) -> None:
    """Make `absence_day`: the working days of each absence, up to its end, the end of the job or the cut-off.

    Where the sender gives the working days lost, each day carries its share of them; an absence whose days
    are all weekends or holidays carries what was given on its first day.
    """
    connection.execute(
        f"""CREATE TEMP VIEW absence_day AS
        WITH span AS (
            SELECT a.*, coalesce(a.service, s.service) AS at_service, coalesce(a.team, s.team) AS at_team,
                coalesce(a.locality, s.locality) AS at_locality, coalesce(a.support_id,
                    j.assigned_id) AS at_support,
                least(coalesce(a.ended_on, {_END}), coalesce(j.ended_on, {_END}), {as_of}) AS last_day
            FROM absence a LEFT JOIN work_record j USING (job_id)
                LEFT JOIN support s ON s.support_id = coalesce(a.support_id, j.assigned_id)
        ), day AS (
            SELECT s.*, d.day, d.working, count(*) FILTER (d.working) OVER (PARTITION BY absence_id) AS worked
            FROM span s LEFT JOIN service_contract c ON c.service IS NOT DISTINCT FROM s.at_service
                    AND s.started_on BETWEEN c.low AND c.high
                JOIN calendar_day d ON d.nation = coalesce(c.nation, 'england-and-wales')
                    AND d.day BETWEEN s.started_on AND s.last_day
        )
        SELECT absence_id || ' ' || day::VARCHAR AS absence_day_id, organisation, at_service AS service,
            at_team AS team, at_locality AS locality, person_id, absence_id, job_id,
                at_support AS support_id, reason,
            day AS lost_on, CASE WHEN worked = 0 THEN working_days ELSE coalesce(working_days / worked, 1) END
                AS days_lost, recorded_at, source
        FROM day WHERE working OR (worked = 0 AND working_days > 0 AND day = started_on)"""
    )
