"""Clocks: tables from the field, both changes of the clocks, a slow second reading, and what always holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.kernel.calendar import Nation, WorkingCalendar
from goldthread.kernel.clocks import Clock, Limit, Pause, Unit, work_out
from goldthread.kernel.instants import civil_date, day_end, to_london, to_utc
from goldthread.kernel.refusals import Refused

ENGLAND = WorkingCalendar.of(Nation.ENGLAND_AND_WALES)
SCOTLAND = WorkingCalendar.of(Nation.SCOTLAND)


def at(text: str) -> datetime:
    """A London time as an instant."""
    return to_utc(datetime.fromisoformat(text))


def clock(
    started: str,
    limit: tuple[int, Unit],
    *responses: str,
    as_of: str,
    pauses: Iterable[tuple[str, str | None]] = (),
    calendar: WorkingCalendar = ENGLAND,
) -> Clock:
    return work_out(
        started=at(started),
        limit=Limit(*limit),
        responses=[at(response) for response in responses],
        pauses=[Pause(at(start), at(end) if end else None) for start, end in pauses],
        calendar=calendar,
        as_of=at(as_of),
    )


def local(due: datetime | None) -> str | None:
    return to_london(due).strftime("%Y-%m-%d %H:%M") if due else None


@pytest.mark.parametrize(
    "started, hours, due",
    [
        ("2026-07-01 09:40", 72, "2026-07-04 09:40"),
        ("2026-03-28 12:00", 24, "2026-03-29 13:00"),  # clocks forward: a day of 23 hours
        ("2026-10-24 12:00", 24, "2026-10-25 11:00"),  # clocks back: a day of 25 hours
        ("2026-10-24 12:00", 25, "2026-10-25 12:00"),
        ("2026-11-22 06:00", 0, "2026-11-22 06:00"),
    ],
)
def test_hours_are_elapsed_hours(started: str, hours: int, due: str) -> None:
    assert local(clock(started, (hours, "hours"), as_of=started).due) == due


@pytest.mark.parametrize(
    "started, limit, due",
    [
        ("2026-11-20 09:00", (5, "working_days"), "2026-11-27"),
        ("2026-11-20 23:30", (1, "working_days"), "2026-11-23"),
        ("2026-11-21 09:00", (1, "working_days"), "2026-11-23"),
        ("2026-11-21 09:00", (0, "working_days"), "2026-11-23"),
        ("2026-11-20 09:00", (0, "working_days"), "2026-11-20"),
        ("2026-04-02 16:00", (2, "working_days"), "2026-04-08"),  # over Easter
        ("2026-03-27 16:00", (1, "working_days"), "2026-03-30"),  # over the change of the clocks
        ("2026-11-01 10:00", (21, "days"), "2026-11-22"),
        ("2026-11-01 10:00", (0, "days"), "2026-11-01"),
        ("2026-02-28 10:00", (13, "weeks"), "2026-05-30"),
    ],
)
def test_days_end_with_the_day(started: str, limit: tuple[int, Unit], due: str) -> None:
    found = clock(started, limit, as_of=started)
    assert found.due == day_end(date.fromisoformat(due))
    assert local(found.due) == f"{due} 23:59"


def test_each_nation_has_its_own_days() -> None:
    for calendar, due in ((ENGLAND, "2026-04-07 23:59"), (SCOTLAND, "2026-04-06 23:59")):
        found = clock("2026-04-02 09:00", (1, "working_days"), as_of="2026-04-02 10:00", calendar=calendar)
        assert local(found.due) == due


@pytest.mark.parametrize(
    "responses, as_of, state",
    [
        ([], "2026-07-04 09:40", "running"),
        ([], "2026-07-04 09:41", "breached"),
        (["2026-07-04 09:40"], "2026-08-01 00:00", "met"),
        (["2026-07-04 09:41"], "2026-08-01 00:00", "not_met"),
        (["2026-07-01 09:40"], "2026-08-01 00:00", "met"),
        (["2026-07-01 09:39"], "2026-07-02 00:00", "running"),  # before the start does not count
        (["2026-07-01 09:39"], "2026-08-01 00:00", "breached"),
        (["2026-07-06 09:00", "2026-07-02 09:00"], "2026-08-01 00:00", "met"),
        (["2026-07-02 09:00"], "2026-07-01 12:00", "running"),  # not known yet
        (["2026-07-06 09:00"], "2026-07-05 12:00", "breached"),
        ([], "2026-06-30 12:00", "running"),  # not begun
    ],
)
def test_states(responses: list[str], as_of: str, state: str) -> None:
    found = clock("2026-07-01 09:40", (72, "hours"), *responses, as_of=as_of)
    assert found.state == state
    assert local(found.due) == "2026-07-04 09:40"


def test_the_first_response_is_named_and_the_time_is_told() -> None:
    found = clock(
        "2026-07-01 09:40", (72, "hours"), "2026-07-03 09:40", "2026-07-02 10:10", as_of="2026-07-09"
    )
    assert found.responded == at("2026-07-02 10:10") and found.taken == 24.5
    assert clock("2026-07-01 09:40", (72, "hours"), as_of="2026-07-02 09:40").taken == 24.0
    assert clock("2026-11-20 09:00", (5, "working_days"), "2026-11-24 11:00", as_of="2026-12-01").taken == 2
    assert clock("2026-11-01 09:00", (13, "weeks"), as_of="2026-11-22").taken == 3
    assert clock("2026-11-01 09:00", (13, "weeks"), as_of="2026-10-22").taken == 0


@pytest.mark.parametrize(
    "pauses, as_of, due, state",
    [
        ([("2026-07-02 00:00", "2026-07-03 00:00")], "2026-07-04", "2026-07-05 09:40", "running"),
        # Overlapping pauses count once.
        (
            [("2026-07-02 00:00", "2026-07-03 00:00"), ("2026-07-02 12:00", "2026-07-03 12:00")],
            "2026-07-04",
            "2026-07-05 21:40",
            "running",
        ),
        # The part before the start does not count.
        ([("2026-06-01 00:00", "2026-07-01 10:40")], "2026-07-04", "2026-07-04 10:40", "running"),
        ([("2026-07-02 00:00", None)], "2026-07-20", None, "paused"),
        ([("2026-06-02 00:00", None)], "2026-07-20", None, "paused"),
        # A pause that ends after as_of is open: its end is not known yet.
        ([("2026-07-02 00:00", "2026-07-30 00:00")], "2026-07-20", None, "paused"),
        # A pause is over at the instant of its end.
        ([("2026-07-02 00:00", "2026-07-03 00:00")], "2026-07-03", "2026-07-05 09:40", "running"),
        # A pause yet to come is not known.
        ([("2026-07-03 00:00", None)], "2026-07-02", "2026-07-04 09:40", "running"),
        # A pause when the hours are used up changes nothing.
        ([("2026-07-04 09:40", None)], "2026-07-20", "2026-07-04 09:40", "breached"),
        ([("2026-07-04 09:40", None)], "2026-07-04 09:40", "2026-07-04 09:40", "running"),
        ([("2026-07-04 09:39", None)], "2026-07-20", None, "paused"),
        # A pause lengthens the time into a second pause.
        (
            [("2026-07-04 00:00", "2026-07-05 00:00"), ("2026-07-05 09:00", "2026-07-06 09:00")],
            "2026-07-06 09:30",
            "2026-07-06 09:40",
            "running",
        ),
    ],
)
def test_pauses_of_hours(
    pauses: list[tuple[str, str | None]], as_of: str, due: str | None, state: str
) -> None:
    found = clock("2026-07-01 09:40", (72, "hours"), as_of=as_of, pauses=pauses)
    assert (local(found.due), found.state) == (due, state)


@pytest.mark.parametrize(
    "pauses, as_of, due, state",
    [
        # Monday 16 November, 3 working days: Thursday 19.
        ([], "2026-11-16 12:00", "2026-11-19", "running"),
        ([("2026-11-17 10:00", "2026-11-17 15:00")], "2026-11-18", "2026-11-19", "running"),  # within a day
        ([("2026-11-17 12:00", "2026-11-19 09:00")], "2026-11-19 10:00", "2026-11-23", "running"),
        ([("2026-11-20 12:00", "2026-11-23 09:00")], "2026-11-19 10:00", "2026-11-19", "running"),
        ([("2026-11-18 00:00", "2026-11-19 00:00")], "2026-11-19 10:00", "2026-11-20", "running"),
        ([("2026-11-19 12:00", None)], "2026-11-25", None, "paused"),  # paused on the last day
        ([("2026-11-20 00:00", None)], "2026-11-25", "2026-11-19", "breached"),
        ([("2026-11-16 08:00", None)], "2026-11-25", None, "paused"),
        ([("2026-11-19 12:00", "2026-11-23 12:00")], "2026-11-23 13:00", "2026-11-23", "running"),
        ([("2026-11-19 12:00", "2026-11-23 12:00")], "2026-11-24", "2026-11-23", "breached"),
    ],
)
def test_pauses_of_working_days(
    pauses: list[tuple[str, str | None]], as_of: str, due: str | None, state: str
) -> None:
    found = clock("2026-11-16 09:00", (3, "working_days"), as_of=as_of, pauses=pauses)
    assert (local(found.due), found.state) == (f"{due} 23:59" if due else None, state)


def test_a_pause_over_the_night_moves_a_limit_of_no_days() -> None:
    over_friday: list[tuple[str, str | None]] = [("2026-11-20 12:00", "2026-11-21 09:00")]
    worked = clock("2026-11-20 09:00", (0, "working_days"), as_of="2026-11-21 10:00", pauses=over_friday)
    assert local(worked.due) == "2026-11-23 23:59"
    any_day = clock("2026-11-20 09:00", (0, "days"), as_of="2026-11-21 10:00", pauses=over_friday)
    assert local(any_day.due) == "2026-11-21 23:59"


def test_a_pause_may_be_known_by_its_days() -> None:
    whole = Pause.of_days(date(2026, 10, 24), date(2026, 10, 25))
    assert whole == Pause(at("2026-10-24 00:00"), at("2026-10-26 00:00"))
    assert Pause.of_days(date(2026, 7, 1), None) == Pause(at("2026-07-01 00:00"), None)


def test_a_response_during_a_pause_is_in_time() -> None:
    paused: list[tuple[str, str | None]] = [("2026-07-02 00:00", None)]
    found = clock("2026-07-01 09:40", (72, "hours"), "2026-07-19 12:00", as_of="2026-07-20", pauses=paused)
    assert found.state == "met" and found.due is not None and found.due > at("2026-07-19 12:00")
    days = clock("2026-07-01 09:40", (1, "days"), "2026-07-19 12:00", as_of="2026-07-20", pauses=paused)
    assert days.state == "met" and days.taken <= 1


def test_what_cannot_be_a_clock_is_refused() -> None:
    with pytest.raises(Refused, match=r'"working days" is not a unit .* Did you mean "working_days"'):
        Limit(5, "working days")  # type: ignore[arg-type]
    for amount in (-1, 10_000_000, True, 1.5):
        with pytest.raises(Refused, match="whole number from 0 to"):
            Limit(amount, "hours")  # type: ignore[arg-type]
    with pytest.raises(Refused, match="cannot end before it starts"):
        Pause(at("2026-07-02 00:00"), at("2026-07-01 00:00"))
    naive = datetime(2026, 7, 1)
    with pytest.raises(Refused, match="no time zone"):
        Pause(naive, None)
    with pytest.raises(Refused, match="no time zone"):
        work_out(
            started=naive, limit=Limit(1, "hours"), responses=[], calendar=ENGLAND, as_of=at("2026-07-02")
        )
    for unit in ("hours", "days", "working_days"):
        with pytest.raises(Refused, match="9999"):
            clock("9999-12-31 12:00", (100, unit), as_of="2026-07-01")


# --- what holds for every clock

BEGIN = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)  # two days before the clocks go forward, a week before Easter
HALF_HOURS = st.integers(-48, 48 * 14)
LIMITS = st.one_of(
    st.builds(Limit, st.integers(0, 150), st.just("hours")),
    st.builds(Limit, st.integers(0, 7), st.sampled_from(["working_days", "days"])),
    st.builds(Limit, st.integers(0, 1), st.just("weeks")),
)


def moment(half_hours: int) -> datetime:
    return BEGIN + timedelta(minutes=30 * half_hours)


MOMENTS = HALF_HOURS.map(moment)
PAUSES = st.one_of(
    MOMENTS.map(lambda start: Pause(start, None)),
    st.tuples(MOMENTS, st.integers(0, 200)).map(lambda p: Pause(p[0], p[0] + timedelta(minutes=30 * p[1]))),
)
RANK = {"met": 3, "running": 2, "paused": 2, "breached": 1, "not_met": 1}


def read(
    limit: Limit, responses: list[datetime], pauses: list[Pause], as_of: datetime, started: datetime = BEGIN
) -> Clock:
    return work_out(
        started=started, limit=limit, responses=responses, pauses=pauses, calendar=ENGLAND, as_of=as_of
    )


def plainly(limit: Limit, responses: list[datetime], pauses: list[Pause], as_of: datetime) -> str:
    """A second reading: walk the half hours (or the days) one by one and count those that run."""
    answered = [r for r in responses if BEGIN <= r <= as_of]
    stopped = min(answered) if answered else max(as_of, BEGIN)
    if as_of < BEGIN:
        return "running"
    known = [p for p in pauses if p.start <= as_of]

    def still(instant: datetime) -> bool:
        return any(p.start <= instant and (p.end is None or p.end > as_of or instant < p.end) for p in known)

    if limit.unit == "hours":
        now, left = BEGIN, limit.amount * 2
        while left and now < stopped:
            left -= not still(now)
            now += timedelta(minutes=30)
        used_up = now if left == 0 else None
    else:
        day, left, used_up = civil_date(BEGIN), limit.amount * (7 if limit.unit == "weeks" else 1), None
        left += limit.amount == 0  # then the day of the start is the one to count
        day -= timedelta(days=limit.amount == 0)
        while used_up is None and day_end(day + timedelta(days=1)) < stopped:
            day += timedelta(days=1)
            worked = limit.unit != "working_days" or ENGLAND.is_working_day(day)
            left -= worked and not still(day_end(day))
            used_up = day_end(day) if left == 0 else None
    if used_up is not None and used_up < stopped:
        return "not_met" if answered else "breached"
    if answered:
        return "met"
    return "paused" if used_up is None and still(as_of) else "running"


@given(LIMITS, st.lists(MOMENTS, max_size=2), st.lists(PAUSES, max_size=3), MOMENTS)
def test_two_readings_agree(
    limit: Limit, responses: list[datetime], pauses: list[Pause], as_of: datetime
) -> None:
    assert read(limit, responses, pauses, as_of).state == plainly(limit, responses, pauses, as_of)


@given(LIMITS, st.lists(MOMENTS, max_size=4), st.lists(PAUSES, max_size=4), MOMENTS, st.randoms())
def test_the_order_of_events_does_not_matter(
    limit: Limit, responses: list[datetime], pauses: list[Pause], as_of: datetime, dice: object
) -> None:
    mixed, turned = list(responses), list(pauses)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    dice.shuffle(turned)  # type: ignore[attr-defined]
    assert read(limit, responses, pauses, as_of) == read(limit, mixed, turned, as_of)


@given(LIMITS, st.lists(MOMENTS, max_size=2), st.lists(PAUSES, max_size=3), PAUSES, MOMENTS)
def test_a_pause_never_hurts(
    limit: Limit, responses: list[datetime], pauses: list[Pause], more: Pause, as_of: datetime
) -> None:
    without, paused = read(limit, responses, pauses, as_of), read(limit, responses, [*pauses, more], as_of)
    assert paused.taken <= without.taken
    assert RANK[paused.state] >= RANK[without.state]
    if without.due is None:
        assert paused.due is None
    elif paused.due is not None:
        assert paused.due >= without.due


@given(LIMITS, st.lists(MOMENTS, max_size=2), st.lists(PAUSES, max_size=3), MOMENTS, MOMENTS)
def test_a_response_never_worsens(
    limit: Limit, responses: list[datetime], pauses: list[Pause], more: datetime, as_of: datetime
) -> None:
    without, answered = read(limit, responses, pauses, as_of), read(limit, [*responses, more], pauses, as_of)
    assert RANK[answered.state] >= RANK[without.state]
    # The day of the response counts, though a pause that began later that day would have taken it out.
    assert answered.taken <= without.taken + {"hours": 0, "weeks": 1 / 7}.get(limit.unit, 1)


@given(LIMITS, st.lists(MOMENTS, max_size=2), st.lists(PAUSES, max_size=3), MOMENTS, MOMENTS)
def test_what_is_settled_stays_settled(
    limit: Limit, responses: list[datetime], pauses: list[Pause], one: datetime, other: datetime
) -> None:
    earlier = read(limit, responses, pauses, min(one, other))
    later = read(limit, responses, pauses, max(one, other))
    if earlier.responded:
        assert (later.state, later.responded) == (earlier.state, earlier.responded)
    if earlier.state == "breached":
        assert later.state in ("breached", "not_met") and later.due == earlier.due


@given(LIMITS, st.lists(MOMENTS, max_size=2), st.lists(PAUSES, max_size=3), MOMENTS)
def test_a_clock_agrees_with_itself(
    limit: Limit, responses: list[datetime], pauses: list[Pause], as_of: datetime
) -> None:
    found = read(limit, responses, pauses, as_of)
    assert (found.due is None) == (found.state == "paused")
    assert (found.responded is not None) == (found.state in ("met", "not_met"))
    assert found.taken >= 0
    if found.due is not None:
        assert found.due >= BEGIN
        stopped = found.responded or as_of
        assert (stopped <= found.due) == (found.state in ("met", "running"))


@given(LIMITS, MOMENTS, st.integers(-12, 14))
def test_the_zone_of_writing_does_not_matter(limit: Limit, as_of: datetime, hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    here = read(limit, [], [], as_of)
    there = read(limit, [], [], as_of.astimezone(zone), BEGIN.astimezone(zone))
    assert here == there
