"""Verhaal: short work stories that become the annual account."""

import gc
from importlib.metadata import PackageNotFoundError, version

# Python looks for garbage at every seven hundred new objects. What a start makes stays, and so does most of what a
# request makes until it ends: looking less often saves a twentieth of both, and costs a few megabytes.
gc.set_threshold(20_000, 10, 10)

try:
    __version__ = version("verhaal")
except PackageNotFoundError:  # a checkout that was not installed, as `make run` starts it
    __version__ = "0+checkout"
