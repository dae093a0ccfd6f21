"""Files as their senders made them, read into plain rows of text with the line each came from.

It never guesses in silence: what was detected is said, what cannot be told is refused.
Start with `files.py`; `encodings.py`, `delimited.py` and `workbook.py` read one kind each, `region.py` finds
the table.
"""
