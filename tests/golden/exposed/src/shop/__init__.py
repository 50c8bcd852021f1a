"""Signatures that show types which the reference does not have."""

from typing import TypeVar, overload

from . import _parts
from ._parts import Known as Known

__all__ = ["Known", "Till", "find", "pack"]

_T = TypeVar("_T")


class _Receipt:
    """Private, and seen by everyone who pays."""


class Coin:
    """Left out of `__all__`."""


class Till:
    """A till."""

    coins: "list[Coin]" = []
    """What is in it."""

    def __init__(self, first: Coin, _hint: _parts.Hint = None) -> None:
        self.first: Coin = first

    @property
    def lid(self) -> "_parts.Lid | None":
        """The lid."""

    class _Drawer:
        """In a class."""

    def pay(
        self,
        amount: int,  # _Receipt
        known: Known,
        by: dict[str, _parts.Alias] = {},
    ) -> _Receipt:
        """Pays."""

    def drawer(self) -> _Drawer:
        """Of a private class within."""

    def _open(self) -> _parts.Hidden:
        """Private, so nobody sees its type."""


@overload
def find(what: int) -> _parts.Found: ...
@overload
def find(what: str) -> _Receipt: ...
def find(what):
    """Finds."""


def pack(what: _T, *, into: type[_parts.Box[_T]]) -> _T:
    """A type variable is known by its name."""
