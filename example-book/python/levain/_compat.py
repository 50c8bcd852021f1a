"""What differs between versions of Python and between systems."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["data_home", "deprecated"]

if sys.version_info >= (3, 13):
    from warnings import deprecated
else:
    import functools
    import warnings
    from collections.abc import Callable

    class deprecated:  # noqa: N801 - the name is that of the standard library
        """Marks a function as one that should no longer be used, as `warnings.deprecated` does since Python 3.13.

        Args:
            message: What to use instead.
        """

        def __init__(self, message: str, /) -> None:
            self.message = message

        def __call__[**P, R](self, function: Callable[P, R], /) -> Callable[P, R]:
            @functools.wraps(function)
            def warning(*args: P.args, **kwargs: P.kwargs) -> R:
                warnings.warn(self.message, DeprecationWarning, stacklevel=2)
                return function(*args, **kwargs)

            warning.__deprecated__ = self.message  # type: ignore[attr-defined]
            return warning


if sys.platform == "win32":

    def data_home() -> Path:
        """The folder for a user's own data: `%LOCALAPPDATA%` on this system."""
        return Path(os.environ.get("LOCALAPPDATA", "~/AppData/Local")).expanduser()

elif sys.platform == "darwin":

    def data_home() -> Path:
        """The folder for a user's own data: `~/Library/Application Support` on this system."""
        return Path("~/Library/Application Support").expanduser()

else:

    def data_home() -> Path:
        """The folder for a user's own data: `$XDG_DATA_HOME`, or `~/.local/share` where that is not set."""
        return Path(os.environ.get("XDG_DATA_HOME", "~/.local/share")).expanduser()
