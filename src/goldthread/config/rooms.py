"""What all rooms lay flat in the fact tables: the only place that knows every room's `facts.py`.

Rows are read upwards, those that point at others first: what they point at is then there.
"""

from __future__ import annotations

from goldthread.access import facts as access
from goldthread.access.flat import names, reading
from goldthread.catalogue.flat import Rooms
from goldthread.contacts import facts as contacts
from goldthread.day import facts as day
from goldthread.employment import facts as employment
from goldthread.housing import facts as housing
from goldthread.inclusion import facts as inclusion
from goldthread.people import facts as people
from goldthread.people.known import first_keys
from goldthread.safety import facts as safety
from goldthread.wellbeing import facts as wellbeing

ROOMS = Rooms(
    (
        *(*day.FLAT, *housing.FLAT, *contacts.FLAT, *employment.FLAT, *inclusion.FLAT, *safety.FLAT),
        *(*wellbeing.FLAT, *people.FLAT, *access.FLAT),
    ),
    lambda: names() + repr(sorted(first_keys().items())),
    reading,
    first_keys,
)
