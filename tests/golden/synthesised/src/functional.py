"""Classes that a call makes."""

import collections
import enum
from collections import namedtuple
from collections import namedtuple as nt
from dataclasses import dataclass
from enum import Enum, Flag, IntEnum
from typing import NamedTuple, NewType, TypedDict

Point = namedtuple("Point", "x y")
"""A place."""
Space = collections.namedtuple("Space", ["x", "y", "z"], defaults=(0, 1))
Renamed = nt("Renamed", "a def a _b", rename=True)
Typed = NamedTuple("Typed", [("name", str), ("more", "list[int]")])
Animal = Enum("Animal", "CAT DOG")
Zero = IntEnum("Zero", ["A", "B"], start=0)
Size = enum.Enum("Size", {"S": "s", "M": "m"})
Pairs = enum.Enum("Pairs", [("ONE", 1), ("UNO", 1)])
Mask = Flag("Mask", "A, B, C")
Options = TypedDict("Options", {"depth": int, "path": "str"}, total=False)
Header = TypedDict("Header", {"Content-Type": str})
UserId = NewType("UserId", int)

NAMES = ["a", "b"]
#: Not known before it runs.
Computed = namedtuple("Computed", NAMES)
cat = Animal("CAT") if False else None


class Vector(namedtuple("Vector", "x y")):
    """Below a class without a name of its own."""

    __slots__ = ()

    def length(self) -> float:
        return 0.0


class Made(namedtuple("Made", "a b")):
    def __new__(cls, a):
        return super().__new__(cls, a, a)


@dataclass
class Outer:
    Inner = namedtuple("Inner", "k v")
    size: int = 0
