"""Charts: one specification made from a figure, drawn for a page and for print.

It never computes a figure and never draws what has no table beside it.
Start with `trend.py`.
"""
