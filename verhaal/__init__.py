"""Verhaal: short work stories that become the annual account."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("verhaal")
except PackageNotFoundError:  # a checkout that was not installed, as `make run` starts it
    __version__ = "0+checkout"
