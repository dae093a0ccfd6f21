"""How the room writes: as people are written, under its own name and with its own codes."""

from __future__ import annotations

from goldthread.people.actions.rooms import RoomWriting
from goldthread.wellbeing.codes import CODED

WRITING = RoomWriting("wellbeing", CODED)
made = WRITING.made
changed = WRITING.changed
check_codes = WRITING.check_codes
