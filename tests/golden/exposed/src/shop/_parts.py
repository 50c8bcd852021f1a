"""A private module."""

from typing import NewType, Union


class Known:
    """Documented where it is exported."""


class Lid:
    """Exported by nobody."""


class Hidden:
    """In no public signature."""


class Hint:
    """Of a private parameter."""


class Box[T]:
    """Generic."""


Found = NewType("Found", int)
Alias = Union[int, str]
