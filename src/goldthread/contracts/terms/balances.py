"""What a contract reads the figure of a target with: the balance that it chose, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldthread.contracts.terms.declared import Target, TermSet, in_force


@dataclass(frozen=True)
class Balance:
    """Codes of the indicators to read a figure with; without any, `because` says why."""

    codes: tuple[str, ...] = ()
    because: str = ""


def chosen(target: Target | None) -> Balance | None:
    """The balance that stands at a target; None where it says nothing and the catalogue's holds."""
    if target is None or not (target.balance or target.no_balance_because.strip()):
        return None
    return Balance(target.balance, "" if target.balance else target.no_balance_because.strip())


def chosen_of(terms: TermSet, contract: str, on: date) -> dict[str, Balance]:
    """The balances that a contract chose for its targets in force on a day, by indicator."""
    rows = [row for row in terms.targets if row.contract == contract and in_force(row, on)]
    return {row.indicator: found for row in rows if (found := chosen(row)) is not None}


def chosen_for(terms: TermSet, indicator: str, service: str, on: date) -> Balance | None:
    """The balance chosen by the contract whose target a service has on a day."""
    return chosen(terms.target_for(indicator, service=service, on=on))
