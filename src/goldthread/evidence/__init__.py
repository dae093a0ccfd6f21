"""From a question and a snapshot to verdicts and figures, and back from a figure to its records.

It never counts anything that it cannot list: figure, cut and drill are tallies of the same kept rows.
Start with `asking.py`, then `tally.py` and `figures.py`.
"""
