"""What every oven has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Flag, auto
from typing import ClassVar, Protocol, runtime_checkable

from ..errors import OvenTooHot
from ..units import Celsius

__all__ = ["HeatSource", "Oven", "Phase", "Steam"]


class Steam(Flag):
    """How steam gets in and out."""

    NONE = 0
    INJECTED = auto()
    """A pipe, or a cup of water on a hot tray."""
    OWN = auto()
    """From the dough itself, if it is shut in."""
    VENTED = auto()
    """The door ajar, for a crust that cracks."""


@runtime_checkable
class HeatSource(Protocol):
    """Anything that bread can be baked in.

    Example:
        >>> class Campfire:
        ...     temperature = Celsius(260.0)
        ...     def heat(self, to: Celsius) -> float:
        ...         return 40.0
        >>> isinstance(Campfire(), HeatSource)
        True
    """

    temperature: Celsius
    """How hot it is now."""

    def heat(self, to: Celsius) -> float:
        """Changes the temperature.

        Returns:
            The minutes that it takes.
        """
        ...


@dataclass(frozen=True)
class Phase:
    """A part of a bake.

    Attributes:
        minutes: How long.
        temperature: How hot.
        steam: With what steam.
    """

    minutes: float
    temperature: Celsius
    steam: Steam = Steam.NONE


class Oven(ABC):
    """The base of the ovens that this package knows.

    A sub-class says how hot it may get and how fast it gets there. It is registered by its class keyword:

        class WoodOven(Oven, fuel="wood"): ...

    Args:
        temperature: How hot it is now.
    """

    fuel: ClassVar[str] = "electricity"
    """What heats it; the class keyword ``fuel``."""

    by_fuel: ClassVar[dict[str, list[type[Oven]]]] = {}
    """Every kind of oven, by what heats it."""

    def __init_subclass__(cls, /, *, fuel: str | None = None, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.fuel = fuel or cls.fuel
        Oven.by_fuel.setdefault(cls.fuel, []).append(cls)

    def __init__(self, temperature: Celsius = Celsius(20.0)) -> None:
        self.temperature = temperature
        """How hot it is now."""
        self.baked = 0
        """Loaves since it was built."""

    @property
    @abstractmethod
    def limit(self) -> Celsius:
        """The temperature that it does not survive."""

    @abstractmethod
    def degrees_per_minute(self) -> float:
        """How fast it heats up."""

    @classmethod
    @abstractmethod
    def usual_phases(cls) -> Sequence[Phase]:
        """How a loaf of one kilogram is baked in it."""

    def heat(self, to: Celsius) -> float:
        """Changes the temperature.

        Args:
            to: The temperature to reach.

        Returns:
            The minutes that it takes. Cooling down takes three times as long as heating up.

        Raises:
            OvenTooHot: If that is above `limit`.
        """
        if to > self.limit:
            raise OvenTooHot(to, self.limit)
        minutes = (to - self.temperature) / self.degrees_per_minute()
        self.temperature = to
        return minutes if minutes >= 0 else -3 * minutes

    def minutes_for(self, loaf: float, /) -> float:
        """How long a loaf takes, the phases of `usual_phases` taken as a rule.

        Heat has to reach the middle: the time grows with the two-thirds power of the weight.

        Args:
            loaf: Its weight, in grams.
        """
        return sum(phase.minutes for phase in self.usual_phases()) * (loaf / 1000) ** (2 / 3)
