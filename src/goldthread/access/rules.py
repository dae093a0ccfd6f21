"""Roles, and what each may do and see: data and sentences. Pure: no database, no clock."""

from __future__ import annotations

from enum import StrEnum

from goldthread.kernel.refusals import Refused


class Role(StrEnum):
    """The roles of a service, a commissioner and those who check."""

    SUPPORT_WORKER = "support_worker"
    SPECIALIST = "specialist"
    TEAM_LEADER = "team_leader"
    MANAGER = "manager"
    QUALITY_LEAD = "quality_lead"
    ANALYST = "analyst"
    COMMISSIONER = "commissioner"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """As people say it."""
        return _LABELS.get(self, self.value.replace("_", " ").capitalize())


_LABELS = {Role.SPECIALIST: "Employment specialist", Role.MANAGER: "Registered manager"}


class Reach(StrEnum):
    """How far a role sees people: none, those of its teams, or all of the organisation."""

    NOBODY = "nobody"
    TEAMS = "teams"
    ORGANISATION = "organisation"


REACH = {
    Role.SUPPORT_WORKER: Reach.TEAMS,
    Role.SPECIALIST: Reach.TEAMS,
    Role.TEAM_LEADER: Reach.TEAMS,
    Role.MANAGER: Reach.ORGANISATION,
    Role.QUALITY_LEAD: Reach.ORGANISATION,
    Role.ANALYST: Reach.NOBODY,
    Role.COMMISSIONER: Reach.NOBODY,
    Role.AUDITOR: Reach.ORGANISATION,
    Role.ADMINISTRATOR: Reach.NOBODY,
}


class May(StrEnum):
    """What a role may do, beyond seeing."""

    RECORD = "record"  # write in the case record
    LEAD = "lead"  # see a team's day, reassign, approve as the second person
    OPEN_RECORDS = "open_records"  # open a figure down to its pseudonymous records
    SEE_FIGURES = "see_figures"
    ADMINISTER = "administer"  # workers, teams, posts
    AUDIT = "audit"  # read the ledger of others
    CONTRACT = "contract"  # write and agree contracts: agreeing takes a second person
    BREAK_GLASS = "break_glass"
    MATCH = "match"  # decide that a person here is one whom another organisation knows


_CASEWORK = frozenset({May.RECORD, May.SEE_FIGURES, May.OPEN_RECORDS, May.BREAK_GLASS})
MAY: dict[Role, frozenset[May]] = {
    Role.SUPPORT_WORKER: _CASEWORK,
    Role.SPECIALIST: _CASEWORK,
    Role.TEAM_LEADER: _CASEWORK | {May.LEAD},
    Role.MANAGER: _CASEWORK | {May.LEAD, May.AUDIT, May.CONTRACT, May.MATCH},
    Role.QUALITY_LEAD: frozenset(
        {May.SEE_FIGURES, May.OPEN_RECORDS, May.LEAD, May.AUDIT, May.CONTRACT, May.MATCH}
    ),
    Role.ANALYST: frozenset({May.SEE_FIGURES, May.OPEN_RECORDS}),
    Role.COMMISSIONER: frozenset({May.SEE_FIGURES, May.CONTRACT}),
    Role.AUDITOR: frozenset({May.SEE_FIGURES, May.OPEN_RECORDS, May.AUDIT}),
    Role.ADMINISTRATOR: frozenset({May.ADMINISTER}),
}

REFUSALS = {
    May.RECORD: "Your role reads the record and does not write in it. Ask a support worker or a team leader.",
    May.LEAD: "This is for team leaders and managers. Ask yours.",
    May.OPEN_RECORDS: "Your role sees figures, not the records behind them.",
    May.SEE_FIGURES: "Your role does not see figures.",
    May.ADMINISTER: "This is for administrators.",
    May.AUDIT: "This is for managers, quality leads and auditors.",
    May.CONTRACT: "Contracts are written and agreed by managers, quality leads and commissioners. Ask one.",
    May.BREAK_GLASS: "Your role cannot open a record beyond its reach. Ask the person's team leader.",
    May.MATCH: "Matches with other organisations are decided by managers and quality leads. Ask one.",
}


class NotAllowed(Refused):
    """Refused because of who asks, not of what is asked."""


def check(roles: frozenset[Role], wanted: May) -> None:
    """Refuse, in a sentence, where none of the roles may do it."""
    if not any(wanted in MAY[role] for role in roles):
        raise NotAllowed(REFUSALS[wanted])
