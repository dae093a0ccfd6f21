"""Terms of contracts: time limits, targets, caps and gaps, kept out of the questions that they are asked of.

Contracts agreed here become terms (`contracts.queries.terms_in_force`). Without a case record they come from
a TOML file (`--terms FILE`; `docs/terms.md` shows one whole) or the packaged sets for IPS, SEQF and homes.

    terms = Terms.load(path)               # refused in a sentence that names the file and the key
    terms = Terms.packaged()               # the three packaged sets together
    terms.hash                             # what kept verdicts depend on
    terms.standards_of("IPS North")        # the duties of a service
    terms.target_for("tenancy.sustained_6m", service="Key Homes", on=day)
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from goldthread.contracts.terms import reading
from goldthread.contracts.terms.declared import Cap, Contract, Gaps, Standard, Target, TermSet

__all__ = ["Cap", "Contract", "Gaps", "Standard", "Target", "Terms"]


@dataclass(frozen=True)
class Terms(TermSet):
    """A whole set of terms; see `TermSet` for what it can be asked."""

    @classmethod
    def load(cls, path: Path | str) -> Terms:
        """The terms of a TOML file. Refused where anything in it cannot be read as meant."""
        return cls(**vars(reading.load(Path(path))))

    @classmethod
    def packaged(cls) -> Terms:
        """The packaged sets for IPS, SEQF and tenancy sustainment, together."""
        return cls(**vars(reading.packaged()))

    @classmethod
    def of_casework(cls) -> Terms:
        """The duties of the day that every service has, until its contract says otherwise."""
        return cls(**vars(reading.casework()))

    @classmethod
    def parse(cls, text: str, origin: str = "terms") -> Terms:
        """The terms of TOML text; `origin` is the name that refusals give."""
        return cls(**vars(reading.parse(text, origin)))
