class Hidden:
    """Public under another name."""
