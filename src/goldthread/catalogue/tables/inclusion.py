"""Isolation, activities, travel and community contacts."""

from __future__ import annotations

from goldthread.catalogue.tables.codes import PARTICIPATION
from goldthread.catalogue.tables.makers import record
from goldthread.measures.tables import boolean, code, date, integer, number, ref, text

isolation_measures = record(
    "isolation_measure",
    "How isolated a person is on one day: the first is the baseline.",
    ref("support_id", "support", "The support it was taken in."),
    date("measured_on", "The day it holds for.", required=True),
    boolean("baseline", "It is the baseline."),
    code("participation", PARTICIPATION, "How the person takes part."),
    code("travel", PARTICIPATION, "How the person travels."),
    integer("contacts_initiated", "Contacts the person began in the last week.", unit="contacts", lowest=0),
    number("usual_recovery_hours", "Usual hours to recover after an activity.", unit="hours", lowest=0),
    happens="measured_on",
)

activities = record(
    "activity",
    "An activity that a person took part in.",
    ref("support_id", "support", "The support it belongs to."),
    date("attended_on", "The day.", required=True),
    text("kind", "What it was, such as a walking group."),
    code("participation", PARTICIPATION, "How the person took part."),
    number("recovery_hours", "Hours to recover afterwards.", unit="hours", lowest=0),
    happens="attended_on",
    plural="activities",
)

community_contacts = record(
    "community_contact",
    "Someone in the community that a person is in touch with.",
    ref("support_id", "support", "The support it was made in."),
    date("started_on", "The day the contact began.", required=True),
    date("ended_on", "The day it ended; blank while it is live."),
    date("last_confirmed_on", "The last day it was known to be live."),
    boolean("safe", "Judged safe."),
    happens="started_on",
)
