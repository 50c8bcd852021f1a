"""Shelves."""


class Shelf:
    """Holds things."""

    def take(self) -> None:
        """Take something."""


def tidy() -> None: ...
