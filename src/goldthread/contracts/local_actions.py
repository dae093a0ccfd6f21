"""Acts on indicators of one's own: begun, written, proposed, approved by a second person, retired.

What is approved never changes: a later version takes its place. Each act ends by telling the ledger, with
ids, codes and numbers; the worksheet's words stay in the row.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction

from goldthread.access import walls
from goldthread.access.kept import KeptRows
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.contracts import queries as contract_queries
from goldthread.contracts.models.local import (
    APPROVED,
    DRAFT,
    PROPOSED,
    RETIRED,
    STATUSES,
    SUPERSEDED,
    LocalIndicator,
)
from goldthread.contracts.specification.termed import in_force_on
from goldthread.contracts.worksheets import (
    FIELDS,
    LEAST_ANSWER,
    MOST_ANSWER,
    MOST_LETTERS,
    NotReady,
    check_code,
    faults,
    fingerprint,
    next_version,
    starting_text,
)
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import tell

MOST_NAME = 120


@transaction.atomic
def begin_local(code: str, name: str, *, known: Collection[str], by: Scope, at: datetime) -> LocalIndicator:
    """A new worksheet, with a definition that works to begin from. `known` are codes already in use."""
    by.check(May.CONTRACT)
    code, name = check_code(code.strip()), name.strip()
    if not name or len(name) > MOST_NAME or not name.isprintable():
        raise Refused(f"Give it a name of at most {MOST_NAME} letters, on one line.")
    # Figures are told by code alone, so a code is one indicator's in the whole database.
    with walls.beyond():  # codes are unique in the whole database
        taken = code in known or KeptRows(LocalIndicator).filter(code=code, voided=False).exists()
    if taken:
        raise Refused(f'The code "{code}" is already in use. Choose another.')
    row = LocalIndicator.new(by=by, at=at, code=code, text=starting_text(code, name))
    _insert(row, f'The code "{code}" is already in use. Choose another.')
    _tell("begin_local_indicator", row, by=by, at=at)
    return row


@transaction.atomic
def save_local(
    indicator: LocalIndicator | str, *, version: int, by: Scope, at: datetime, **written: str
) -> LocalIndicator:
    """Write answers of the worksheet, the definition (`text`), or both. A draft need not be right yet."""
    row = _of(indicator, DRAFT, "written", by=by)
    allowed = (*FIELDS, "text")
    for field, words in written.items():
        if field not in allowed:
            raise Refused(f'The worksheet has no "{field}".')
        most = MOST_LETTERS if field == "text" else MOST_ANSWER
        if len(words) > most:
            raise Refused(f"This is longer than {most:,} letters. Shorten it.")
        if "\0" in words:
            raise Refused("This holds a character that no text has. Take it out.")
    row.change(
        version=version, at=at, **{name: words.replace("\r\n", "\n") for name, words in written.items()}
    )
    _tell("write_local_indicator", row, by=by, at=at, fields=sorted(written))
    return row


@transaction.atomic
def propose_local(
    indicator: LocalIndicator | str, *, version: int, known: Collection[str], by: Scope, at: datetime
) -> LocalIndicator:
    """Propose a draft for a second person's approval. Refused with everything that it still lacks."""
    row = _of(indicator, DRAFT, "proposed", by=by)
    _check_ready(row, known)
    said = fingerprint(row.answers, row.text)
    row.change(
        version=version,
        at=at,
        status=PROPOSED,
        hash=said,
        proposed_by=by.told_as,
        proposed_at=at,
        decided_by="",
        decided_at=None,
        decision="",
    )
    _tell("propose_local_indicator", row, by=by, at=at, hash=said)
    return row


@transaction.atomic
def approve_local(
    indicator: LocalIndicator | str,
    *,
    version: int,
    decision: str,
    known: Collection[str],
    by: Scope,
    at: datetime,
) -> LocalIndicator:
    """Approve what another proposed: from now it may be contracted. The version before it is replaced."""
    row = _of(indicator, PROPOSED, "approved", by=by)
    if by.told_as == row.proposed_by:
        raise Refused("You proposed this. A second person approves it: ask one who may agree contracts.")
    decision = _sentence(decision, "Say in a sentence why it is fit to be contracted.")
    _check_ready(row, known)  # what it reads may have changed since it was proposed
    if fingerprint(row.answers, row.text) != row.hash:
        raise Refused("This is not what was proposed. Send it back, and have it proposed again.")
    before = LocalIndicator.objects.seen_by(by).filter(code=row.code, status=APPROVED, voided=False)
    for one in before:
        one.change(version=one.version, at=at, status=SUPERSEDED)
    row.change(
        version=version, at=at, status=APPROVED, decided_by=by.told_as, decided_at=at, decision=decision
    )
    _tell("approve_local_indicator", row, by=by, at=at, hash=row.hash)
    return row


@transaction.atomic
def send_back_local(
    indicator: LocalIndicator | str, *, version: int, reason: str, by: Scope, at: datetime
) -> LocalIndicator:
    """Send what was proposed back to be written further, with the reason; its proposer may take it back."""
    row = _of(indicator, PROPOSED, "sent back", by=by)
    reason = _sentence(reason, "Say in a sentence what should change.")
    row.change(
        version=version, at=at, status=DRAFT, hash="", decided_by=by.told_as, decided_at=at, decision=reason
    )
    _tell("send_back_local_indicator", row, by=by, at=at)
    return row


@transaction.atomic
def retire_local(
    indicator: LocalIndicator | str,
    *,
    version: int,
    reason: str,
    by: Scope,
    at: datetime,
) -> LocalIndicator:
    """An approved indicator is no longer asked. Refused while a contract in force, or to come, names it."""
    row = _of(indicator, APPROVED, "retired", by=by)
    if named := _contracts_naming(row.code, civil_date(at)):
        raise Refused(
            f"The contract {named[0]} still names {row.code}. Agree a version without it, then retire it."
        )
    reason = _sentence(reason, "Say in a sentence why it is no longer asked.")
    row.change(
        version=version, at=at, status=RETIRED, retired_by=by.told_as, retired_at=at, retired_because=reason
    )
    _tell("retire_local_indicator", row, by=by, at=at)
    return row


@transaction.atomic
def next_local(indicator: LocalIndicator | str, *, by: Scope, at: datetime) -> LocalIndicator:
    """A draft of the next version of an approved or retired indicator; what is in force stays until then."""
    by.check(May.CONTRACT)
    row = _found(indicator, by=by)
    versions = list(LocalIndicator.objects.seen_by(by).filter(code=row.code, voided=False))
    last = max(versions, key=lambda one: one.number)
    if last.status in (DRAFT, PROPOSED):
        raise Refused(f"Version {last.number} of {row.code} is {STATUSES[last.status]}. Go on with that one.")
    number = last.number + 1
    made = LocalIndicator.new(
        by=by,
        at=at,
        code=last.code,
        number=number,
        text=next_version(last.text, number),
        **last.answers,
    )
    _insert(made, f"Somebody else began version {number} at the same time. Go on with that one.")
    _tell("begin_local_indicator", made, by=by, at=at)
    return made


@transaction.atomic
def discard_local(
    indicator: LocalIndicator | str, *, version: int, by: Scope, at: datetime
) -> LocalIndicator:
    """Throw a draft away; the row stays, marked, and its code is free again."""
    row = _of(indicator, DRAFT, "thrown away", by=by)
    row.change(version=version, at=at, voided=True)
    _tell("discard_local_indicator", row, by=by, at=at)
    return row


def _of(indicator: LocalIndicator | str, status: str, act: str, *, by: Scope) -> LocalIndicator:
    """The row, within the scope, in the state that the act begins from."""
    by.check(May.CONTRACT)
    row = _found(indicator, by=by)
    if row.status != status:
        raise Refused(f"It cannot be {act}: this version is {STATUSES[row.status]}. Load its page again.")
    return row


def _found(indicator: LocalIndicator | str, *, by: Scope) -> LocalIndicator:
    key = indicator if isinstance(indicator, str) else indicator.pk
    row: LocalIndicator | None = LocalIndicator.objects.seen_by(by).filter(pk=key, voided=False).first()
    if row is None:
        raise Refused("There is no such local indicator in your organisation.")
    return row


def _insert(row: LocalIndicator, taken: str) -> None:
    """Save a new row; where another took its code and number in the same moment, say so."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(taken) from None


def _contracts_naming(code: str, today: date) -> list[str]:
    """Codes of contracts, of the whole database, with a version from today on that names an indicator."""
    found = []
    for agreed in contract_queries.agreed():
        spec, span = agreed.specification, in_force_on(agreed)
        named = {one.indicator for one in spec.schedule} | {
            code for one in spec.schedule for code in one.balance
        }
        named |= {outcome.indicator or "" for pathway in spec.pathways for outcome in pathway.outcomes}
        if code in named and span is not None and span[1] >= today:
            found.append(spec.code)
    return sorted(set(found))


def _check_ready(row: LocalIndicator, known: Collection[str]) -> None:
    found = faults(row.answers, row.text, row.code, row.number, known)
    if found:
        raise NotReady(found)


def _sentence(words: str, wanted: str) -> str:
    told = words.strip()
    if len(told) < LEAST_ANSWER:
        raise Refused(wanted)
    if len(told) > MOST_ANSWER:
        raise Refused(f"This is longer than {MOST_ANSWER:,} letters. Shorten it.")
    return told


def _tell(verb: str, row: LocalIndicator, *, by: Scope, at: datetime, **content: object) -> None:
    told = {"code": row.code, "number": row.number, **content}
    tell(f"contracts.{verb}", by=by, at=at, subjects=[("contracts.localindicator", row.pk)], content=told)
