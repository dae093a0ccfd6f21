"""`python -m goldthread` is the same door as the `goldthread` command."""

import sys

from goldthread.cli import main

if __name__ == "__main__":
    sys.exit(main())
