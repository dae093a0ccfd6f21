"""Local indicators: a TOML file that a service owns, read into the same tree as the catalogue.

Nothing in the file is ever executed. `expressions` reads one expression of the whitelisted grammar;
`files` reads a whole file. Start with `read_indicators`.
"""

from goldthread.measures.local.expressions import Names, expression
from goldthread.measures.local.files import read_indicators

__all__ = ["Names", "expression", "read_indicators"]
