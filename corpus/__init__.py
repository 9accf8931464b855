"""From stored bytes to numbered units."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("policy-corpus")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0"
