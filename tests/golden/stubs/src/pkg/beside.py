"""The module says what it does."""

from .plain import Color, bool

__all__ = ["area"]


def area(width, height=1):
    """The area."""
    return width * height


class Box:
    """A box."""

    size = 3
    limit = 7

    def open(self, wide):
        """Opens it."""

    class Hinge:
        """What the lid hangs on."""

        angle = 0.5

        def turn(self, by: float = 1.5):
            """Turns it."""


def helper():
    """Not public."""


def paint(box, color, is_wet=False):
    """Stub and module mean different colors, and the stub means Python's `bool`."""


class Bucket(Color):
    """Some paint."""
