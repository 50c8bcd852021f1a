"""Baskets.

Attributes:
    LARGEST: As many things fit into a basket.
"""

from typing import Annotated, TypeVar, overload

from typing_extensions import deprecated

from ._stock.shelf import Shelf as Shelf

T = TypeVar("T")
LARGEST = 10
smallest = 1


class Basket:
    """What was chosen.

    Attributes:
        owner: Who carries it.
    """

    owner: str
    weight: int
    label: Annotated[str, deprecated("Use `owner`.")]
    """What is written on it."""

    def __init__(self, owner: str) -> None:
        self.owner = owner

    def __len__(self) -> int:
        return 0

    def pay(self) -> None: ...

    @property
    @deprecated("Call `pay` and look at the `Basket`. It costs nothing.")
    def price(self) -> int:
        """What it costs."""

    def drop(self, thing: str) -> None:
        """Drop something.

        .. deprecated:: 1.2
            Put it *back*, see :meth:`pay`.

            There is more to say.
        """


class Bag(Basket):
    def drop(self, thing: str) -> None: ...

    class Handle:
        """What it is carried by."""

        def pull(self) -> None: ...


@deprecated
class Box:
    pass


@overload
def open_basket(owner: str) -> Basket:
    """Of someone."""


@overload
def open_basket() -> Basket: ...


def open_basket(owner=""):
    return Basket(owner)


def weigh(basket: Basket, unit: str) -> int:
    """Weigh a basket.

    Args:
        basket: The basket.
        unit: .. deprecated:: 2.0

            This is about the parameter.
    """
