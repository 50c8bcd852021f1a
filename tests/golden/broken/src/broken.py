"""A file with mistakes."""


def before() -> int:
    """Documented."""


class (:
    pass


def after(x: int) -> int:
    """Documented too."""


def inside():
    """Its body is wrong."""
    return )
