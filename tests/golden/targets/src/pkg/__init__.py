"""A package for several targets."""

import os
import sys

if sys.platform == "win32":
    import winreg

    def registry():
        """Reads the registry."""

    def home(drive="C:"):
        """The home on Windows."""

    class _Hidden:
        pass
elif sys.platform == "darwin":
    def home():
        """The home on a Mac."""
else:
    def home():
        """The home elsewhere."""

if os.name == "posix":
    def fork(times: int = 1):
        """Forks."""

    class Pool:
        """A pool."""

        size = 3

        if sys.version_info >= (3, 12):
            def drain(self):
                """Drains."""

        if sys.version_info < (3, 9):
            def fill(self):
                """Fills."""

try:
    from speed import fast
except ImportError:
    if sys.version_info >= (3, 13):
        def fast():
            """Fast."""
    else:
        fast = None

if sys.version_info[0] == 2:
    text = unicode
else:
    text = str

if False:
    never = 1
