"""What can go wrong in a bakery, as exceptions.

Everything the package raises on purpose is a `LevainError`, so one `except` is enough for a program that only
wants to tell its user. Where Python has an exception of the same meaning, ours is one of these too:

    LevainError
    ├── FormulaError (ValueError)
    │   └── UnbalancedFormula
    ├── UnknownFlour (LookupError)
    ├── StarterError
    │   ├── DormantStarter
    │   └── NotEnoughStarter
    ├── OvenError
    │   └── OvenTooHot
    └── ScheduleError (ValueError)
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "DormantStarter",
    "FormulaError",
    "LevainError",
    "NotEnoughStarter",
    "OvenError",
    "OvenTooHot",
    "ScheduleError",
    "StarterError",
    "UnbalancedFormula",
    "UnknownFlour",
]


class LevainError(Exception):
    """The base of everything that this package raises on purpose.

    Args:
        message: One sentence for the person at the oven.
        hint: What to do about it, if we know.
    """

    hint: str | None
    """What to do about it, if we know."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} ({self.hint})" if self.hint else message


class FormulaError(LevainError, ValueError):
    """A formula that no dough can follow."""


class UnbalancedFormula(FormulaError):
    """A formula without flour, so that percentages have nothing to refer to.

    Example:
        >>> str(UnbalancedFormula(["water", "salt"]))
        'no flour among water, salt (set flour=True on at least one ingredient)'
    """

    def __init__(self, names: Sequence[str]) -> None:
        listed = ", ".join(names) or "no ingredients at all"
        super().__init__(f"no flour among {listed}", hint="set flour=True on at least one ingredient")
        self.names = tuple(names)
        """The names of the ingredients that are there."""


class UnknownFlour(LevainError, LookupError):
    """A flour that the table of `levain.flour` does not have.

    Attributes:
        name: The name that was asked for.
        similar: Names that look like it, the best first.
    """

    def __init__(self, name: str, similar: Sequence[str] = ()) -> None:
        hint = f"did you mean {similar[0]!r}?" if similar else None
        super().__init__(f"unknown flour {name!r}", hint=hint)
        self.name = name
        self.similar = tuple(similar)


class StarterError(LevainError):
    """Something about a starter."""


class DormantStarter(StarterError):
    """The starter is too cold or too hungry to raise a dough."""


class NotEnoughStarter(StarterError):
    """More was to be taken out of the jar than may be.

    The jar must keep a little for the next feeding; see `levain.starter.Starter.keep`.
    """

    def __init__(self, wanted: float, available: float) -> None:
        super().__init__(f"{wanted:.0f} g wanted, {available:.0f} g may be taken", hint="feed it first")
        self.wanted, self.available = wanted, available


class OvenError(LevainError):
    """Something about an oven."""


class OvenTooHot(OvenError):
    """A temperature that the oven, or what stands in it, does not survive."""

    def __init__(self, wanted: float, limit: float) -> None:
        super().__init__(f"{wanted:.0f} °C is more than the {limit:.0f} °C that this oven may have")
        self.wanted = wanted
        self.limit = limit


class ScheduleError(LevainError, ValueError):
    """Steps that cannot be put into an order, or do not end in time."""
