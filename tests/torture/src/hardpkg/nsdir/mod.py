def inside():
    """In a directory without `__init__.py`."""
