"""What the package offers under its own name."""

__all__ = ["new_name", "impl_func"]


class Original:
    """Known under another name."""


new_name = Original
"""An attribute with a docstring."""


def impl_func():
    """Defined in a private module."""


def not_offered():
    """Not in `__all__`."""
