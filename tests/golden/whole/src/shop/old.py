"""Sell as one did.

.. deprecated:: 1.0
"""


def Sell() -> None:
    """Sell.

    Deprecated:
        Use [`Basket.pay`](https://shop.example/<pay>).
    """


def sell() -> None:
    """Sell.

    @deprecated: There is a better way.
    """


def ärmel() -> None:
    """Roll it up."""
