"""A module with a function of its own name."""


def shadow():
    """A function with the name of its module."""
