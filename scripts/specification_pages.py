"""The page docs/specification.md: how a specification is written as TOML, from its own declaration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import MISSING, Field, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from goldthread.catalogue.tables.codes import PAUSE_REASON, STAGE, WORKER_ROLE
from goldthread.contracts.specification import declared, words
from goldthread.contracts.specification.shape import SHORT, hints_of, key_of, part_of
from goldthread.contracts.specification.templates import TEMPLATES
from goldthread.contracts.terms.declared import SUSTAINED
from goldthread.kernel.clocks import UNITS

EXAMPLE = """\
code = "north"
name = "Homes in the north"
purpose = "Homes kept, risks answered within 72 hours."
commissioner = "North Council"
provider = "Key Homes"
services = ["Key Homes North"]
starts_on = 2027-04-01
ends_on = 2030-03-31
extension_months = 24

[counting]
home_gap_days = 28

[[function]]
code = "tenancy_sustainment"
says = "Help to keep a home"

[[entry]]
says = "Has a mental health need and a home to keep"

[[pathway]]
code = "home"
name = "Keeping a home"
for_whom = "People whose home is at risk"
category = [
    { name = "Home at risk", interventions = ["Benefits liaison", "Increased visits"] },
]
outcome = [
    { term = "short", says = "Risks are answered in time", indicator = "tenancy.risk_response_72h" },
    { term = "intermediate", says = "The home holds at six months", indicator = "tenancy.sustained_6m" },
    { term = "long", says = "The home holds at a year", indicator = "tenancy.sustained_12m" },
]
variance = [
    { code = "longer", says = "Support runs past its limit", decided_by = "team_leader" },
]

[[pathway.stage]]
code = "active"
says = "Rent, repairs, neighbours and routines"
weeks_most = 52
contact = { times = 1, amount = 1, unit = "weeks" }
route = [
    { kind = "step_up", when = "An early warning", to = "step_up" },
    { kind = "move_on", when = "The home holds without support" },
]

[[pathway.stage]]
code = "step_up"
says = "More support for a time"
contact = { times = 2, amount = 1, unit = "weeks" }
route = [
    { kind = "step_down", when = "Settled", to = "active" },
]

[[clock]]
name = "tenancy_risk_response"
starts = "tenancy_risk.raised"
response = "tenancy_risk.plan_and_first_action"
amount = 72
unit = "hours"
who = "support_worker"
escalation = [
    { amount = 48, unit = "hours", to = "team_leader" },
]

[[schedule]]
indicator = "tenancy.sustained_6m"
cadence = "monthly"
step = [
    { year = 1, at_least = "80%" },
    { year = 2, at_least = "85%" },
]
balance = ["tenancy.risk_response_72h"]

[[schedule]]
indicator = "tenancy.risk_response_72h"
cadence = "weekly"
"""

_HEAD = """# A specification

What a commissioner and a provider agree, written once: clocks, contact standards, targets, caps and the
schedule of indicators follow from it. It is edited in pages, and imported and exported as TOML in this form.

    goldthread specification template                 the templates to begin from
    goldthread specification template seqf > mine.toml
    goldthread specification check mine.toml          every fault, with its clause and how to mend it
    goldthread specification compare old.toml mine.toml
    goldthread specification terms mine.toml          the clocks, targets and caps that follow, with days

A version holds from a day. What was in force on any past day stays so, and figures of that day use it.
Reading refuses what cannot be read as meant. Checking refuses what cannot be agreed: a clock without a
response, a target without what balances it or the reason why nothing does, a stage that cannot be left, money
that does not add up.

## One without a fault

```toml
"""


def page() -> str:
    """The page as Markdown."""
    parts = list(dict.fromkeys(_parts(declared.Specification, "")))
    return "\n".join(
        (_HEAD + EXAMPLE + "```\n", "## The whole", "", *_table(declared.Specification), "", "")
    ) + (
        "\n".join(line for head, part in parts for line in _section(head, part)) + "\n" + "\n".join(_words())
    )


def _parts(kind: type, at: str) -> Iterable[tuple[str, type]]:
    """Every part below, with its head as written."""
    for name, hint in hints_of(kind).items():
        part = part_of(hint)
        if part is None:
            continue
        key = key_of(name, hint)
        path = f"{at}.{key}" if at else key
        many = get_origin(hint) is tuple
        if name in SHORT:
            head = f"`{key} = [{{ ... }}]` of {at}" if many else f"`{key} = {{ ... }}` of {at}"
        else:
            head = f"`[[{path}]]`" if many else f"`[{path}]`"
        yield head, part
        yield from _parts(part, path)


def _section(head: str, part: type) -> list[str]:
    said = re.sub(r"\s+", " ", (part.__doc__ or "").strip())
    said = re.sub(r"`(words|contracts)\.[\w.]+`", "the words below", said).replace("the list STAGE", "stages")
    return [f"## {head}", "", said, "", *_table(part), ""]


def _table(kind: type) -> list[str]:
    rows = ["| key | what it holds | if left out |", "| --- | --- | --- |"]
    for field in fields(kind):
        hint = hints_of(kind)[field.name]
        if part_of(hint) is None:
            rows.append(f"| `{key_of(field.name, hint)}` | {_kind(hint)} | {_default(field, hint)} |")
    return rows


def _kind(hint: Any) -> str:
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(f"`{each}`" for each in get_args(hint))
    if get_origin(hint) is tuple:
        return "a list of texts" if get_args(hint)[0] is str else "a list of whole numbers"
    among = [each for each in get_args(hint) if each is not type(None)] or [hint]
    names = {
        str: "text",
        bool: "true or false",
        int: "a whole number",
        float: 'a number; a share as 0.65 or "65%"',
        Decimal: "a number",
        date: "a day, such as 2027-04-01",
    }
    return names[among[0]]


def _default(field: Field[Any], hint: Any) -> str:
    if field.default is MISSING and field.default_factory is MISSING:
        return "empty, which most checks refuse" if hint is str or get_origin(hint) is tuple else "refused"
    value = field.default if field.default is not MISSING else ()
    if value in ("", ()) or value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else f"`{value}`"


def _words() -> list[str]:
    """The closed lists."""
    lists: dict[str, Iterable[str]] = {
        "Functions": words.FUNCTIONS,
        "Kinds of route": words.ROUTES,
        "Stages": STAGE.values,
        "Terms of outcomes": words.OUTCOME_TERMS,
        "Who acts, is told or decides": words.ACTORS,
        "Cadences": words.CADENCES,
        "Units of time": UNITS,
        "Pauses": PAUSE_REASON.values,
        "Roles of staff": WORKER_ROLE.values,
        "Ways of payment": words.PAYMENTS,
        "Units of cost": words.COST_UNITS,
        "Rules of sustained work": SUSTAINED,
        "Templates": TEMPLATES,
    }
    said = (f"- {name}: {', '.join(f'`{word}`' for word in known)}" for name, known in lists.items())
    return [
        "## Words",
        "",
        *said,
        "",
        "Names, starts and responses of clocks are those of [terms](terms.md); indicators those of",
        "[the catalogue](indicators.md), and local ones that are approved.",
    ]
