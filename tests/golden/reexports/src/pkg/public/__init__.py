"""A public package."""

from .._impl.core import Thing

__all__ = ["Open"]


class Open:
    """Documented here, re-exported above."""

    content: Thing | None = None


def helper():
    """Not in ``__all__``."""
