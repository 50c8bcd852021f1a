"""Dark, dense, and better on the third day."""

from levain._formula import Formula, blend
from levain.hooks import bread

SOUR_SHARE = 0.4
"""The share of the rye that is soured the evening before."""


@bread("rye", tags=["sourdough", "rye"])
def rye_loaf() -> Formula:
    """A rye loaf of two doughs: the sour of the evening, and the rest.

    Example:
        >>> [ingredient.name for ingredient in rye_loaf()]
        ['whole rye', 'water', 'bread', 'salt']
    """
    sour = Formula.from_percentages("Sour", 600 * SOUR_SHARE, whole_rye=100, water=100)
    rest = Formula.from_percentages("Rest", 760, whole_rye=60, bread=40, water=65, salt=2.6)
    return blend(sour, rest, name="Rye loaf")
