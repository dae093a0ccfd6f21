"""Safety in the last days of the demo: what is open, whose it is, and what is decided for the weeks ahead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from goldthread.access.scope import scope_of
from goldthread.demo.safety_casework import COMPLAINED, SAFER, SEEN, WARDS
from goldthread.inclusion import actions as inclusion
from goldthread.kernel.instants import civil_date
from goldthread.safety import actions as safety

if TYPE_CHECKING:
    from goldthread.access.scope import Scope
    from goldthread.demo.places import Places
    from goldthread.demo.settling import Row, Rows, Settled

_SETTLED_IN = 45  # days of support from which somebody is known well enough for what follows
_SIGNS = "Sleeps in the day, stops answering the telephone, speaks fast about money."
_SAFER = "Ring twice the same day. Go round with a colleague. Their sister has a key and may be rung."
_OWN = "When I stop sleeping, believe me and come early."


def record(settled: Settled, made: Places, *, at: datetime) -> None:
    """For every team: plans and decisions; then, each in another team, what is open just now."""
    teams = _teams(settled, made, at)
    for number, (team, rows) in enumerate(teams.items()):
        _plans(rows, made, number, at)
        if rows:
            _complaint(rows[-1], made, number, at)
        for happening in _NOW.get(number, ()):
            if len(rows) > 4:
                happening(rows, made, at)
        del team


def _teams(settled: Settled, made: Places, at: datetime) -> dict[str, Rows]:
    """People of each team who are known well, with a worker who is here, and on no ward."""
    rooms = settled.rooms
    away = {
        row["person_id"]
        for row in rooms["system_contact"]
        if row["kind"] == "admission" and row["ended_on"] is None
    }
    housed = {row["person_id"] for row in rooms["tenancy"] if row["status"] == "held"}
    found: dict[str, Rows] = {team: [] for team in made.teams}
    for row in rooms["support"]:
        known = row["started_on"] <= civil_date(at) - timedelta(days=_SETTLED_IN)
        here = row["worker_id"] and made.workers[row["worker_id"]].is_active
        if row["ended_on"] is None and known and here and row["person_id"] not in away:
            found[row["team"]].append(row)
    for rows in found.values():
        # Those who have a home come first, and of them one worker's: so one page shows the most.
        rows.sort(
            key=lambda row: (
                row["person_id"] not in housed,
                made.workers[row["worker_id"]].email,
                row["support_id"],
            )
        )
    return found


def _by(row: Row, made: Places, at: datetime) -> Scope:
    return scope_of(made.workers[row["worker_id"]], at=at)


def _plans(rows: Rows, made: Places, number: int, at: datetime) -> None:
    """Risk plans of some, a risk taken on purpose, and here and there a restriction."""
    for place, row in enumerate(rows[4::5][:4]):
        agreed = at - timedelta(days=6 + 9 * place)
        safety.agree_risk_plan(
            person=row["person_id"],
            level=("medium", "high", "low", "medium")[place],
            agreed_at=agreed,
            review_due_on=civil_date(agreed) + timedelta(days=28 if place == 1 else 84),
            reason="routine",
            signs=_SIGNS,
            safer=_SAFER,
            own_words=_OWN if place % 2 == 0 else "",
            copy_given_on=civil_date(agreed) if place % 2 == 0 else None,
            by=_by(row, made, at),
            at=agreed,
        )
    if len(rows) > 5:
        row, then = rows[5], at - timedelta(days=24)
        safety.decide_risk(
            person=row["person_id"],
            kind="positive_risk",
            decided_at=then,
            what="Travels to the weekly group alone, at dusk, by bus.",
            weighed="Gains: friends, and a reason to get up. May go wrong: lost, or frightened on the way. "
            "Other ways: a taxi (too dear), a lift (the group ends late). A telephone and a card with the "
            "stops make it safe enough.",
            own_words="I want to come home by myself like everybody else.",
            capacity="has",
            agreed=True,
            review_due_on=civil_date(at) + timedelta(days=4 + number),
            by=_by(row, made, at),
            at=then,
        )
    if len(rows) > 6 and number % 2:
        row, then = rows[6], at - timedelta(days=19)
        safety.decide_risk(
            person=row["person_id"],
            kind="restriction",
            decided_at=then,
            what="Staff keep the key of the medicine box between visits.",
            weighed="Twice in a month all tablets were taken at once. Smaller packs were tried and did not "
            "help. The box stays in the flat; the person has what they need for the day.",
            own_words="All right for now. I want it back in a month.",
            capacity="has",
            agreed=True,
            review_due_on=civil_date(then) + timedelta(days=21),
            by=_by(row, made, at),
            at=then,
        )


def _complaint(row: Row, made: Places, number: int, at: datetime) -> None:
    """One that came lately; every second is of nobody in particular and has had no word yet."""
    received = at - timedelta(days=3 + 2 * number)
    theme = ("communication", "support", "access", "property", "staff")[number % 5]
    by = _by(row, made, at)
    one = safety.receive_complaint(
        person=row["person_id"] if number % 2 else None,
        team=made.teams[row["team"]],
        received_at=received,
        theme=theme,
        made_by="Their mother, by telephone" if number % 2 else "A neighbour of one of our homes",
        words=f"{COMPLAINED[theme]}.",
        by=by,
        at=received,
    )
    if number % 2:
        first = received + timedelta(days=1)
        safety.acknowledge_complaint(one, acknowledged_at=first, by=by, at=first)


# --- what is open just now


def _unsafe(rows: Rows, made: Places, at: datetime) -> None:
    """Somebody exploits the person: a contact judged unsafe, an incident, and a concern of this morning."""
    row, seen = rows[0], at - timedelta(hours=3)
    by, told = _by(row, made, at), {"person": row["person_id"]}
    contact = inclusion.start_contact(
        **told, who="A man from the hostel", kind="other", started_on=civil_date(seen), by=by, at=seen
    )
    inclusion.judge_contact(
        contact,
        safe=False,
        concern="exploitation",
        words="Waits at the cash machine on pay day and sleeps in the flat.",
        by=by,
        at=seen,
    )
    concern = safety.raise_concern(
        **told,
        raised_at=seen,
        kind="exploitation",
        community_contact=contact.pk,
        words=f"{SEEN['exploitation']}.",
        by=by,
        at=seen,
    )
    safety.record_incident(
        **told,
        happened_at=seen - timedelta(hours=14),
        kind="exploited",
        severity="low",
        exploitation=True,
        concern=concern.pk,
        community_contact=contact.pk,
        words="Their benefit was gone the evening it came.",
        by=by,
        at=seen,
    )


def _to_refer(rows: Rows, made: Places, at: datetime) -> None:
    """Raised yesterday, safe the same day; it goes to the authority and has not gone yet."""
    row, seen = rows[1], at - timedelta(hours=26)
    by = _by(row, made, at)
    concern = safety.raise_concern(
        person=row["person_id"],
        raised_at=seen,
        kind="domestic",
        words=f"{SEEN['domestic']}.",
        wishes="I want him out. I do not want to leave my home.",
        by=by,
        at=seen,
    )
    safe = seen + timedelta(hours=2)
    safety.make_safe(concern, made_safe_at=safe, words=SAFER[1], by=by, at=safe)
    safety.need_referral(concern.pk, by=by, at=safe)


def _at_an_activity(rows: Rows, made: Places, at: datetime) -> None:
    """An activity that went wrong, with the incident that belongs to it and those who must be told."""
    row, then = rows[0], at - timedelta(days=2)
    by = _by(row, made, at)
    activity = inclusion.attend_activity(
        person=row["person_id"],
        attended_on=civil_date(then),
        kind="group",
        participation="accompanied",
        travel="accompanied",
        initiated=False,
        recovery_hours=None,
        went_wrong=True,
        words="Left after ten minutes and was found at the bridge.",
        by=by,
        at=then,
    )
    safety.record_incident(
        person=row["person_id"],
        activity=activity.pk,
        happened_at=then,
        kind="missing",
        severity="moderate",
        words="Gone for two hours. Came back with us, cold and frightened.",
        by=by,
        at=then + timedelta(hours=1) if then + timedelta(hours=1) <= at else at,
    )


def _blocked(rows: Rows, made: Places, at: datetime) -> None:
    """On a ward for weeks, ready for six days, and nowhere to go; the home is at risk meanwhile."""
    row, came = rows[2], at - timedelta(days=25)
    by = _by(row, made, at)
    stay = _admit(row, came, WARDS[0], by)
    told = came + timedelta(days=2)
    safety.ask_housing(
        stay.pk,
        stage="admission",
        asked_at=told,
        at_risk=True,
        alternative="none_found",
        words="Rent unpaid since the admission. The landlord waits until the end of the month.",
        by=by,
        at=told,
    )
    safety.tell_ward_risk(
        person=row["person_id"],
        level="high",
        agreed_at=told,
        told_by="the nurse in charge, Juniper ward",
        signs="Tries to leave at night.",
        safer="Observed every hour there.",
        by=by,
        at=told,
    )
    ready = at - timedelta(days=6)
    safety.block_discharge(
        stay.pk,
        ready_at=ready,
        delay_reason="18",
        words="The panel meets on Thursday. Two rooms are free at Example Court.",
        by=by,
        at=ready,
    )


def _just_left(rows: Rows, made: Places, at: datetime) -> None:
    """Left a ward two days ago: somebody speaks with them within days."""
    row = rows[3]
    by = _by(row, made, at)
    stay = _admit(row, at - timedelta(days=18), WARDS[1], by)
    left = at - timedelta(days=2)
    safety.discharge(stay.pk, left_at=left, destination="own_home_more", planned=True, by=by, at=left)


def _crisis(rows: Rows, made: Places, at: datetime) -> None:
    """The crisis team came last night; nobody has asked about the home yet. One was at A&E days before."""
    for row, kind, hours in ((rows[1], "crisis", 15), (rows[2], "ae", 100)):
        when = at - timedelta(hours=hours)
        safety.record_system_contact(
            person=row["person_id"],
            kind=kind,
            happened_at=when,
            place="Example crisis team" if kind == "crisis" else "Example Hospital",
            by=_by(row, made, at),
            at=when,
        )


def _away(rows: Rows, made: Places, at: datetime) -> None:
    """On a ward far from home."""
    row, came = rows[3], at - timedelta(days=9)
    safety.record_system_contact(
        person=row["person_id"],
        kind="out_of_area",
        happened_at=came,
        place="Farther Hospital, ninety miles away",
        words="No bed was free nearer. We ring every second day.",
        by=_by(row, made, at),
        at=came,
    )


def _admit(row: Row, came: datetime, place: str, by: Scope) -> Any:
    return safety.record_system_contact(
        person=row["person_id"],
        kind="admission",
        happened_at=came,
        planned=False,
        place=place,
        by=by,
        at=came,
    )


_Happening = Callable[["Rows", "Places", datetime], None]
_NOW: dict[int, tuple[_Happening, ...]] = {
    0: (_crisis,),
    1: (_at_an_activity,),
    2: (_to_refer, _away),
    3: (_just_left, _to_refer),
    4: (_unsafe, _blocked),
}
