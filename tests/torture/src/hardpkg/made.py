import enum
import typing
from collections import namedtuple
from dataclasses import KW_ONLY, InitVar, dataclass, field

Point = namedtuple("Point", "x y z")
Animal = enum.Enum("Animal", "CAT DOG")


@dataclass
class Parent:
    x: int
    y: list = field(default_factory=list)
    hidden: int = field(default=0, init=False)


@dataclass
class Child(Parent):
    z: str = "s"
    w: InitVar[float] = 0.0
    _: KW_ONLY
    kw: bool = False
    shared: typing.ClassVar[int] = 1
