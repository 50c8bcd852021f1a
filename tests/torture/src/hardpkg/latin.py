# -*- coding: latin-1 -*-


def latin():
    """Café."""
