class Drill:
    """Makes holes."""
