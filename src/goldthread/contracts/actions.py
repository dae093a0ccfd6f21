"""How a specification is written, proposed and agreed. Every action ends by telling the ledger.

A version is a draft until somebody proposes it; somebody else agrees it, of the other side where that side
has an account. From its first day the version before it has ended. What was agreed is never written again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from goldthread.access import walls
from goldthread.access.queries import services_elsewhere, somebody_holds
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.contracts import queries, rules
from goldthread.contracts.models import Contract, Version
from goldthread.contracts.rules import SIDES, Side, Status
from goldthread.contracts.specification import checks, reading, writing
from goldthread.contracts.specification.declared import Agreed, Specification
from goldthread.contracts.specification.termed import last_day
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import tell

Written = Specification | str  # a document, or its TOML


@transaction.atomic
def begin_contract(
    written: Written, *, by: Scope, at: datetime, note: str = "", origin: str = "The specification"
) -> Version:
    """A new contract with its first version as a draft; answers the version.

    Refused where the TOML cannot be read (with the place in `origin`), or where the code is taken.
    """
    by.check(May.CONTRACT)
    told = _read(written, origin)
    code = rules.check_code(told.code)
    with walls.beyond():  # codes are unique in the whole database
        taken = Contract.every.filter(code__iexact=code).exists()
    if taken:
        raise Refused(f'There is already a contract with the code "{code}". Choose another.', where="code")
    contract = Contract.new(by=by, at=at, code=code, name=_name(told))
    contract.save(force_insert=True)
    made = _draft(contract, told, number=1, note=note, by=by, at=at)
    tell(
        "contracts.begin",
        by=by,
        at=at,
        subjects=[("contracts.contract", contract.pk), ("contracts.version", made.pk)],
        content={"code": code, "template": told.template, "hash": made.hash},
    )
    return made


@transaction.atomic
def begin_version(contract: str, *, by: Scope, at: datetime, note: str = "") -> Version:
    """A draft of the next version of a contract (by key), as the last one agreed, else as the last written.

    Refused while another version is being written or waits to be agreed.
    """
    by.check(May.CONTRACT)
    of = _contract(contract, by)
    before = queries.versions(of, seen_by=by)
    agreed = [one for one in before if one.status == Status.AGREED]
    last = (agreed or before)[0]
    return _next(of, last.specification, before, note=note, by=by, at=at)


@transaction.atomic
def import_toml(text: str, *, by: Scope, at: datetime, note: str = "", origin: str = "The file") -> Version:
    """A TOML document as a draft: of a new contract, or the next version of the one whose code it has."""
    by.check(May.CONTRACT)
    told = _read(text, origin)
    found = Contract.objects.seen_by(by).filter(code=told.code.strip()).first()
    if found is None:
        return begin_contract(told, by=by, at=at, note=note)
    return _next(found, told, queries.versions(found, seen_by=by), note=note, by=by, at=at)


@transaction.atomic
def save_draft(
    key: str, written: Written, *, version: int, by: Scope, at: datetime, note: str | None = None
) -> Version:
    """Write a draft (by key). A second editor since `version` is refused and shown both.

    A draft may have faults; it cannot change the code of the contract.
    """
    by.check(May.CONTRACT)
    row = _version(key, by)
    rules.check_status(row.status, Status.DRAFT, "changed")
    told = _read(written, "The specification")
    if told.code != row.contract.code:
        raise Refused(
            f'The contract has the code "{row.contract.code}", and figures know it by that. Leave it.',
            where="code",
        )
    values: dict[str, Any] = _document(told)
    if note is not None:
        values["note"] = _text(note, 400)
    row.change(version=version, at=at, **values)
    if row.number == 1:
        _rename(row.contract, told, at)
    _tell("save_draft", row, by, at, hash=row.hash)
    return row


@transaction.atomic
def propose(
    key: str, *, version: int, valid_from: date | None, reason: str = "", by: Scope, at: datetime
) -> Version:
    """Put a draft before whoever agrees it, to be in force from a day. Refused with every fault it has.

    A day that is past, and a change of what was agreed, need a reason.
    """
    by.check(May.CONTRACT)
    row = _version(key, by)
    rules.check_status(row.status, Status.DRAFT, "proposed")
    side = rules.sides_of(by.roles)[0]
    day = _check(row, valid_from, by, at)
    backdated = day < civil_date(at)
    if backdated:
        reason = rules.check_reason(reason, "it is to be in force from a day that is past")
    elif _former(row, day, by):
        reason = rules.check_reason(reason, "what was agreed is to change")
    row.change(
        version=version,
        at=at,
        status=Status.PROPOSED.value,
        valid_from=day,
        reason=_text(reason, 2_000),
        sent_back="",
        backdated=backdated,
        proposed_by=by.told_as,
        proposed_as=side.value,
        proposed_at=at,
    )
    _tell("propose", row, by, at, side=side.value, valid_from=day, backdated=backdated, hash=row.hash)
    return row


@transaction.atomic
def send_back(key: str, *, version: int, reason: str, by: Scope, at: datetime) -> Version:
    """Answer a proposal by what is to change first: it is a draft again."""
    by.check(May.CONTRACT)
    row = _version(key, by)
    rules.check_status(row.status, Status.PROPOSED, "sent back")
    row.change(
        version=version,
        at=at,
        status=Status.DRAFT.value,
        sent_back=rules.check_reason(reason, "it is sent back"),
        valid_from=None,
        backdated=False,
        proposed_by="",
        proposed_as="",
        proposed_at=None,
    )
    _tell("send_back", row, by, at)
    return row


@transaction.atomic
def agree(key: str, *, version: int, by: Scope, at: datetime) -> Version:
    """Agree a proposal: it is in force from its day, and the one before it ends the day before.

    Refused to whoever proposed it and, where the other side has an account, to the proposer's side. A version
    agreed earlier that has not begun by then is withdrawn: this one takes its place.
    """
    by.check(May.CONTRACT)
    row = _version(key, by)
    rules.check_status(row.status, Status.PROPOSED, "agreed")
    proposed_as = Side(row.proposed_as)
    there = somebody_holds(SIDES[proposed_as.other], seen_by=by, on=civil_date(at))
    side = rules.check_agreeing(
        proposer=row.proposed_by,
        proposed_as=proposed_as,
        asker=by.told_as,
        roles=by.roles,
        other_side_is_here=there,
    )
    day = _check(row, row.valid_from, by, at)
    replaced = []
    for other in queries.versions(row.contract, seen_by=by, status=Status.AGREED):
        if other.valid_from >= day:
            took = f"Version {row.number} took its place before it began."
            values = {
                "status": Status.WITHDRAWN.value,
                "withdrawn_at": at,
                "sent_back": took,
                "valid_to": None,
            }
            other.change(version=other.version, at=at, **values)
            replaced.append(other.number)
        elif other.valid_to is None or other.valid_to >= day:
            other.change(version=other.version, at=at, valid_to=day - timedelta(days=1))
    backdated = day < civil_date(at)
    if backdated and not row.reason:
        raise Refused(
            "Its first day has passed since it was proposed, and no reason is given for a day that is past. "
            "Send it back; propose it again with a reason, or from a later day.",
            where="valid_from",
        )
    row.change(
        version=version,
        at=at,
        status=Status.AGREED.value,
        backdated=backdated,
        agreed_by=by.told_as,
        agreed_as=side.value,
        agreed_at=at,
    )
    _rename(row.contract, row.specification, at)
    _tell(
        *("agree", row, by, at),
        side=side.value,
        valid_from=day,
        backdated=backdated,
        replaced=replaced,
        hash=row.hash,
    )
    return row


@transaction.atomic
def withdraw(key: str, *, version: int, reason: str, by: Scope, at: datetime) -> Version:
    """Give up a draft, or a proposal of one's own side. What was agreed is changed by another version."""
    by.check(May.CONTRACT)
    row = _version(key, by)
    if row.status not in (Status.DRAFT, Status.PROPOSED):
        rules.check_status(row.status, Status.DRAFT, "withdrawn")
    if row.status == Status.PROPOSED and Side(row.proposed_as) not in rules.sides_of(by.roles):
        raise Refused("The other side proposed this version. Send it back with what is to change.")
    row.change(
        version=version,
        at=at,
        status=Status.WITHDRAWN.value,
        sent_back=rules.check_reason(reason, "it is withdrawn"),
        valid_from=None,
        backdated=False,
        withdrawn_at=at,
    )
    _tell("withdraw", row, by, at)
    return row


def _check(row: Version, valid_from: date | None, by: Scope, at: datetime) -> date:
    """The first day, of a version without fault, that fits its contract and all that is agreed beside it."""
    told = row.specification
    checks.check(told, queries.indicators(seen_by=by))
    before = queries.versions(row.contract, seen_by=by, status=Status.AGREED)
    begun = [one.valid_from for one in before if one.valid_from <= civil_date(at)]
    day = rules.check_first_day(
        valid_from, starts_on=told.starts_on, ends_on=last_day(told), in_force_from=max(begun, default=None)
    )
    checks.check_versions([*_until(day, before), Agreed(told, row.number, day)])
    if any(rules.covers(told, service) for service in services_elsewhere(seen_by=by)):
        raise Refused(
            "It covers services of another organisation of this database. Name your own services, without "
            "a pattern that reaches further.",
            where="services",
        )
    rules.check_one_promise(
        Agreed(told, row.number, day),
        [one for one in queries.agreed(seen_by=by) if one.specification.code != told.code],
    )
    return day


def _until(day: date, before: Sequence[Version]) -> list[Agreed]:
    """What was agreed before a day, as it will have ended when another version begins on it."""
    last = day - timedelta(days=1)
    return [
        Agreed(one.specification, one.number, one.valid_from, min(one.valid_to or last, last))
        for one in before
        if one.valid_from < day
    ]


def _former(row: Version, day: date, by: Scope) -> bool:
    agreed = queries.versions(row.contract, seen_by=by, status=Status.AGREED)
    return any(one.valid_from <= day for one in agreed)


def _next(
    contract: Contract,
    told: Specification,
    before: Sequence[Version],
    *,
    note: str,
    by: Scope,
    at: datetime,
) -> Version:
    for one in before:
        if one.status in (Status.DRAFT, Status.PROPOSED):
            words = "is being written" if one.status == Status.DRAFT else "waits to be agreed"
            raise Refused(f"Version {one.number} {words}. Open that one, or withdraw it first.")
    number = max((one.number for one in before), default=0) + 1
    made = _draft(contract, told, number=number, note=note, by=by, at=at)
    _tell("begin_version", made, by, at, hash=made.hash)
    return made


def _draft(
    contract: Contract, told: Specification, *, number: int, note: str, by: Scope, at: datetime
) -> Version:
    made = Version.new(
        by=by,
        at=at,
        contract=contract,
        number=number,
        status=Status.DRAFT.value,
        note=_text(note, 400),
        **_document(told),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused("Somebody else began this version a moment ago. Open the contract again.") from None
    return made


def _document(told: Specification) -> dict[str, str]:
    text = writing.write(told)
    if len(text) > rules.LONGEST_DOCUMENT:
        raise Refused(f"It has {len(text):,} letters; {rules.LONGEST_DOCUMENT:,} is the most. Shorten it.")
    return {"document": text, "hash": hashlib.sha256(text.encode()).hexdigest()}


def _read(written: Written, origin: str) -> Specification:
    if isinstance(written, Specification):
        reading.check_shown(writing.write(written), origin)
        return written
    if "\x00" in written:
        raise Refused("It holds a character that is no text. Save it as UTF-8.", where=origin)
    if len(written) > rules.LONGEST_DOCUMENT:
        raise Refused(
            f"It has {len(written):,} letters; {rules.LONGEST_DOCUMENT:,} is the most.", where=origin
        )
    told = reading.read(written, origin)
    reading.check_shown(written, origin)
    return told


def _name(told: Specification) -> str:
    return _text(told.name, 200) or told.code


def _text(words: str, most: int) -> str:
    found = " ".join(words.split())
    if len(found) > most:
        raise Refused(f"It has {len(found):,} letters; {most:,} is the most. Shorten it.")
    return found


def _rename(contract: Contract, told: Specification, at: datetime) -> None:
    name = _name(told)
    if contract.name != name:
        contract.change(version=contract.version, at=at, name=name)


def _contract(key: str, by: Scope) -> Contract:
    found: Contract | None = (
        Contract.objects.seen_by(by).filter(pk=key).first() if key.isprintable() else None
    )
    if found is None:
        raise Refused("There is no such contract in your organisation. Go back to the list.")
    return found


def _version(key: str, by: Scope) -> Version:
    rows = Version.objects.seen_by(by).filter(pk=key).select_related("contract")
    found: Version | None = rows.first() if key.isprintable() else None
    if found is None:
        raise Refused("There is no such version in your organisation. Go back to the contract.")
    return found


def _tell(verb: str, row: Version, by: Scope, at: datetime, **content: Any) -> None:
    tell(
        f"contracts.{verb}",
        by=by,
        at=at,
        subjects=[("contracts.contract", row.contract_id), ("contracts.version", row.pk)],
        content={"code": row.contract.code, "number": row.number, **content},
    )
