"""``__all__`` that can be read only in part."""

NAMES = {"a": 1}
__all__ = ["f"] + list(NAMES)


def f():
    """Named."""


def g():
    """Perhaps named."""
