def before():
    """Before the error."""


def broken(:
    pass


def after():
    """After the error."""
