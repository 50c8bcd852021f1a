"""Classes of every descent."""

import enum
from abc import ABC, abstractmethod
from typing import Generic, Protocol, TypeVar

from elsewhere import Foreign

from .basket import Basket

T = TypeVar("T")


class Carried(Protocol):
    """What can be carried."""


class Thing(ABC):
    """What can be sold."""

    @abstractmethod
    def sell(self) -> None:
        """Sell it."""


class _Hidden(Thing, Foreign):
    """This is passed by."""


class Apple(_Hidden):
    """A fruit."""


class Sack(Basket, Carried, Generic[T]):
    """Stands below two bases."""


class BigSack(Sack[int]):
    """Stands below the first place of its base alone."""


class apron(Thing):
    """Sorted whatever its case."""


class Color(enum.Enum):
    """Of an apple."""

    RED = 1


class Rotten(ValueError):
    """An exception."""


class Made(make_base()):  # noqa: F821
    """Of a base that nobody knows."""


class Alone:
    """Without relatives."""
