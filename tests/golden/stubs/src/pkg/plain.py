"""What stands in where nothing is compiled."""


class Color:
    """A slow color."""


class bool:
    """Another truth."""
