class Hammer:
    """Hits nails."""
