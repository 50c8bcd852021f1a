"""One group alone is none."""

__all__ = [
    # Functions of one number
    "absolute",
]


def absolute(x: float) -> float:
    """How far it is from zero."""
