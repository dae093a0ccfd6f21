"""What if: the same records of a period under other terms, side by side with what was. Nothing is saved.

    with opened(store) as inquiry:
        asked = WhatIf(standard="tenancy_risk_response", amount=48, unit="hours")
        found = scenario(inquiry, CATALOGUE.values(), asked, period)
        said(found)                 # "61 of 74 would have been met instead of 70."

Start with `compared.py`; `clocks.py` counts the clocks of a clause, `contacts.py` contacts by stage.
"""

from goldthread.contracts.terms.changing import WhatIf, changed
from goldthread.evidence.scenario.compared import Compared, Moved, Scenario, moved, otherwise, scenario
from goldthread.evidence.scenario.words import said

__all__ = ["Compared", "Moved", "Scenario", "WhatIf", "changed", "moved", "otherwise", "said", "scenario"]
