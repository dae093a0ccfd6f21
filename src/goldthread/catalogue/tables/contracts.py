"""People who work here, what they carry, and what a contract spends."""

from __future__ import annotations

from goldthread.catalogue.tables.codes import WORKER_EVENT, WORKER_ROLE
from goldthread.catalogue.tables.makers import record
from goldthread.measures.tables import Privacy, code, date, number, ref, text

OPEN = Privacy.OPEN

workers = record(
    "worker",
    "Someone who works for a service, under a random key.",
    code("role", WORKER_ROLE, "Their role now."),
    date("joined_on", "First day."),
    date("left_on", "Last day; blank while they work here."),
    date("fidelity_inducted_on", "The day they were inducted in fidelity."),
    person=False,
)

attachments = record(
    "attachment",
    "A worker's time in a team with a caseload, or attached to a health team, at a share of full time.",
    ref("worker_id", "worker", "The worker.", required=True),
    code("kind", WORKER_EVENT, "What kind it is; blank is a team with a caseload."),
    code("role", WORKER_ROLE, "Their role during it."),
    text("attached_team", "The health or care team, where it is one.", privacy=OPEN),
    date("started_on", "First day.", required=True),
    date("ended_on", "Last day; blank while it runs."),
    number(
        "wte", "Share of full time with a caseload.", unit="whole-time equivalents", lowest=0, highest=1.5
    ),
    happens="started_on",
    person=False,
)

contract_spends = record(
    "contract_spend",
    "What a contract spent between two days.",
    text("contract", "Code of the contract.", required=True, privacy=OPEN),
    date("period_from", "First day.", required=True, privacy=OPEN),
    date("period_to", "Last day.", required=True, privacy=OPEN),
    number("amount", "What was spent.", unit="GBP", required=True, privacy=OPEN),
    text("kind", "What it was spent on, where it is split.", privacy=OPEN),
    happens="period_from",
    person=False,
    plural="contract spend",
)
