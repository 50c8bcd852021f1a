"""What others build on."""

from abc import ABC, abstractmethod
from enum import Enum
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Source(Protocol[T]):
    """Whatever gives something."""

    def read(self) -> T:
        """Gives the next one."""
        ...


class Root(ABC):
    """The first of all."""

    limit: int = 3
    """How many."""

    def __init__(self, name: str) -> None:
        self.name = name
        """How it is called."""

    @abstractmethod
    def open(self) -> None:
        """Opens it."""

    @property
    def size(self) -> int:
        """How large it is."""
        return 0

    def close(self) -> None:
        """Closes it."""

    def _settle(self) -> None: ...


class _Private(Root):
    """Stands in between, and is not shown."""

    def open(self) -> None:
        """Opens it in private."""

    def peek(self) -> None:
        """Looks at it."""


class Half(Root):
    """Leaves something open."""

    def close(self) -> None: ...


class Box(_Private, Generic[T]):
    """A box of things."""

    def open(self) -> None:
        """Opens the lid."""

    def put(self, thing: T) -> None:
        """Takes one more."""


class Color(str, Enum):
    """Colors."""

    RED = "red"

    def mixed(self) -> "Color":
        """Another color."""
        return self


class Kind(Exception):
    """An exception that is not called one."""
