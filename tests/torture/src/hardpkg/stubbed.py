def stubbed(value):
    """Documented in the source."""
