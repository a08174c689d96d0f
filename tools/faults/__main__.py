"""`make faults`: every trouble at every call, and one line in the end; `--write` makes the page."""

import sys

from tools.faults.run import main

if __name__ == "__main__":
    sys.exit(main())
