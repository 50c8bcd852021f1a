class Circle:
    """Round."""


class Square:
    """Not public."""
