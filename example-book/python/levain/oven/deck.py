"""The oven of a bakery: a stone with heat above and below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, override

from ..units import Celsius
from ._base import Oven, Phase, Steam

STONE_THICKNESS: Final = 0.02
"""Metres. A thicker stone takes longer to heat and forgives more."""


class DeckOven(Oven, fuel="gas"):
    """A deck oven.

    Example:
        >>> oven = DeckOven(decks=2)
        >>> round(oven.heat(to=Celsius(250.0)))
        38
        >>> oven.capacity
        12
        >>> round(oven.minutes_for(500))
        26
    """

    class Deck:
        """One of the floors."""

        loaves: ClassVar[int] = 6

        def __init__(self, number: int, /, *, top: Celsius, bottom: Celsius) -> None:
            self.number, self.top, self.bottom = number, top, bottom

        @property
        def spread(self) -> float:
            """How much hotter it is above than below."""
            return self.top - self.bottom

    def __init__(self, temperature: Celsius = Celsius(20.0), *, decks: int = 1) -> None:
        super().__init__(temperature)
        self.decks = [self.Deck(number, top=temperature, bottom=temperature) for number in range(decks)]

    @property
    def capacity(self) -> int:
        """Loaves that fit in at once."""
        return sum(deck.loaves for deck in self.decks)

    @property
    @override
    def limit(self) -> Celsius:
        return Celsius(320.0)

    @override
    def degrees_per_minute(self) -> float:
        return 6.0 * 0.02 / STONE_THICKNESS

    @classmethod
    @override
    def usual_phases(cls) -> Sequence[Phase]:
        """Hot and wet, then less of both, then the door ajar."""
        return (
            Phase(12, Celsius(250.0), Steam.INJECTED),
            Phase(23, Celsius(220.0)),
            Phase(6, Celsius(210.0), Steam.VENTED),
        )
