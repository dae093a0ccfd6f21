"""What goes wrong in the simulation, tidied to what the room safety takes."""

from __future__ import annotations

from datetime import date, timedelta

from goldthread.demo.settled_rows import LOOSE, Row, Rows, day_of, fill

TABLES = ("system_contact", "safeguarding_concern", "incident", "complaint")
_ANSWERED = timedelta(days=40)  # what nobody closed for long was closed by then
# Why a discharge waited and whose it was: codes of the national list, which since April 2024 lays a wait
# for housing at nobody's door.
_WHY = (("18", None), ("15", None), ("09", "05"), ("14", None))
_CODES_FROM = date(2024, 4, 1)
_WAITED_FROM = 10  # days on a ward from which some wait to leave


def tidy(rooms: dict[str, Rows], ends_on: date) -> None:
    """Moments for days, one stay at a time, each discharge on its stay, and nothing open for longer."""
    for row in rooms["system_contact"]:
        fill(row, "happened")
    rooms["system_contact"] = _with_delays(_one_stay_at_once(rooms["system_contact"], ends_on))
    for row in rooms["safeguarding_concern"]:
        row["safeguarding_concern_id"] = row["safeguarding_concern_id"].replace("safeguarding_", "")
        _concern(row, ends_on)
    for row in rooms["incident"]:
        fill(row, "happened")
    for row in rooms["complaint"]:
        _complaint(row, ends_on)


def _one_stay_at_once(rows: Rows, ends_on: date) -> Rows:
    """Whoever is on a ward is not admitted again; a discharge belongs to the stay that it ends."""
    stays: dict[tuple[str, date | None], str] = {}
    until: dict[str, date] = {}
    kept: Rows = []
    for row in sorted(rows, key=lambda row: (row["happened_at"], row["kind"])):
        person = row["person_id"]
        row["stay"] = None
        if row["kind"] == "admission":
            if row["happened_on"] <= until.get(person, date.min):
                continue
            if row["ended_on"] is None and row["happened_on"] < ends_on - LOOSE:
                row["ended_on"] = row["happened_on"] + LOOSE
            until[person] = row["ended_on"] or date.max
            stays[person, row["ended_on"]] = row["system_contact_id"]
        elif row["kind"] == "discharge":
            row["stay"] = stays.pop((person, row["happened_on"]), None)
            if row["stay"] is None:
                continue
        kept.append(row)
    return kept


def _with_delays(rows: Rows) -> Rows:
    """Every third of the long stays waited some days for a place to go to."""
    long = [
        row
        for row in rows
        if row["kind"] == "admission"
        and row["ended_on"] is not None
        and row["happened_on"] >= _CODES_FROM
        and (row["ended_on"] - row["happened_on"]).days >= _WAITED_FROM
    ]
    for number, stay in enumerate(long[::3]):
        reason, whose = _WHY[number % len(_WHY)]
        days = 3 + 2 * (number % 3)
        ready: Row = {
            **stay,
            "system_contact_id": stay["system_contact_id"].replace("contact-", "contact-d"),
            "kind": "delayed_discharge",
            "stay": stay["system_contact_id"],
            "happened_at": None,
            "happened_on": stay["ended_on"] - timedelta(days=days),
            "planned": None,
            "delay_reason": reason,
            "delay_attributed_to": whose,
            "delayed_days": days,
        }
        fill(ready, "happened")
        rows.append(ready)
    return rows


def _concern(row: Row, ends_on: date) -> None:
    """A concern goes forward: safe, then referred or not, then closed."""
    old = row["raised_on"] < ends_on - LOOSE
    row["closed_at"] = row["referred_at"] = None
    for pair in ("raised", "made_safe", "referred", "closed"):
        fill(row, pair)
    begun = row["raised_at"]
    if row["made_safe_at"] is None and (old or row["closed_at"]):
        row["made_safe_at"] = begun
    if row["referred_at"] is not None:
        row["referral_needed"] = True
    elif old or row["closed_at"]:
        if row["referral_needed"]:
            row["referred_at"] = begun + timedelta(days=1)
        row["referral_needed"] = bool(row["referral_needed"])
    if row["closed_at"] is None and old:
        row["closed_at"] = begun + _ANSWERED
    for name, after in (("made_safe", begun), ("referred", begun), ("closed", begun)):
        if row[f"{name}_at"] is not None:
            row[f"{name}_at"] = max(row[f"{name}_at"], after)
    if row["closed_at"] is not None:
        said = [row[name] for name in ("made_safe_at", "referred_at", "closed_at") if row[name]]
        row["closed_at"] = max(said)
    for name in ("made_safe", "referred", "closed"):
        row[f"{name}_on"] = day_of(row[f"{name}_at"]) if row[f"{name}_at"] is not None else None


def _complaint(row: Row, ends_on: date) -> None:
    """A complaint is answered after it came; one that nobody answered for long was answered late."""
    row["received_at"] = row["responded_at"] = None
    fill(row, "received")
    if row["responded_on"] is None and row["received_on"] < ends_on - LOOSE:
        row["responded_on"] = row["received_on"] + _ANSWERED
    fill(row, "responded")
    if row["responded_at"] is not None:
        row["responded_at"] = max(row["responded_at"], row["received_at"])
        row["responded_on"] = day_of(row["responded_at"])
        row["upheld"] = bool(row["upheld"])
