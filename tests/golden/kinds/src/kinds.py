"""Every kind of item.

The module's docstring has a second paragraph with ``code`` and :class:`Shape`.
"""

from __future__ import annotations

import abc
import enum
import functools
import sys
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, Generic, Literal, Protocol, TypeAlias, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T", bound="Shape")

#: The largest number of sides,
#: written above.
MAX_SIDES = 1_000
LIMIT: Final[int] = 0xFF  #: Written behind.
ratio = 1.0e10
"""Written below."""
left, right = 1, 2
first = second = {'a': [1,2]}
hidden = 1
del hidden

Sides: TypeAlias = "int | None"
type Pair[A, *Bs, **P] = tuple[A, A]

if sys.version_info >= (3, 99):
    def future() -> None:
        """Not there yet."""
else:
    def present() -> None:
        """There."""

try:
    import fast as engine
    def speed() -> str:
        """The fast one."""
except ImportError:
    engine = None
    def speed() -> str:
        """The slow one."""

with open(__file__) as handle:
    opened = True

if __name__ == "__main__":
    script = 1


class Shape(abc.ABC, Generic[T]):
    """A shape.

    Attributes:
        sides: How many sides it has.

    Methods:
        area(self): How much it covers.
        other: Unknown.
    """

    sides: int
    kinds: ClassVar[dict[str, type[Shape]]] = {}

    def __init__(self, sides: int, *, name: str = "shape") -> None:
        self.sides = sides
        if name:
            self.name = name  #: The name.
        self.width, self.height = 1, 2
        self.points = list(range(sides))

    @property
    def area(self) -> float:
        """The area."""
        return 0.0

    @area.setter
    def area(self, value: float) -> None:
        """Sets the area."""

    @functools.cached_property
    def outline(self) -> list[tuple[float, float]]:
        """The outline."""
        return []

    @classmethod
    def of(cls, sides: int, /) -> "Shape":
        """Makes one."""
        return cls(sides)

    @staticmethod
    def count(*shapes: Shape, **named: "Shape") -> int:
        """Counts them."""

    @abc.abstractmethod
    async def draw(self, on: Canvas = ..., style: Literal["thin", 'thick'] = "thin") -> Iterator[int]:
        """Draws it.

        Args:
            on: Where to draw.
            style: How.

        Raises:
            ValueError: If it cannot.
        """

    def _private(self): ...

    def __len__(self) -> int:
        """The number of sides."""
        return self.sides

    def __repr__(self) -> str:
        return ""

    class Corner:
        """A corner."""

        angle: float = 90.0


class Canvas(Protocol):
    """Something to draw on."""

    def line(
        self, start: tuple[float, float], end: tuple[float, float], *, width: float = 1.0, colour: str = "black"
    ) -> None:
        """Draws a line."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point."""

    x: float
    y: float = 0.0
    _: KW_ONLY
    tags: list[str] = field(default_factory=list)


class Colour(enum.Enum):
    """A colour."""

    RED = 1
    GREEN = enum.auto()


class ShapeError(ValueError):
    """Something is wrong with a shape."""


@overload
def scale(shape: Shape, by: int) -> Shape:
    """Scales a shape."""


@overload
def scale(shape: Canvas, by: float) -> Canvas: ...


def scale(shape, by):
    """Scales anything."""


def old_style(a, b=2, *args, c, d=lambda x, y=1: x, **kwargs):
    """Takes everything."""


class Box[V: (int, str) = int, *Ts](metaclass=abc.ABCMeta, flag=True):
    """PEP 695 and 696."""

    def map[U](self, f: Callable[[V], U]) -> Box[U]:
        """Maps it."""
