"""How the room writes: as people are written, under its own name and with its own codes."""

from __future__ import annotations

from goldthread.people.actions.rooms import RoomWriting
from goldthread.safety.codes import CODED

WRITING = RoomWriting("safety", CODED)
made = WRITING.made
changed = WRITING.changed
