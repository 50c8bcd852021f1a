"""A module.

With a second paragraph.
"""

from __future__ import annotations

import enum
import sys as system
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypedDict, overload

from . import sibling
from .other import *

if TYPE_CHECKING:
    from collections.abc import Iterable

try:
    import fast
except ImportError:
    fast = None

__all__ = ["Color", "f", *sibling.__all__]
__all__ += ["Point"]

#: A comment that documents.
LIMIT: int = 3
"""Not this."""

type Pair[T = int] = tuple[T, T]
Old = TypedDict("Old", {"a": int})

if system.platform == "win32":
    def only_there(): ...
else:
    def only_here() -> None: "Here."


class Color(enum.Enum):
    """Colors."""

    RED = 1  #: The first.
    GREEN = enum.auto()


@dataclass(frozen=True, slots=True)
class Point[T](Protocol):
    """A point.

    Attributes:
        x: One.
    """

    x: float
    y: float = field(default=0.0, kw_only=True)
    __slots__ = ("z",)

    def __post_init__(self) -> None:
        self.z: int = 1
        """Set later."""

    @property
    def norm(self) -> float:
        """The norm."""
        return 1.0

    @norm.setter
    def norm(self, value): ...

    @classmethod
    async def make(cls, *args: int, key="é", **kwargs) -> Point: ...


class Row(NamedTuple):
    a: int
    b: str = "b"


@overload
def f(x: int, /) -> int: ...
@overload
def f(x: str, /) -> str: ...
def f(x, /):
    """Do it."""
    yield (n := x)


def broken(:
    pass


f.__doc__ = made()
