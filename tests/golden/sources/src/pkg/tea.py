"""Tea."""

def brew(leaves):
    """Wait."""
