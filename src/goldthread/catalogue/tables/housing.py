"""Tenancies, rent, notices, the tenancy risk register and where people live."""

from __future__ import annotations

from goldthread.catalogue.tables.codes import (
    HELD_STATUS,
    LANDLORD_KIND,
    NOTICE_KIND,
    RISK_ACTION,
    RISK_CLOSING,
    SETTLED,
    TENANCY_END,
    TENANCY_RISK_KIND,
)
from goldthread.catalogue.tables.codes_nhs import ACCOMMODATION
from goldthread.catalogue.tables.makers import moment, record
from goldthread.measures.tables import boolean, code, date, number, ref

tenancies = record(
    "tenancy",
    "A home that a person holds under an agreement.",
    ref("support_id", "support", "The support that helps to keep it; blank lets the dates say."),
    code("landlord_kind", LANDLORD_KIND, "Who the landlord is."),
    boolean("settled", "A settled home: the person can stay for the medium or long term."),
    date("started_on", "First day of the tenancy.", required=True),
    date("ended_on", "Last day of the tenancy; blank while it runs or where not known."),
    code("status", HELD_STATUS, "Whether it is held. Blank with no end date counts as not known."),
    date("last_confirmed_on", "The last day on which it was known to be held."),
    code("end_reason", TENANCY_END, "Why it ended."),
    happens="started_on",
    plural="tenancies",
)

rent_balances = record(
    "rent_balance",
    "What a tenant owes on one day.",
    ref("tenancy_id", "tenancy", "The tenancy.", required=True),
    date("balance_on", "The day of the balance.", required=True),
    number(
        "balance", "What the tenant owes: above zero is arrears, below is credit.", unit="GBP", required=True
    ),
    number("weekly_charge", "Rent and service charge for a week.", unit="GBP", lowest=0),
    happens="balance_on",
)

notices = record(
    "notice",
    "A formal notice served on a tenant.",
    ref("tenancy_id", "tenancy", "The tenancy.", required=True),
    *moment("served", "When it was served.", required=True),
    code("kind", NOTICE_KIND, "Kind of notice."),
    date("withdrawn_on", "The day it was withdrawn."),
    happens="served_on",
)

tenancy_risks = record(
    "tenancy_risk",
    "An emerging risk to a tenancy, in the risk register.",
    ref("tenancy_id", "tenancy", "The tenancy at risk."),
    ref("support_id", "support", "The support it was raised in."),
    *moment("raised", "When it was raised.", required=True),
    code("risk_kind", TENANCY_RISK_KIND, "What the risk is.", required=True),
    *moment("closed", "When it was closed; blank while it is open."),
    code("closing_outcome", RISK_CLOSING, "How it closed."),
    happens="raised_on",
)

tenancy_risk_actions = record(
    "tenancy_risk_action",
    "An action plan or an intervention on a tenancy risk.",
    ref("tenancy_risk_id", "tenancy_risk", "The risk it answers.", required=True),
    code("kind", RISK_ACTION, "What it is.", required=True),
    *moment("opened", "When it was begun: a plan when agreed, an action when first done.", required=True),
    date("planned_by_on", "The day it was planned to be complete."),
    *moment("completed", "When it was complete; blank while it runs."),
    boolean("abandoned", "It was given up before it was complete."),
    happens="opened_on",
)

accommodation_statuses = record(
    "accommodation_status",
    "Where a person lives, as last recorded.",
    ref("support_id", "support", "The support it was recorded in."),
    date("stated_on", "The day it was recorded.", required=True),
    code("accommodation", ACCOMMODATION, "Kind of accommodation.", checked_on="stated_on"),
    code("settled", SETTLED, "Settled accommodation, as submitted: the code alone does not say."),
    boolean("independent", "Lives independently, with or without support."),
    boolean("notice_served", "Has been given notice to leave."),
    boolean("overcrowded", "The home is overcrowded."),
    happens="stated_on",
    plural="accommodation statuses",
)
