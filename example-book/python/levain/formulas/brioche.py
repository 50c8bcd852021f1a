"""Butter, eggs, and the flour to hold them together."""

from levain._formula import Formula, Ingredient
from levain.hooks import bread

#: The share of an egg that is water.
EGG_WATER = 0.75


@bread("brioche", tags=["enriched", "wheat"])
def brioche() -> Formula:
    """A brioche with as much butter as it takes, which is half the flour.

    Warning:
        The butter goes in last, cold, a piece at a time. There is no way around it.

    Example:
        >>> f"{brioche().hydration:.0%}"
        '51%'
    """
    return Formula(
        "Brioche",
        [
            Ingredient("plain", 500, flour=True),
            Ingredient("egg", 250, water=EGG_WATER),
            Ingredient("milk", 75, water=0.87),
            Ingredient("butter", 250, note="cold, in cubes"),
            Ingredient("sugar", 60),
            Ingredient("salt", 10),
            Ingredient("yeast", 8),
        ],
    )
