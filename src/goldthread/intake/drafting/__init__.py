"""A mapping drafted from the files themselves: guesses where they are sure, questions in comments where they
are not.

It never guesses a meaning that it does not say. Start with `write.py`; `look.py` reads, `guess.py` decides.
"""

from __future__ import annotations

from goldthread.intake.drafting.write import draft_mapping

__all__ = ["draft_mapping"]
