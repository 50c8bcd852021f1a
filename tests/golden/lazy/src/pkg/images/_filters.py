def blurred(image, width=1):
    """The image out of focus."""
