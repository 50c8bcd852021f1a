"""Dataclasses, named tuples and typed dictionaries: what their constructors take."""

import dataclasses as dc
import typing as t
from dataclasses import KW_ONLY, InitVar, dataclass, field
from dataclasses import dataclass as d
from typing import Annotated, ClassVar, Generic, NamedTuple, Protocol, TypedDict, TypeVar
from abc import ABC, ABCMeta

from typing_extensions import NotRequired, ReadOnly, Required, Unpack

OPTIONS = {"kw_only": True, "frozen": True}

T = TypeVar("T")


@dataclass
class Point:
    """A place.

    Args:
        x: To the right.
        y: Upwards.
    """

    x: int
    y: list[int] = field(default_factory=list)
    #: Shared by all.
    count: ClassVar[int] = 0
    scale: InitVar[float] = 1.0
    _: KW_ONLY
    name: str = field(default="p")
    hidden: int = field(init=False, default=3)
    unit = "cm"

    def __post_init__(self, scale: float) -> None:
        self.scaled = self.x * scale


@d
class Point3(Point):
    z: int = dc.field(default_factory=lambda: 3)
    x: int = 5


class Undecorated(Point3):
    more: int = 1


@dc.dataclass(kw_only=True)
class Options:
    a: int
    b: "t.ClassVar[int]" = 2
    c: "InitVar[str]" = ""
    d: int = field(kw_only=False)


@dataclass(**OPTIONS)
class FromConstant:
    a: int
    b: int = 1


@dataclass(init=False)
class NoInit:
    a: int


@dataclass
class OwnInit:
    a: int

    def __init__(self) -> None:
        self.a = 1


@dataclass
class Left(Point):
    left: int = 1


@dataclass
class Right(Point):
    x: int = 7
    right: int = 2


@dataclass
class Diamond(Left, Right):
    last: Annotated[int, "the last"] = 3


@dataclass
class Box(Generic[T]):
    content: T
    default: int


class Plain:
    x = 10


@dataclass
class WithDefaultFromBase(Plain):
    x: int


class Pair(NamedTuple):
    """Two things."""

    first: int
    #: The second.
    second: str = "b"

    def swap(self) -> "Pair":
        return self


class PairHeir(Pair):
    third: int = 3


class PairWithNew(Pair):
    def __new__(cls, both):
        return super().__new__(cls, both, both)


class Movie(TypedDict):
    """A film."""

    title: str
    year: NotRequired[int]
    id: ReadOnly[Required[Annotated[int, "key"]]]


class Extended(Movie, total=False):
    rating: float
    director: Required[str]


def show(name: str, **movie: Unpack[Extended]) -> None:
    """Shows a film.

    Args:
        name: Of the cinema.
        title: Of the film.
    """


class Shower:
    def show(self, **movie: Unpack[Movie]) -> None:
        pass


class Sized(Protocol):
    size: int


class Base(ABC):
    pass


class Meta(metaclass=ABCMeta):
    pass
