"""Safeguarding, incidents, and contacts with crisis services, hospitals and housing authorities."""

from __future__ import annotations

from goldthread.catalogue.tables.codes import SAFEGUARDING_KIND, SEVERITY, SYSTEM_CONTACT_KIND
from goldthread.catalogue.tables.codes_nhs import DELAY_ATTRIBUTED_TO, DELAY_REASON
from goldthread.catalogue.tables.makers import moment, record
from goldthread.measures.tables import Privacy, boolean, code, date, integer, ref, text

SENSITIVE = Privacy.SENSITIVE

safeguarding_concerns = record(
    "safeguarding_concern",
    "A concern that a person is at risk of abuse or neglect.",
    ref("support_id", "support", "The support it was raised in."),
    ref("activity_id", "activity", "The activity it is linked to."),
    *moment("raised", "When it was raised.", required=True, privacy=SENSITIVE),
    code("kind", SAFEGUARDING_KIND, "What the concern is.", privacy=SENSITIVE),
    *moment("made_safe", "When immediate safety action was taken.", privacy=SENSITIVE),
    *moment("referred", "When it was referred to the local authority.", privacy=SENSITIVE),
    boolean("referral_needed", "It had to be referred to the local authority."),
    *moment("closed", "When it was closed.", privacy=SENSITIVE),
    happens="raised_on",
)

incidents = record(
    "incident",
    "Something that went wrong for a person.",
    ref("support_id", "support", "The support it happened in."),
    ref("activity_id", "activity", "The activity it is linked to."),
    *moment("happened", "When it happened.", required=True, privacy=SENSITIVE),
    text("kind", "What it was, from the service's own list.", privacy=SENSITIVE),
    code("severity", SEVERITY, "How much harm was done.", privacy=SENSITIVE),
    boolean("exploitation", "It was exploitation.", privacy=SENSITIVE),
    happens="happened_on",
)

system_contacts = record(
    "system_contact",
    "A contact with crisis services, a hospital or a housing authority.",
    ref("support_id", "support", "The support at the time, where there was one."),
    code("kind", SYSTEM_CONTACT_KIND, "What it was.", required=True, privacy=SENSITIVE),
    *moment("happened", "When it happened or began.", required=True, privacy=SENSITIVE),
    date("ended_on", "Last day, where it lasted.", privacy=SENSITIVE),
    boolean("planned", "It was planned."),
    code(
        "delay_reason", DELAY_REASON, "Why a discharge waited.", checked_on="happened_on", privacy=SENSITIVE
    ),
    code(
        "delay_attributed_to",
        DELAY_ATTRIBUTED_TO,
        "Who the delay is attributed to.",
        checked_on="happened_on",
    ),
    integer("delayed_days", "Days of delay in all, where known.", unit="days", lowest=0),
    happens="happened_on",
)
