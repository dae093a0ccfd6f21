"""The pure floor: refusals, periods, instants, calendars, clocks, identifiers and plain words.

Nothing here reads the clock of the machine, a file outside the package, or another room of Goldthread.
Start with `refusals.py`, then `periods.py` and `clocks.py`.
Time zones come from the standard library; on Windows the package `tzdata` must be installed beside it.
"""
