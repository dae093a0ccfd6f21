"""Figures that others publish: populations, rates of an area, survey results."""

from __future__ import annotations

from goldthread.catalogue.tables.makers import record
from goldthread.measures.tables import Privacy, date, number, text

OPEN = Privacy.OPEN

published_values = record(
    "published_value",
    "One figure of an outside table: an area, a group and a period.",
    text(
        "figure",
        "What the figure is, such as employment rate or target population.",
        required=True,
        privacy=OPEN,
    ),
    text("publisher", "Who published it.", privacy=OPEN),
    text("area_code", "Code of the area.", privacy=OPEN),
    text("area", "Name of the area.", privacy=OPEN),
    text("group_kind", "What it is split by, such as gender or age_band; blank is everybody.", privacy=OPEN),
    text("group_value", "The group, in the codes that the figure is cut by.", privacy=OPEN),
    date("period_from", "First day it holds for.", required=True, privacy=OPEN),
    date("period_to", "Last day it holds for.", required=True, privacy=OPEN),
    number(
        "value", "The figure; blank where the publisher withheld it.", unit="as the figure says", privacy=OPEN
    ),
    number("lower", "Lower limit, where published.", unit="as the figure says", privacy=OPEN),
    number("upper", "Upper limit, where published.", unit="as the figure says", privacy=OPEN),
    text("unit", "Unit of the figure, such as % or people.", privacy=OPEN),
    text("status", "The publisher's mark, such as x for withheld or u for unreliable.", privacy=OPEN),
    happens="period_from",
    person=False,
)
