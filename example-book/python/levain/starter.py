"""A starter: flour, water, and what lives in them.

The model is coarse and honest. It knows how much is in the jar, how old the last feeding is and how warm it stands;
`levain.ferment` tells from these how lively it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property
from typing import ClassVar, Self, final

from .errors import DormantStarter, NotEnoughStarter, StarterError
from .ferment import growth_factor, peak_time
from .flour import Flour, find_flour
from .units import Celsius


class Starter:
    """What stands in the jar.

    Args:
        flour: What it is fed with, a flour or the name of one.
        weight: How much of it there is, in grams.
        hydration: Water as a share of the flour; 1.0 is as much of one as of the other.
        temperature: Where it stands.
        fed: When it was fed last; now, if not given.

    Example:
        >>> monday = datetime(2024, 1, 1, 8, 0)
        >>> jar = Starter("whole rye", 60, fed=monday)
        >>> jar.feed(flour=60, water=60, at=monday + timedelta(days=1))
        Starter.Feeding(flour=60, water=60, ratio=1.0)
        >>> jar.weight
        180
        >>> with jar.take(160) as portion:
        ...     portion
        160
        >>> jar
        Starter('whole rye', 20 g)
    """

    keep: ClassVar[int] = 20
    """Grams that stay in the jar, whatever is wanted."""

    cold_limit: ClassVar[Celsius] = Celsius(4.0)
    """Below this it sleeps."""

    class State(Enum):
        """What it is doing."""

        SLEEPING = "sleeping"
        RISING = "rising"
        RIPE = "ripe"
        HUNGRY = "hungry"

    @final
    @dataclass(frozen=True)
    class Feeding:
        """One meal."""

        flour: float
        water: float
        ratio: float
        """New flour for each part of the old starter."""

    def __init__(
        self,
        flour: Flour | str,
        weight: float,
        *,
        hydration: float = 1.0,
        temperature: Celsius = Celsius(24.0),
        fed: datetime | None = None,
    ) -> None:
        self.flour = find_flour(flour) if isinstance(flour, str) else flour
        self.hydration = hydration
        """Water as a share of the flour."""
        self.fed = fed or datetime.now()
        #: Every meal since this object was made, the oldest first.
        self.feedings: list[Starter.Feeding] = []
        self._weight = weight
        self._temperature: Celsius | None = temperature
        self._ratio = 1.0

    @property
    def weight(self) -> float:
        """Grams in the jar."""
        return self._weight

    @property
    def temperature(self) -> Celsius:
        """Where it stands, in degrees Celsius.

        Raises:
            StarterError: If nobody knows.
        """
        if self._temperature is None:
            raise StarterError("nobody knows where the jar stands", hint="set `temperature`")
        return self._temperature

    @temperature.setter
    def temperature(self, celsius: Celsius) -> None:
        """Moves the jar.

        Raises:
            ValueError: If that place would kill it.
        """
        if not 0 <= celsius <= 45:
            raise ValueError(f"{celsius} °C would kill it")
        self._temperature = celsius

    @temperature.deleter
    def temperature(self) -> None:
        """Forgets where the jar stands."""
        self._temperature = None

    @cached_property
    def character(self) -> str:
        """What it smells of, which the flour decides."""
        return "earth and honey" if self.flour.grain.name == "RYE" else "yoghurt and apples"

    @classmethod
    def from_nothing(cls, flour: Flour | str = "whole rye", *, days: int = 7) -> Self:
        """Starts one with nothing but flour and water.

        Args:
            flour: Whole rye works best, for what lives on its skin.
            days: How long it has been fed every day. Before the fifth day it only pretends.

        Raises:
            DormantStarter: If it is too young.
        """
        if days < 5:
            raise DormantStarter(f"after {days} days nothing lives in it that raises bread", hint="wait")
        return cls(flour, 40.0 + cls.keep)

    @staticmethod
    def float_test(weight: float, volume: float) -> bool:
        """Whether a spoonful floats in water, which says that it is full of gas.

        Args:
            weight: In grams.
            volume: In millilitres.
        """
        return weight / volume < 1.0

    def feed(self, *, flour: float, water: float, at: datetime | None = None) -> Feeding:
        """Gives it flour and water.

        Args:
            flour: Grams of flour.
            water: Grams of water.
            at: When; now, if not given.

        Returns:
            The meal, as it went into `feedings`.
        """
        old_flour = self._weight / (1 + self.hydration)
        self._ratio = flour / self._weight if self._weight else 1.0
        self.hydration = (self._weight - old_flour + water) / (old_flour + flour)
        self._weight += flour + water
        self.fed = at or datetime.now()
        self.feedings.append(self.Feeding(flour, water, self._ratio))
        return self.feedings[-1]

    def ripe_at(self) -> datetime:
        """When it will be at its highest."""
        return self.fed + timedelta(hours=peak_time(self.temperature, ratio=self._ratio))

    def state(self, at: datetime) -> State:
        """What it is doing at some time.

        Example:
            >>> noon = datetime(2024, 1, 1, 12)
            >>> jar = Starter("bread", 100, temperature=26.0, fed=noon)
            >>> [jar.state(noon + timedelta(hours=hours)).value for hours in (1, 4, 9)]
            ['rising', 'ripe', 'hungry']
            >>> jar.temperature = 2.0
            >>> jar.state(noon)
            <State.SLEEPING: 'sleeping'>
        """
        if self.temperature < self.cold_limit:
            return self.State.SLEEPING
        progress = (at - self.fed) / (self.ripe_at() - self.fed)
        if progress < 0.8:
            return self.State.RISING
        return self.State.RIPE if progress < 1.5 else self.State.HUNGRY

    def height(self, at: datetime) -> float:
        """How high it stands, as a multiple of the height right after feeding."""
        hours = (at - self.fed) / timedelta(hours=1)
        return growth_factor(hours, self.temperature, ratio=self._ratio)

    @contextmanager
    def take(self, grams: float) -> Iterator[float]:
        """Takes some out for a dough; what is in hand goes back into the jar if the dough fails.

        Args:
            grams: How much.

        Yields:
            What was taken.

        Raises:
            NotEnoughStarter: If less than `keep` would be left.
        """
        if self._weight - grams < self.keep:
            raise NotEnoughStarter(grams, max(0.0, self._weight - self.keep))
        self._weight -= grams
        try:
            yield grams
        except BaseException:
            self._weight += grams
            raise

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.flour.name!r}, {self._weight:g} g)"


@final
class FrozenStarter(Starter):
    """A starter that has been dried and put away, as insurance.

    It does nothing at all until `wake` is called.
    """

    def feed(self, *, flour: float, water: float, at: datetime | None = None) -> Starter.Feeding:
        """Refuses.

        Raises:
            DormantStarter: Always.
        """
        raise DormantStarter("dried flakes do not eat", hint="call wake() first")

    def wake(self, *, water: float) -> Starter:
        """Puts the flakes into warm water.

        Args:
            water: Grams of water, best as much as there are flakes.
        """
        return Starter(self.flour, self.weight + water, hydration=water / self.weight)
