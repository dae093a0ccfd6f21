"""A definition tried on real records: what a page shows of it, and to whom.

Who may write a question may ask anything of the records, one person's among them. So a draft is tried only by
those who may open records, and on the records of their own organisation. What is proposed cannot be changed
any more by who reads it: then its figure is shown to everybody who sees figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from goldthread.access.queries import services_elsewhere
from goldthread.access.rules import May
from goldthread.contracts.models.local import DRAFT, LocalIndicator
from goldthread.evidence.preview import EACH, Preview, preview
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Question
from goldthread.measures.tree import Column, Parent, Related, walk
from goldthread.people.known import own_people
from goldthread.web.asking import Held, When, when_told
from goldthread.web.look.door import Door
from goldthread.web.records import own_only
from goldthread.web.standing import Standing, standing

NOT_TRIED = (
    "You see figures, not records, and a question of one's own can single out one person. Once it is "
    "proposed its figure is shown here."
)
NOT_TIED = (
    "This store holds records of other organisations too. A lookup here must be tied by a key, such as "
    'same="person_id".'
)


@dataclass(frozen=True)
class Tried:
    """What came of it: a preview, or in `why` why there is none. `when` is None where there is no store."""

    question: Question | None
    when: When | None = None
    view: Standing | None = None
    preview: Preview | None = None
    why: str = ""
    opens: bool = False


def tried(door: Door, row: LocalIndicator, question: Question | None, said: str, *, asked: bool) -> Tried:
    """A question tried for the period that was said; where it was not `asked`, only the periods to choose."""
    opens = door.scope.may(May.OPEN_RECORDS)
    if row.status == DRAFT and not opens:
        return Tried(question, why=NOT_TRIED)
    try:
        with standing() as view:
            when = when_told(said, view.as_of)
            if not asked or question is None:
                return Tried(question, when, view)
            try:
                found = _preview(door, view, question, when, opens)
            except Refused as refusal:
                return Tried(question, when, view, why=str(refusal))
            return Tried(question, when, view, found, opens=opens)
    except Refused as refusal:
        return Tried(question, why=str(refusal))


def _preview(door: Door, view: Standing, question: Question, when: When, opens: bool) -> Preview:
    if not opens:
        return preview(view.inquiry, question, when.period, each=0)
    services = own_only(door, view, question, Held({}, {})).services
    if services_elsewhere(seen_by=door.scope) & set(view.services()):
        _check_tied(question)
    found = preview(view.inquiry, question, when.period, services=services, each=EACH)
    people = [one.person_id for one in found.members if one.person_id]
    door.look(own_people(people, seen_by=door.scope), "local indicator tried")
    return found


def _check_tied(question: Question) -> None:
    """Refuse a lookup that reads rows of other people: they could be those of another organisation."""
    for _, side in question.sides():
        if side is not question:
            _check_tied(side)
            continue
        lookups = (part for _, node in side.parts() for part in walk(node) if isinstance(part, Related))
        for one in lookups:
            if not any(_is_key(inner) and _is_key(outside) for inner, outside in one.same):
                raise Refused(NOT_TIED)


def _is_key(node: object) -> bool:
    column = node.column if isinstance(node, Parent) else node
    if not isinstance(column, Column):
        return False
    return column.spec.refers_to is not None or column.spec.name == column.table.key
