"""What other systems send: exports read through a mapping file, checked, matched and reconciled.

It never drops a row in silence and never guesses a date; what it refuses goes home with the reason.
Start with `mapping.py`, then `read.py`.
"""
