"""What a sender of records would have: an export in two rows with a slip, and a mapping for it."""

from __future__ import annotations

from pathlib import Path

MAPPING = """
name = "Case system"
system = "case"
dates = "day first"

[cut_off]
date = 2026-09-30

[person]
key = ["Client"]

[source.contacts]
file = "contacts.csv"

[[fact]]
table = "contact"
from = "contacts"
record_id = ["Ref"]
[fact.columns]
organisation = { value = "Northway" }
service = "Service"
happened_on = "Date"
minutes = "Minutes"
"""
CONTACTS = """Ref,Client,Service,Date,Minutes
C1,P1,Homes,01/07/2026,30
C2,P2,Homes,02/07/2026,45
C3,P2,Homes,31/02/2026,45
"""


def written(folder: Path) -> tuple[Path, Path]:
    """The mapping and the folder of exports, laid down."""
    exports = folder / "exports"
    exports.mkdir()
    (exports / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    mapping = folder / "mapping.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    return mapping, exports
