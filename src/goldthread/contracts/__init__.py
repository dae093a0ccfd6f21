"""What was promised: standards, targets, caps and gaps, written once and read by clocks, figures and Today.

It may never hold a record of a person, nor look at a clock.
Start with `terms/`: the form in which a contract's terms are written, and three packaged sets.
"""
