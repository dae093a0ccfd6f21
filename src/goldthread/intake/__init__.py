"""What other systems send: exports read through a mapping file, checked, matched and reconciled.

It never drops a row in silence and never guesses a date; what it refuses goes home with the reason.
Start with `mapping/language.py`, then `load.py`; `reading` opens files and knows nothing of mappings.
"""

from __future__ import annotations

from goldthread.intake.drafting import draft_mapping
from goldthread.intake.load import Progress, load
from goldthread.intake.outcome import Outcome

__all__ = ["Outcome", "Progress", "draft_mapping", "load"]
