"""The loaf that everybody starts with."""

from levain._formula import Formula
from levain.hooks import bread


@bread("country", tags=["sourdough", "wheat"])
def country_loaf() -> Formula:
    """A country loaf: mostly white, a little whole wheat, one night.

    Example:
        >>> f"{country_loaf().hydration:.0%}"
        '75%'
    """
    return Formula.from_percentages("Country loaf", 500, bread=90, whole_wheat=10, water=75, salt=2)
