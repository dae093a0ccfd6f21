"""Goldthread: one record, one question, one verdict.

A figure tallies the verdicts, a drill lists them, a snapshot keeps them and a report quotes them. Start with
docs/TOUR.md, then read the rooms from the ground up: kernel, measures, catalogue, facts, evidence.
"""

__version__ = "0.1.0"
