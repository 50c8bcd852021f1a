class Button:
    """To be pressed."""
