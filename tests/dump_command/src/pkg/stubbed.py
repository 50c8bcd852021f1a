def size(of=3, *, exact=True):
    """Says how large."""


def bare(): ...
