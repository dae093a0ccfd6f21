"""What was promised: specifications, written once and read by clocks, figures, reports and Today.

It may never hold a record of a person, nor look at a clock. `terms/` and `specification/` know no database.
Start with `specification/declared.py`, what two sides agree; then `models/versions.py` and `actions.py`, how
they agree it; then `terms/`, the form in which everything else reads it.
"""
