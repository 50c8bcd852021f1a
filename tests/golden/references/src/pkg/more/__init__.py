"""More."""


class Pan:
    """Another pan."""

