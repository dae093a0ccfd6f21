"""Figures under two sets of terms: every indicator that the change can touch, and the records that turn over.

Both sides stand on one pinned snapshot, up to one day. Only what the change touches is worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from goldthread.contracts.terms import Standard
from goldthread.contracts.terms.changing import CONTACT, WhatIf, changed
from goldthread.contracts.terms.declared import TermSet
from goldthread.evidence.asking import kept
from goldthread.evidence.cuts import cuts_of
from goldthread.evidence.figures import Figure
from goldthread.evidence.inquiry import Inquiry
from goldthread.evidence.lean import lean
from goldthread.evidence.scenario import clocks, contacts
from goldthread.evidence.scenario.affected import affected, judged_otherwise
from goldthread.evidence.scenario.keeping import keep_newest
from goldthread.evidence.tally import Scope, scoped
from goldthread.facts.derive.reuse import touched
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.kernel.words import say_date
from goldthread.measures.questions import EXPOSURE, Question, Verdict

# What a scenario brings for whoever may open records; more are told by number.
A_PAGE = 50


@dataclass(frozen=True)
class Compared:
    """One indicator under both terms. `turned` is how many records change verdict or come in or fall out."""

    question: Question
    was: Figure
    would: Figure
    turned: int

    @property
    def same(self) -> bool:
        """True where nothing that is told of it changes."""
        told = ("value", "limits", "numerator", "denominator", "verdicts", "expected", "said")
        return all(getattr(self.was, name) == getattr(self.would, name) for name in told)


@dataclass(frozen=True)
class Moved:
    """One record whose verdict on an indicator is another; None where it is not asked about at all."""

    record_id: str
    table: str
    person_id: str | None
    dated: date | None
    was: Verdict | None
    would: Verdict | None


@dataclass(frozen=True)
class Scenario:
    """All that a change would have done to a period. `apart` are indicators that have no cut by service."""

    asked: WhatIf
    period: Period
    services: tuple[str, ...]
    standards: tuple[Standard, ...]  # the clauses as they were
    others: tuple[Standard, ...]  # and as they would be
    clocks: clocks.Counted | None
    contacts: contacts.Contacts | None
    figures: tuple[Compared, ...]
    apart: tuple[Question, ...]


@contextmanager
def otherwise(inquiry: Inquiry, asked: WhatIf, period: Period) -> Iterator[Inquiry]:
    """The same snapshot and day under the terms as asked; closed with the block."""
    basis = inquiry.basis
    terms = changed(basis.terms, asked, (period.start, period.end))
    other = Inquiry(type(basis)(basis.store, basis.snapshot, terms, basis.as_of))
    try:
        yield other
    finally:
        other.close()
        keep_newest(basis.store, basis.snapshot, terms, basis.terms)


def scenario(
    inquiry: Inquiry,
    questions: Iterable[Question],
    asked: WhatIf,
    period: Period,
    *,
    services: Sequence[str] = (),
) -> Scenario:
    """What the terms as asked would have made of a period, of these services, or of all where none is named.

    Refused where the terms cannot be so, are so already, or no record reaches the period.
    """
    if period.start > inquiry.as_of:
        raise Refused(f"No record reaches {period.label}. They end on {say_date(inquiry.as_of)}.")
    _check_share(asked, questions := list(questions))
    mine = tuple(services) or ((asked.service,) if asked.service is not None else ())
    with otherwise(inquiry, asked, period) as other:
        before, after = inquiry.basis.terms, other.basis.terms
        wanted = affected(questions, before, after)
        judged = [one for one in judged_otherwise(questions, before, after) if one not in wanted]
        can = [one for one in (*wanted, *judged) if not mine or "service" in cuts_of(one)]
        wanted_clocks = clocks_of(inquiry, other, asked, period)
        return Scenario(
            asked,
            period,
            mine,
            tuple(sorted(set(_clauses(before)) - set(_clauses(after)), key=_order)),
            tuple(sorted(set(_clauses(after)) - set(_clauses(before)), key=_order)),
            None
            if wanted_clocks is None
            else clocks.count(inquiry, other, replace(wanted_clocks, services=mine)),
            contacts.contacts(inquiry, other, period, stages=asked.stages or (), services=mine)
            if asked.standard == CONTACT
            else None,
            tuple(_compared(inquiry, other, one, period, mine, one in wanted) for one in can),
            tuple(one for one in (*wanted, *judged) if one not in can),
        )


def clocks_of(inquiry: Inquiry, other: Inquiry, asked: WhatIf, period: Period) -> clocks.Asked | None:
    """The clocks of the clause asked about; None where none of them runs otherwise, or no clause is named."""
    _, standards = touched(inquiry.basis.terms, other.basis.terms)
    if asked.standard not in standards:
        return None
    return clocks.Asked(frozenset({asked.standard}), period, (), asked.contract)


def _clauses(terms: TermSet) -> tuple[Standard, ...]:
    return (*terms.standards, *terms.casework)


def _order(row: Standard) -> tuple[str, str, str]:
    return row.contract, row.name, str(row.valid_from or "")


def _check_share(asked: WhatIf, questions: Sequence[Question]) -> None:
    """Refuse a target that no figure of the indicator can have, and an indicator that does not exist."""
    if asked.indicator is None:
        return
    known = {one.code: one for one in questions}
    if asked.indicator not in known:
        near = did_you_mean(asked.indicator, known)
        raise Refused(f'There is no indicator "{asked.indicator}" to set a target for.{near}')
    ends = [end for end in (asked.at_least, asked.at_most) if end is not None]
    if known[asked.indicator].shape == "proportion" and any(not 0 <= end <= 1 for end in ends):
        raise Refused(f'A share lies between 0 and 1. Write {max(ends) / 100:g} or "{max(ends):g}%".')


def _compared(
    inquiry: Inquiry,
    other: Inquiry,
    question: Question,
    period: Period,
    services: Sequence[str],
    asked_again: bool,
) -> Compared:
    was = inquiry.figures(question, period, services=services, with_split=False)[0]
    if not asked_again:
        # Another target is another judgement on the same figure: no record is asked again.
        expected = other.expected(question, period, was.cut, services)
        return Compared(question, was, replace(was, expected=expected), 0)
    would = other.figures(question, period, services=services, with_split=False)[0]
    sql = " UNION ALL ".join(_turned(inquiry, other, question, period, services))
    ((turned,),) = inquiry.connection.execute(f"SELECT count(*) FROM ({sql})").fetchall()
    return Compared(question, was, would, turned)


def moved(
    inquiry: Inquiry,
    other: Inquiry,
    question: Question,
    period: Period,
    *,
    services: Sequence[str] = (),
    limit: int = A_PAGE,
    offset: int = 0,
) -> list[Moved]:
    """The records of an indicator whose verdict is another under the terms of `other`, by day and record."""
    sql = " UNION ALL ".join(_turned(inquiry, other, question, period, services))
    rows = inquiry.connection.execute(
        f"SELECT * FROM ({sql}) ORDER BY dated NULLS LAST, record_id LIMIT {int(limit)} OFFSET {int(offset)}"
    ).fetchall()
    return [
        Moved(record, table, person, dated, *(None if one is None else Verdict(one) for one in pair))
        for record, table, person, dated, *pair in rows
    ]


def _turned(
    inquiry: Inquiry, other: Inquiry, question: Question, period: Period, services: Sequence[str]
) -> Iterator[str]:
    """SQL, for each side, of the rows whose verdict differs between the two inquiries."""
    scope = Scope((period,), inquiry.as_of, services=tuple(services))
    for _, side in question.sides():
        asked = lean(side, ())
        one, two = (
            f"SELECT record_id, person_id, verdict, COALESCE(placed, starts) AS dated, starts "
            f"FROM ({scoped(asked, kept(each.basis, asked, [period]), scope)}) k"
            for each in (inquiry, other)
        )
        # A record may have many rows under observation; each is one from its first day on.
        same = "a.record_id = b.record_id"
        same += " AND a.starts IS NOT DISTINCT FROM b.starts" if side.grain is EXPOSURE else ""
        yield (
            f"SELECT COALESCE(a.record_id, b.record_id) AS record_id, '{side.each.name}' AS of_table, "
            "COALESCE(a.person_id, b.person_id) AS person_id, COALESCE(a.dated, b.dated) AS dated, "
            f"a.verdict AS was, b.verdict AS would FROM ({one}) a FULL JOIN ({two}) b ON {same} "
            "WHERE a.verdict IS DISTINCT FROM b.verdict"
        )
