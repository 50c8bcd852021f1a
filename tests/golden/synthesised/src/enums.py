"""Enumerations and flags."""

import enum
from enum import Enum, Flag, IntEnum, IntFlag, StrEnum, auto, member, nonmember


class Color(Enum):
    """The colours."""

    _ignore_ = ["helper"]
    helper = 7
    RED = 1
    """Like fire."""
    GREEN = auto()
    BLUE = auto()
    CRIMSON = RED
    ROUGE = 1
    hint: str
    __secret = 5
    unit = nonmember("nm")
    three = member(33)
    describe = lambda self: self.name

    def shown(self) -> str:
        return self.name

    also = shown

    @property
    def mixed(self) -> bool:
        return False

    @staticmethod
    def all() -> list:
        return []


class Level(enum.IntEnum):
    LOW = 0x10
    HIGH = enum.auto()


class Word(StrEnum):
    ONE = auto()
    TWO = "zwei"


class Access(Flag):
    R = auto()
    W = auto()
    X = 1 << 2
    RW = R | W
    ALL = R | W | X
    NEXT = auto()


class Bits(IntFlag):
    A = 1
    B = auto()
    C = A


class Named(str, Enum):
    A = "a"
    B = "b"


class Numbered(Enum):
    def _generate_next_value_(name, start, count, last_values):
        return name

    N = auto()


class Several(Enum):
    ONE, TWO = 1, 2
    THREE = 3


class Abstract(Enum):
    def helper(self) -> int:
        return 1


class Concrete(Abstract):
    A = "x", 1
    B = "y", 2
    C = ("x", 1)
