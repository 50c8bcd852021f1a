class Saw:
    """Cuts wood."""


def cut(saw: Saw):
    """Cuts."""
