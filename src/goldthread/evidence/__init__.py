"""From a question and a snapshot to verdicts and figures, and back from a figure to its records.

It never counts anything that it cannot list: figure, cut and drill are tallies of the same kept rows.
Start with `inquiry.py`, then follow one figure: `asking.py`, `tally.py`, `shapes.py`, `figures.py`,
`drill.py`.
"""
