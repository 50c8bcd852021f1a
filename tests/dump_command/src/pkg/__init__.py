"""A package.

    With an indented part.
"""

import os.path
import os.path as paths
from typing import TypeAlias, overload

from . import parts
from ._more import *
from ._more import __all__ as more
from .shadow import shadow

__all__ = ["Base", "shadow"] + more

Pair: TypeAlias = "tuple[int, int]"
type Table[K: str = str, *Rest, **P] = dict[K, int]
#: How many.
limit: int = 10
first, *others = 1, 2, 3


class Base[T](list[T], metaclass=type, **{}):
    """The base."""

    kind: str
    """Which one."""
    from os import sep

    def __init__(self, size, /, unit: "str" = 'cm', *args: int, scale: float = 1.0, **options):
        self.size = size
        self.kind = "x"

    @property
    def area(self) -> float:
        """The area."""

    @area.setter
    def area(self, value): ...

    @staticmethod
    async def load(path): ...


@overload
def pick(at: int) -> str:
    """By number."""


@overload
def pick(at: str) -> int: ...


@paths.decorate(
    "x",
)
def pick(at):
    """Picks.
    """
    return at
    # The end.
