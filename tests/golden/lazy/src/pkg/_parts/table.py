class Table:
    """Public in the package alone."""
