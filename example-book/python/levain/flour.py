"""Flours, the grains they come from, and what is in them that somebody may not eat.

The table is short on purpose. It has what a village mill sells; `Flour` is a plain tuple, so a program can bring its
own.

Attributes:
    STANDARD: The flours that `find_flour` knows, by name.
"""

from __future__ import annotations

import difflib
from collections import namedtuple
from enum import Enum, Flag, IntEnum, auto, unique
from typing import NamedTuple

from .errors import UnknownFlour


@unique
class Grain(Enum):
    """What the miller started from.

    The value is the botanical name.

    Example:
        >>> Grain.RYE.has_gluten_network
        False
        >>> Grain("Triticum spelta")
        <Grain.SPELT: 'Triticum spelta'>
    """

    WHEAT = "Triticum aestivum"
    """Bread wheat: strong, willing, everywhere."""
    SPELT = "Triticum spelta"
    """Old wheat in a husk. Stretches easily and tears easily."""
    RYE = "Secale cereale"
    """Held together by starch and pentosans rather than gluten."""
    BUCKWHEAT = "Fagopyrum esculentum"
    """No grain at all, but a cousin of rhubarb."""

    @property
    def has_gluten_network(self) -> bool:
        """Whether kneading builds a network that holds gas."""
        return self in {Grain.WHEAT, Grain.SPELT}


class Allergen(Flag):
    """What must be named on a label. Combine with ``|``.

    Example:
        >>> Allergen.GLUTEN | Allergen.MILK == Allergen.BRIOCHE & ~Allergen.EGG
        True
        >>> [allergen.name for allergen in Allergen.BRIOCHE]
        ['GLUTEN', 'EGG', 'MILK']
    """

    NONE = 0
    GLUTEN = auto()
    EGG = auto()
    MILK = auto()
    NUTS = auto()
    SESAME = auto()
    BRIOCHE = GLUTEN | EGG | MILK
    """What every enriched dough has."""


class Extraction(IntEnum):
    """How much of the grain is left in the flour, in percent."""

    WHITE = 72
    HALF_WHITE = 85
    WHOLE = 100

    @classmethod
    def of(cls, ash: float) -> Extraction:
        """Guesses the extraction from the ash content, as mills print it on the bag.

        Args:
            ash: Minerals in percent of the dry flour, such as 0.55 for a German Type 550.
        """
        if ash < 0.7:
            return cls.WHITE
        return cls.HALF_WHITE if ash < 1.4 else cls.WHOLE


class Flour(NamedTuple):
    """One kind of flour.

    Attributes:
        name: What the bag says.
        grain: What it was milled from.
        protein: Grams of protein in 100 g.
        ash: Minerals in percent; the European way to say how white a flour is.
        absorption: The water, as a share of the flour, that makes a dough of medium firmness.
    """

    name: str
    grain: Grain
    protein: float
    ash: float = 0.55
    absorption: float = 0.60

    @property
    def extraction(self) -> Extraction:
        """How much of the grain is left."""
        return Extraction.of(self.ash)

    @property
    def allergens(self) -> Allergen:
        """What must be named on a label."""
        return Allergen.NONE if self.grain is Grain.BUCKWHEAT else Allergen.GLUTEN


Mill = namedtuple("Mill", ["name", "town", "since"], defaults=[None])
Mill.__doc__ = "Where a flour comes from."

STANDARD: dict[str, Flour] = {
    flour.name: flour
    for flour in (
        Flour("bread", Grain.WHEAT, 12.5, 0.65, 0.63),
        Flour("plain", Grain.WHEAT, 10.0),
        Flour("whole wheat", Grain.WHEAT, 13.0, 1.6, 0.72),
        Flour("white spelt", Grain.SPELT, 12.0, 0.63, 0.58),
        Flour("whole spelt", Grain.SPELT, 14.0, 1.7, 0.66),
        Flour("light rye", Grain.RYE, 7.5, 0.95, 0.68),
        Flour("whole rye", Grain.RYE, 9.5, 1.7, 0.80),
        Flour("buckwheat", Grain.BUCKWHEAT, 12.0, 1.8, 0.75),
    )
}


def find_flour(name: str, /, *more: Flour, fallback: Flour | None = None) -> Flour:
    """Finds a flour by its name.

    Args:
        name: The name, in any case.
        *more: Flours of your own, looked at before the standard ones.
        fallback: What to answer where there is no such flour.

    Returns:
        The flour, or `fallback` if it was given.

    Raises:
        UnknownFlour: If no flour has that name and there is no `fallback`. The exception names what looks like it.

    Example:
        >>> find_flour("Whole Rye").absorption
        0.8
        >>> find_flour("hole rye")
        Traceback (most recent call last):
        ...
        levain.errors.UnknownFlour: unknown flour 'hole rye' (did you mean 'whole rye'?)
    """
    known = {flour.name: flour for flour in (*STANDARD.values(), *more)}
    wanted = name.strip().lower()
    if wanted in known:
        return known[wanted]
    if fallback is not None:
        return fallback
    raise UnknownFlour(name, difflib.get_close_matches(wanted, known))
