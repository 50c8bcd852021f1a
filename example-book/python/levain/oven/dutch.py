"""A pot with a lid, which is the bakery for the rest of us."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, override

from ..units import Celsius
from ._base import HeatSource, Oven, Phase, Steam

type Material = Literal["cast iron", "enamel", "clay"]
"""What the pot is made of."""

_LIMITS: dict[Material, float] = {"cast iron": 300.0, "enamel": 260.0, "clay": 240.0}


class DutchOven(Oven):
    """A pot inside an oven. The dough makes its own steam.

    Args:
        around: What it stands in.
        material: What it is made of, which decides about `limit`.

    Example:
        >>> from levain.oven import DeckOven
        >>> pot = DutchOven(DeckOven(), material="clay")
        >>> pot.heat(to=Celsius(250.0))
        Traceback (most recent call last):
        ...
        levain.errors.OvenTooHot: 250 °C is more than the 240 °C that this oven may have
    """

    def __init__(self, around: HeatSource, *, material: Material = "cast iron") -> None:
        super().__init__(around.temperature)
        self.around = around
        self.material: Material = material
        self.lid = True

    @property
    @override
    def limit(self) -> Celsius:
        """As hot as the material may get."""
        return Celsius(_LIMITS[self.material])

    @override
    def degrees_per_minute(self) -> float:
        return 5.0 if self.material == "clay" else 8.0

    @override
    def heat(self, to: Celsius) -> float:
        """Heats what is around it, then waits for the pot.

        Returns:
            The minutes until both are hot.
        """
        pot = super().heat(to)
        return max(pot, self.around.heat(to))

    def uncover(self) -> None:
        """Takes the lid off, for colour."""
        self.lid = False

    @classmethod
    @override
    def usual_phases(cls) -> Sequence[Phase]:
        """Twenty-five minutes with the lid, twenty without."""
        return (Phase(25, Celsius(240.0), Steam.OWN), Phase(20, Celsius(220.0), Steam.VENTED))
