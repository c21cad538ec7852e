"""How many random histories are played on each database: some in every check, 2,000 by `make histories`."""

import os

HISTORIES = int(os.environ.get("HISTORIES", "40"))
