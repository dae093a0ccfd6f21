"""The pure floor: refusals, periods, instants, calendars, clocks, identifiers and plain words.

Nothing here reads the clock of the machine, a file outside the package, or another room of Goldthread.
Time zones come from the standard library; on Windows the package `tzdata` must be installed beside it.
"""
