"""A package whose author has put its names into groups."""

from ._text import Lower, upper
from .numbers import absolute
from os.path import join

__version__ = "1"

LIMIT = 3
"""How many."""


class Odd(Exception):
    """What is odd."""


__all__ = [
    # Text & <more>
    "upper",
    "Lower",
    "join",
    # --- Numbers: ---
    "absolute",
    "LIMIT",
    # "gone",
    # Nothing is left of this group.
]
__all__ += ["Odd"]
