"""Tills. Each takes a `Till.sum`."""

from typing import overload

from . import Basket

DRAWER = 1
"""Where it is."""

Baskets = list[Basket]


class Till:
    """Takes money for a `shop.Basket`."""

    drawer: int = DRAWER

    def sum(self, baskets: Baskets) -> int:
        """As :meth:`shop.Basket.pay` says.

        Args:
            baskets: Each a `Basket`.
        """


class Fast(Till):
    """Derived."""

    @property
    def basket(self) -> Basket:
        """The one."""

    @basket.setter
    def basket(self, value: Baskets) -> None: ...


def marked(function): ...


@marked
def open(till: Till = Till()) -> None: ...


@overload
def close(till: Till) -> None:
    """See `open`."""


@overload
def close(till: int) -> Fast: ...


def close(till): ...


def take_1(basket: Basket) -> None:
    """Take."""


def take_2(basket: Basket) -> None:
    """Take."""


def take_3(basket: Basket) -> None:
    """Take."""


def take_4(basket: Basket) -> None:
    """Take."""


def take_5(basket: Basket) -> None:
    """Take."""


def take_6(basket: Basket) -> None:
    """Take."""


def take_7(basket: Basket) -> None:
    """Take."""


def take_8(basket: Basket) -> None:
    """Take."""


def take_9(basket: Basket) -> None:
    """Take."""


def take_10(basket: Basket) -> None:
    """Take."""


def take_11(basket: Basket) -> None:
    """Take."""


def take_12(basket: Basket) -> None:
    """Take."""


def take_13(basket: Basket) -> None:
    """Take."""


def take_14(basket: Basket) -> None:
    """Take."""


def take_15(basket: Basket) -> None:
    """Take."""


def take_16(basket: Basket) -> None:
    """Take."""


def take_17(basket: Basket) -> None:
    """Take."""


def take_18(basket: Basket) -> None:
    """Take."""


def take_19(basket: Basket) -> None:
    """Take."""


def take_20(basket: Basket) -> None:
    """Take."""


def take_21(basket: Basket) -> None:
    """Take."""


def take_22(basket: Basket) -> None:
    """Take."""
