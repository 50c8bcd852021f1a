class Basket:
    """What was chosen. A `Basket` mentions itself without a back-link."""

    def copy(self) -> "Basket":
        """Speaks of the class around alone."""

    def pay(self, till: "Till") -> None:
        """Pay at a :class:`~shop.till.Till`, twice named: `shop.till.Till`."""
