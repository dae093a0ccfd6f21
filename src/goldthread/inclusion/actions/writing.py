"""How the room writes: as people are written, under its own name and with its own codes."""

from __future__ import annotations

from goldthread.inclusion.codes import CODED
from goldthread.people.actions.rooms import RoomWriting

WRITING = RoomWriting("inclusion", CODED)
made = WRITING.made
changed = WRITING.changed
