"""A stub, where names may be used above their definitions."""

class Chicken(Egg):
    """Comes from what comes from it."""

class Egg(Chicken):
    """Comes from what comes from it."""
