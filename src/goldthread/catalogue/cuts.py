"""The cuts that any figure may be told by: where, and for whom.

A cut is read on the record's own day: age, stage and risk as they were then, not as they are now.
"""

from __future__ import annotations

from goldthread.catalogue.tables import TABLES
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.tables import Table
from goldthread.measures.tree import Bands, Column, Node, Parent
from goldthread.measures.words import band, blank, last, outer, years_between

STANDARD_CUTS = ("service", "team", "locality", "age_band", "gender", "ethnicity", "stage", "risk_level")
AGE_BANDS = Bands(
    "age_bands",
    (
        ("under 16", None, 15),
        ("16-35", 16, 35),
        ("36-50", 36, 50),
        ("51-65", 51, 65),
        ("66 and over", 66, None),
    ),
)


def standard_cut(name: str, each: Table, on: Node | None) -> Node:
    """One cut of the records of `each`, read on the day `on`.

    A column of the table of that name comes first (service, hours_band); then what the person's own records
    say. Refused where the table cannot tell.
    """
    if each.has(name):
        return Column(each, each.spec(name))
    if name in ("gender", "ethnicity"):
        return _of_person(each, name)
    if on is None and name in STANDARD_CUTS:
        raise Refused(f'The cut "{name}" needs a day to be read on; {each.called} have none here.')
    if on is not None and name == "age_band":
        return band(years_between(_of_person(each, "birth_month"), on), AGE_BANDS)
    if on is not None and name == "stage":
        spells = TABLES["stage_spell"]
        running = blank(spells.ended_on) | (spells.ended_on >= outer(on))
        return last(
            spells.stage,
            by=spells.started_on,
            where=(spells.started_on <= outer(on)) & running,
            same=_person_pair(spells, each),
        )
    if on is not None and name == "risk_level":
        assessed = TABLES["risk_assessment"]
        return last(
            assessed.level,
            by=assessed.assessed_on,
            where=assessed.assessed_on <= outer(on),
            same=_person_pair(assessed, each),
        )
    raise Refused(
        f'{each.name} has no cut "{name}".{did_you_mean(name, (*each.column_names, *STANDARD_CUTS))}'
    )


def cuts(each: Table, on: Node | None, *names: str, **own: Node) -> dict[str, Node]:
    """Cuts by name, with cuts of the question's own beside them."""
    return {**{name: standard_cut(name, each, on) for name in names}, **own}


def _of_person(each: Table, name: str) -> Node:
    persons = TABLES["person"]
    if each is persons:
        return Column(persons, persons.spec(name))
    if not each.has("person_id"):
        raise Refused(f'{each.called} are not about a person, so they have no cut by "{name}".')
    return Parent(Column(each, each.spec("person_id")), Column(persons, persons.spec(name)))


def _person_pair(inner: Table, each: Table) -> tuple[Node, Node]:
    if not each.has("person_id"):
        raise Refused(f"{each.called} are not about a person, so stage and risk cannot be told.")
    return (Column(inner, inner.spec("person_id")), Column(each, each.spec("person_id")))
