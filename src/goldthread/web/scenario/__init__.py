"""Pages of "what if": a contract's clause otherwise, on the records of a period."""
