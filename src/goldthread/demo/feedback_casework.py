"""What the people of the demo said of their support, asked and given by the actions of wellbeing.

Whom it was asked of, when, and what they said follows from the key of the support alone, so that the same
seed gives the same record. Most answer by the link, some on paper, and some not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from goldthread.access.scope import public_scope
from goldthread.demo.chance import of_key
from goldthread.demo.places import noon
from goldthread.demo.settled_rows import Row, Rows
from goldthread.wellbeing import actions as wellbeing

if TYPE_CHECKING:
    from goldthread.access.scope import Scope
    from goldthread.demo.places import Places

_ONE_IN = 3  # so many supports are asked
_AFTER = 60  # days of support after which people are asked
_ANSWERED_LATE = timedelta(days=9)  # a person who asks for a word has had it by then
GOOD = (
    "She came with me to the first day and waited outside.",
    "They ring when they say they will.",
    "Somebody opened the letters with me. I sleep again.",
    "I was asked what I want, and it was done.",
    "",
)
BETTER = (
    "Tell me earlier when my worker is away.",
    "Mornings are hard for me. I said so twice.",
    "",
    "Less paper.",
    "",
)
_OFTEN = ("always", "mostly", "always", "mostly", "sometimes", "always", "mostly", "never")
SPOKEN = "Met and talked it through. From now on visits are after eleven."


def record(rooms: Mapping[str, Rows], made: Places, by: Scope, at: datetime) -> None:
    """Ask and hear the people of one organisation."""
    chosen: dict[str, Row] = {}
    for row in rooms["support"]:
        asked = _asked_at(row, at)
        if of_key(row["support_id"], "asked") % _ONE_IN == 0 and asked is not None:
            chosen[row["person_id"]] = {**row, "asked_at": asked}
    for row in chosen.values():
        _ask(row, made, by, at)


def lately(rooms: Mapping[str, Rows], made: Places, at: datetime) -> None:
    """Two of every team were heard in the last days: one asks for a word, one came on paper."""
    heard: dict[str, Rows] = {}
    for row in rooms["support"]:
        worker = row["worker_id"]
        here = worker and made.workers[worker].is_active
        if here and row["ended_on"] is None and row["started_on"] <= at.date() - timedelta(days=30):
            heard.setdefault(row["team"], []).append(row)
    for rows in heard.values():
        for row, paper in zip(rows[-2:], (False, True), strict=False):
            by = made.as_worker(row["organisation"], row["worker_id"])
            asked, given = at - timedelta(days=9), at - timedelta(days=1 + 2 * paper)
            channel = "paper" if paper else "link"
            ask = wellbeing.ask_feedback(person=row["person_id"], channel=channel, by=by, at=asked)
            told = {**_said(row["support_id"]), "team_may_see": True, "wants_word": not paper}
            if paper:
                wellbeing.enter_feedback(ask, by=by, at=given, **told)
            else:
                wellbeing.give_feedback(ask.pk, by=public_scope(by.organisation_id), at=given, **told)


def _asked_at(row: Row, at: datetime) -> datetime | None:
    """When they were asked: whoever is on support in the last months, the others when it ended."""
    drawn = of_key(row["support_id"], "asked on")
    known = noon(row["started_on"] + timedelta(days=_AFTER))
    if row["ended_on"] is not None:
        moment = min(known + timedelta(days=drawn % 300), noon(row["ended_on"]))
    else:
        moment = max(known, noon(at.date() - timedelta(days=5 + drawn % 110)))
    return moment if moment <= at - timedelta(days=4) else None


def _ask(row: Row, made: Places, by: Scope, at: datetime) -> None:
    key, asked = row["support_id"], row["asked_at"]
    worker = row["worker_id"]
    asker = made.as_worker(row["organisation"], worker) if worker else by
    paper = of_key(key, "paper") % 10 < 3
    channel = "paper" if paper else "link"
    ask = wellbeing.ask_feedback(person=row["person_id"], channel=channel, by=asker, at=asked)
    given = asked + timedelta(days=1 + of_key(key, "given") % 15, hours=of_key(key, "hour") % 7)
    if of_key(key, "answers") % 10 > 6 or given > at:
        return
    told = _said(key)
    if paper:
        heard = wellbeing.enter_feedback(ask, by=asker, at=given, **told)
    else:
        heard = wellbeing.give_feedback(ask.pk, by=public_scope(by.organisation_id), at=given, **told)
    if heard.wants_word and given + _ANSWERED_LATE <= at:
        spoken = given + timedelta(days=2 + of_key(key, "spoken") % 5)
        wellbeing.answer_feedback(heard.pk, words=SPOKEN, by=by, at=spoken)


def _said(key: str) -> dict[str, Any]:
    """The answers of one form; now and then a question is left out."""
    told: dict[str, Any] = {}
    for name in ("respected", "own_say", "kept_word", "helps"):
        drawn = of_key(key, name)
        told[name] = "" if drawn % 11 == 0 else _OFTEN[drawn % len(_OFTEN)]
    told["recommend"] = None if of_key(key, "recommend") % 9 == 0 else of_key(key, "recommend") % 8 != 1
    told["good"] = GOOD[of_key(key, "good") % len(GOOD)]
    told["better"] = BETTER[of_key(key, "better") % len(BETTER)]
    told["team_may_see"] = of_key(key, "team") % 3 != 0
    told["wants_word"] = of_key(key, "word") % 7 == 0
    return told
