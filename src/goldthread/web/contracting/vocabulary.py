"""Words for the codes of a specification, as people read and choose them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from goldthread.catalogue.tables.codes import PAUSE_REASON, STAGE, WORKER_ROLE
from goldthread.contracts.specification.words import ACTORS, ROUTES
from goldthread.contracts.terms.vocabulary import (
    CASEWORK_RESPONSES,
    CASEWORK_STANDARDS,
    CASEWORK_STARTS,
    RESPONSES,
    STANDARDS,
    STARTS,
)
from goldthread.measures.questions import Question

Questions = Mapping[str, Question]
PAUSES = {code: PAUSE_REASON.label(code) for code in PAUSE_REASON.values}
STAGES = {code: STAGE.label(code) for code in STAGE.values}
ROLES = {code: WORKER_ROLE.label(code) for code in WORKER_ROLE.values}
BEGINS = {**STARTS, **CASEWORK_STARTS}
ANSWERS = {name: said for name, (said, _) in {**CASEWORK_RESPONSES, **RESPONSES}.items()}
DUTIES = {**STANDARDS, **CASEWORK_STANDARDS}
NATIONS = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}
LENGTHS = {"support": "Support", "out_of_work": "Support out of work", "in_work": "Support in work"}
SUSTAINED_WORDS = {
    "unbroken": "13 or 26 weeks without a break beyond the gap",
    "13 in 16 weeks": "13 weeks worked of any 16",
}
_CODE = re.compile(r"[a-z][a-z0-9]*(?:[._][a-z0-9]+)+")


def without_codes(text: str, known: Questions) -> str:
    """A text with the codes in it as words: indicators, events, those who act."""

    def said(found: re.Match[str]) -> str:
        code = found[0]
        if code in known:
            return known[code].name
        for words in (BEGINS, ANSWERS, DUTIES, ACTORS, ROUTES, ROLES, STAGES, PAUSES):
            if code in words:
                return words[code]
        return code.replace("_", " ") if "." not in code else code

    return _CODE.sub(said, text)
