"""References of all kinds.

The module is :mod:`pkg.oven`, the function :func:`oven`, and :mod:`~pkg.oven` is short.
"""

from . import oven
from .base import Heater as Warmer


def oven():
    """Not the module."""
