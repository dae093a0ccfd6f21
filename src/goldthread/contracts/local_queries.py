"""Reading indicators of one's own, and all that there are: the catalogue, files, what is approved."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from goldthread.access import walls
from goldthread.access.kept import KeptRows
from goldthread.access.models import Worker
from goldthread.access.scope import Scope
from goldthread.catalogue.local import questions_with
from goldthread.contracts.models.local import APPROVED, LocalIndicator
from goldthread.contracts.worksheets import PREFIX, read
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Question


def locals_of(*, seen_by: Scope) -> list[LocalIndicator]:
    """Every version of the organisation's own indicators, by code, the latest first."""
    return list(LocalIndicator.objects.seen_by(seen_by).filter(voided=False))


def local(key: str, *, seen_by: Scope) -> LocalIndicator | None:
    """One version of one indicator; None where there is none within the scope."""
    found: LocalIndicator | None = (
        LocalIndicator.objects.seen_by(seen_by).filter(pk=key, voided=False).first()
    )
    return found


def approved_row(code: str, *, seen_by: Scope) -> LocalIndicator | None:
    """The approved version of the organisation's own indicator of a code; None for any other indicator."""
    if not code.startswith(PREFIX):
        return None
    found: LocalIndicator | None = (
        LocalIndicator.objects.seen_by(seen_by).filter(code=code, status=APPROVED, voided=False).first()
    )
    return found


def versions(code: str, *, seen_by: Scope) -> list[LocalIndicator]:
    """The versions of one indicator, the latest first."""
    return list(LocalIndicator.objects.seen_by(seen_by).filter(code=code, voided=False))


def names_of(row: LocalIndicator, *, seen_by: Scope) -> dict[str, str]:
    """Names of the accounts that proposed, decided and retired a version, by the account."""
    accounts = [row.recorded_by, row.proposed_by, row.decided_by, row.retired_by]
    keys = {told.removeprefix("worker:") for told in accounts if told.startswith("worker:")}
    workers = KeptRows(Worker).filter(pk__in=keys, organisation_id=seen_by.organisation_id)
    return {worker.told_as: worker.name for worker in workers}


def approved(*, seen_by: Scope | None = None) -> Mapping[str, Question]:
    """Approved indicators by code: those that may be contracted. Without a scope, of the whole database.

    One that the language no longer understands (a column was renamed) is left out; its page says why.
    """
    if seen_by is None:
        rows = KeptRows(LocalIndicator).filter(status=APPROVED, voided=False)
    else:
        rows = LocalIndicator.objects.seen_by(seen_by).filter(status=APPROVED, voided=False)
    with walls.reaching(seen_by):
        # What is approved never changes, so the keys alone say which questions these are.
        return _read(tuple(sorted(rows.values_list("pk", flat=True))))


def questions(*, seen_by: Scope | None = None) -> Mapping[str, Question]:
    """All indicators there are: the catalogue, the files of the settings, and what is approved."""
    declared = _declared(tuple(settings.GOLDTHREAD_LOCAL))
    found = approved(seen_by=seen_by)
    # A file of the installation comes first: it was there before the code was free to take.
    return {**declared, **{code: one for code, one in found.items() if code not in declared}}


@cache
def _declared(files: tuple[str, ...]) -> Mapping[str, Question]:
    return questions_with(Path(path) for path in files)


@lru_cache(maxsize=64)
def _read(keys: tuple[str, ...]) -> Mapping[str, Question]:
    found: dict[str, Question] = {}
    for row in KeptRows(LocalIndicator).filter(pk__in=keys) if keys else ():
        try:
            found[row.code] = read(row.text, row.code, row.number)
        except Refused:
            continue
    return found
