"""The module says what it does."""


def area(width, height=1):
    """The area."""
    return width * height


class Box:
    """A box."""

    size = 3

    def open(self, wide):
        """Opens it."""
