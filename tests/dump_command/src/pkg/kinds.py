"""What is worked out of classes and conditions."""

import sys
from collections import namedtuple
from dataclasses import KW_ONLY, InitVar, dataclass, field
from enum import Enum, auto
from typing import NamedTuple, NotRequired, TypedDict

Size = namedtuple("Size", "width height", defaults=[0])


@dataclass
class Box:
    label: str
    parts: list[str] = field(default_factory=list)
    made: bool = field(init=False)
    scale: InitVar[float] = 1.0
    _: KW_ONLY
    colour: str = "red"


@dataclass
class Crate(Box):
    weight: int = 0


class Heir(Crate): ...


@dataclass
class Written:
    name: str

    def __init__(self): ...


class Point(NamedTuple):
    x: int
    y: int = 0


class Options(TypedDict):
    name: str
    size: NotRequired[int]


class Colour(Enum):
    RED = auto()
    GREEN = auto()
    CRIMSON = RED


class Plain:
    if sys.platform == "win32":

        def close(self): ...

    if sys.version_info >= (3, 12):
        limit = 1
    else:
        limit = 2


if sys.platform == "linux":
    import os as system
elif sys.platform == "win32":
    import nt as system

if sys.version_info < (3, 9):
    old = True
