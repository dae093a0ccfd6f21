"""Every question by its code: who comes in, homes, work, access, caseloads, durations, wellbeing.

from goldthread.catalogue.registry import CATALOGUE, question

question("tenancy.sustained_6m").asks
question("tenancy.sustained_6").asks      # refused, with the nearest code
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from goldthread.catalogue import access, caseload, duration, employment, intake, tenancy, wellbeing
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.questions import Question

FIELDS = (intake, tenancy, employment, access, caseload, duration, wellbeing)


def _by_code() -> dict[str, Question]:
    found: dict[str, Question] = {}
    for field in FIELDS:
        for one in field.QUESTIONS:
            if one.code in found:
                raise Refused(f'Two questions have the code "{one.code}". Give one of them another.')
            found[one.code] = one
    return found


CATALOGUE: Mapping[str, Question] = MappingProxyType(_by_code())


def question(code: str) -> Question:
    """The question with this code. Refused with the nearest code where there is none."""
    found = CATALOGUE.get(code)
    if found is None:
        raise Refused(f'There is no indicator "{code}".{did_you_mean(code, CATALOGUE)}')
    return found
