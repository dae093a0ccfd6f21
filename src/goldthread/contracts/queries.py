"""Contracts, their versions, and the terms that follow from what is agreed and in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from goldthread.access import walls
from goldthread.access.kept import KeptRows
from goldthread.access.models import Service, Worker
from goldthread.access.scope import Scope
from goldthread.contracts import local_queries
from goldthread.contracts.models import Contract, Version
from goldthread.contracts.rules import Status
from goldthread.contracts.specification.declared import Agreed, Criterion, Specification
from goldthread.contracts.specification.termed import in_force_on, last_day, terms_of
from goldthread.contracts.terms import Standard, Terms
from goldthread.contracts.terms.declared import cut, left_over
from goldthread.contracts.terms.windows import Span, span_of, without
from goldthread.measures.questions import Question

# Key of a version and how often its row was written: what is agreed never changes otherwise.
Stamp = tuple[tuple[str, int], ...]


def contracts(*, seen_by: Scope) -> list[Contract]:
    """The contracts of the organisation, by code."""
    return list(Contract.objects.seen_by(seen_by).filter(voided=False).order_by("code"))


def contract(code: str, *, seen_by: Scope) -> Contract | None:
    """One contract, by code; None where the organisation has none of it."""
    rows = Contract.objects.seen_by(seen_by).filter(code=code, voided=False)
    found: Contract | None = rows.first() if code.isprintable() else None
    return found


def versions(of: Contract | str, *, seen_by: Scope, status: Status | None = None) -> list[Version]:
    """The versions of a contract (or its key), the latest first; with `status` those alone."""
    key = of if isinstance(of, str) else of.pk
    rows = Version.objects.seen_by(seen_by).filter(contract_id=key, voided=False)
    rows = rows if status is None else rows.filter(status=status.value)
    return list(rows.select_related("contract").order_by("-number"))


def version(code: str, number: int, *, seen_by: Scope) -> Version | None:
    """One version of the contract of a code, by its number."""
    rows = Version.objects.seen_by(seen_by).filter(contract__code=code, number=number, voided=False)
    found: Version | None = rows.select_related("contract").first() if code.isprintable() else None
    return found


def in_force(of: Contract | str, on: date, *, seen_by: Scope) -> Version | None:
    """The version that holds on a day, past or to come; None outside the days of the contract."""
    for one in versions(of, seen_by=seen_by, status=Status.AGREED):
        if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to):
            return one if on <= last_day(one.specification) else None
    return None


def open_version(of: Contract | str, *, seen_by: Scope) -> Version | None:
    """The version that is being written or waits to be agreed; None without one."""
    rows = versions(of, seen_by=seen_by)
    return next((one for one in rows if one.status in (Status.DRAFT, Status.PROPOSED)), None)


@dataclass(frozen=True)
class Held:
    """A version that was agreed, the days it held or holds, and the names of who proposed and agreed it."""

    version: Version
    first: date
    last: date
    proposed_by: str
    agreed_by: str


def history(of: Contract | str, *, seen_by: Scope) -> list[Held]:
    """What was and will be in force of a contract, the earliest first."""
    rows = versions(of, seen_by=seen_by, status=Status.AGREED)
    names = names_of(rows, seen_by=seen_by)
    return [
        Held(
            one,
            one.valid_from,
            one.valid_to or last_day(one.specification),
            names.get(one.proposed_by, one.proposed_by),
            names.get(one.agreed_by, one.agreed_by),
        )
        for one in reversed(rows)
    ]


@dataclass(frozen=True)
class Permitted:
    """A deviation that a contract permits on a day: by whom it is decided, of the list ACTORS."""

    contract: str
    pathway: str
    code: str
    says: str
    decided_by: str


def variances_of(service: str, on: date, *, seen_by: Scope) -> list[Permitted]:
    """The deviations that the contract of a service permits on a day; a code of two pathways once."""
    found: dict[str, Permitted] = {}
    for told in _buying(service, on, seen_by):
        for pathway in told.pathways:
            for each in pathway.variances:
                permitted = Permitted(told.code, pathway.code, each.code, each.says, each.decided_by)
                found.setdefault(each.code, permitted)
    return list(found.values())


def entry_of(service: str, on: date, *, seen_by: Scope) -> list[Criterion]:
    """Who may come in to a service on a day, and who may not, as its contract says."""
    return [one for told in _buying(service, on, seen_by) for one in told.entry]


def months_of(service: str, on: date, *, seen_by: Scope) -> list[int]:
    """How many months of support at most the contract of a service plans on a day, by its pathways."""
    durations = [one for told in _buying(service, on, seen_by) for one in told.durations]
    return sorted({one.months_most for one in durations if one.of == "support"})


def _buying(service: str, on: date, seen_by: Scope) -> list[Specification]:
    """What the contract of a service says in force on a day; nothing where none buys it."""
    contract = terms_in_force(seen_by=seen_by).contract_of(service, on)
    found = []
    for one in agreed(seen_by=seen_by):
        span, told = in_force_on(one), one.specification
        if contract is not None and told.code == contract.code and span and span[0] <= on <= span[1]:
            found.append(told)
    return found


def names_of(rows: Sequence[Version], *, seen_by: Scope) -> dict[str, str]:
    """Names of the accounts that wrote, proposed and agreed these versions, by the account."""
    accounts = {told for one in rows for told in (one.recorded_by, one.proposed_by, one.agreed_by)}
    keys = [told.removeprefix("worker:") for told in sorted(accounts) if told.startswith("worker:")]
    workers = KeptRows(Worker).filter(pk__in=keys, organisation_id=seen_by.organisation_id)
    return {worker.told_as: worker.name for worker in workers}


def agreed(*, seen_by: Scope | None = None) -> list[Agreed]:
    """Every version that was, is or will be in force: of one organisation, or of the whole database."""
    with walls.reaching(seen_by):
        return _agreed(tuple(key for key, _ in _stamp(seen_by)))


def indicators(*, seen_by: Scope) -> Mapping[str, Question]:
    """The indicators that a schedule may name: the catalogue, and what the organisation approved."""
    return local_queries.questions(seen_by=seen_by)


@dataclass(frozen=True, eq=False)
class Duties:
    """The duties that services have, from their contracts, from the settings, and of every service alike."""

    terms: Terms
    agreed: frozenset[str] = (
        frozenset()
    )  # codes of contracts with an agreed version: their clauses have pages
    _known: dict[str | None, tuple[Standard, ...]] = field(default_factory=dict)

    def of_service(self, service: str | None) -> tuple[Standard, ...]:
        """Every duty of a service with its days; one narrowed to stages leaves the other stages theirs."""
        if service not in self._known:
            said = self.terms.duties_of(service)
            everywhere = [row for row in said if not row.stages]
            rest = left_over(Terms.of_casework().duties_of(service), everywhere)
            self._known[service] = (*said, *rest)
        return self._known[service]


def duties_in_force(*, seen_by: Scope) -> Duties:
    """What Today reads: the duties of one organisation. One query, until something is agreed."""
    return _duties(_stamp(seen_by), *_file())


def terms_in_force(*, seen_by: Scope | None = None) -> Terms:
    """The terms of everything agreed: of the whole database, as figures and facts read them, or of a scope.

    Services, and days, that no agreed contract covers keep the duties of the settings (GOLDTHREAD_TERMS,
    else the packaged ones); targets and caps only on days on which no agreed contract covers some service.
    """
    with walls.reaching(seen_by):
        stamp = _stamp(seen_by)
        if not stamp:
            return _otherwise(*_file())
        services = KeptRows(Service)
        if seen_by is not None:
            services = services.filter(organisation_id=seen_by.organisation_id)
        return _whole(stamp, *_file(), tuple(sorted(services.values_list("name", "organisation_id"))))


def _stamp(seen_by: Scope | None) -> Stamp:
    """What is agreed now, cheaply: documents are read again only when it changed."""
    rows = KeptRows(Version) if seen_by is None else Version.objects.seen_by(seen_by)
    found = rows.filter(status=Status.AGREED.value, voided=False)
    return tuple(sorted(found.values_list("pk", "version")))


@lru_cache(maxsize=64)
def _duties(stamp: Stamp, path: str, changed: int) -> Duties:
    otherwise = _otherwise(path, changed)
    if not stamp:
        return Duties(otherwise)
    agreed = _terms_of(stamp)
    codes = frozenset(one.code for one in agreed.contracts)
    return Duties(_together(agreed, otherwise, silent=[(date.min, date.max)]), codes)


@lru_cache(maxsize=16)
def _whole(stamp: Stamp, path: str, changed: int, services: tuple[tuple[str, str], ...]) -> Terms:
    agreed_terms = _walled(stamp, services)
    said = agreed_terms.contracts
    always = (date.min, date.max)
    uncovered = [
        span
        for name, _ in services
        for span in without(always, (span_of(each) for each in said if each.fit(name)))
    ]
    return _together(agreed_terms, _otherwise(path, changed), silent=without(always, uncovered))


def _walled(stamp: Stamp, services: tuple[tuple[str, str], ...]) -> Terms:
    """What is agreed, each contract without the services of organisations other than its own.

    A service may be added elsewhere after a pattern that reaches it was agreed.
    """
    said = _terms_of(stamp)
    if len({organisation for _, organisation in services}) < 2:
        return said
    rows = KeptRows(Version).filter(pk__in=[key for key, _ in stamp])
    owners = dict(rows.values_list("contract__code", "organisation_id"))

    def elsewhere(code: str) -> tuple[str, ...]:
        owner = owners[code]
        own = {name.casefold() for name, organisation in services if organisation == owner}
        return tuple(sorted({name.casefold() for name, _ in services} - own))

    contracts = tuple(replace(each, elsewhere=elsewhere(each.code)) for each in said.contracts)
    return replace(said, contracts=contracts)


def _together(said: Terms, otherwise: Terms, *, silent: Sequence[Span]) -> Terms:
    """What is agreed, and beside it what the settings say: duties, and targets and caps but on `silent` days.

    On the days of an agreed contract the settings say nothing of its services.
    """
    known = {each.code for each in said.contracts}
    kept = [
        replace(each, beside=True, gaps=each.gaps or otherwise.gaps)
        for each in otherwise.contracts
        if each.code not in known
    ]
    codes = {each.code for each in kept}
    return replace(
        said,
        contracts=(*said.contracts, *kept),
        standards=(*said.standards, *(row for row in otherwise.standards if row.contract in codes)),
        casework=(*said.casework, *(row for row in otherwise.casework if row.contract in codes)),
        targets=(
            *said.targets,
            *(left for row in otherwise.targets if row.contract in codes for left in cut(row, silent)),
        ),
        caps=(
            *said.caps,
            *(left for row in otherwise.caps if row.contract in codes for left in cut(row, silent)),
        ),
    )


@lru_cache(maxsize=64)
def _terms_of(stamp: Stamp) -> Terms:
    return Terms(**vars(terms_of(_agreed(tuple(key for key, _ in stamp)))))


def _agreed(keys: tuple[str, ...]) -> list[Agreed]:
    """Documents with the days they hold. The keys were found within the scope of whoever asked."""
    rows = KeptRows(Version).filter(pk__in=keys).order_by("contract__code", "number") if keys else ()
    return [Agreed(one.specification, one.number, one.valid_from, one.valid_to) for one in rows]


def _file() -> tuple[str, int]:
    path = str(settings.GOLDTHREAD_TERMS or "")
    return path, Path(path).stat().st_mtime_ns if path and Path(path).exists() else 0


@lru_cache(maxsize=4)
def _otherwise(path: str, changed: int) -> Terms:
    return Terms.load(path) if path else Terms.packaged()
