"""Replaced below."""

import re
from functools import singledispatch, singledispatchmethod

__doc__ = """Declarations that are put together from several statements."""

if (found := re.match("a", "abc")) and (size := found.end()) > 0:
    first, *rest = "abc"

while chunk := "".strip():
    pass


@singledispatch
def describe(value) -> str:
    """Describes any value."""
    return repr(value)


@describe.register(int)
@describe.register(bool)
def _(value) -> str:
    """Describes a number."""
    return str(value)


@describe.register
def describe_text(value: str) -> str:
    """Describes a text."""
    return value


class Box:
    """Also replaced."""

    __doc__ = "A box."

    def __init__(self, width: int) -> None:
        self._width = width

    @property
    def width(self) -> int:
        """How wide it is."""
        return self._width

    @width.setter
    def width(self, value: int | str) -> None:
        """Texts are read as numbers."""
        self._width = int(value)

    @width.deleter
    def width(self) -> None:
        """Makes it as narrow as can be."""
        self._width = 0

    @property
    def plain(self) -> int:
        """Its setter says nothing of its own."""
        return 0

    @plain.setter
    def plain(self, value: int) -> None:
        pass

    def open(self):
        pass

    open.__doc__ = "Opens it."

    def close(self):
        pass

    @singledispatchmethod
    def put(self, thing):
        """Puts a thing in."""

    @put.register
    def _(self, thing: int):
        """Puts a number in."""


Box.close.__doc__ = """Closes it."""
shut = Box.close


def late():
    pass


late.__doc__ = describe.__doc__
late.__doc__ += " And more."


def built():
    pass


built.__doc__ = "Computed: %s" % describe.__doc__


class Sealed(Box):
    def open(self):
        raise ValueError

    def close(self):
        """Stays closed."""
