"""Needs Python 3.13."""

from typing import TypeAlias
from warnings import deprecated


class Box[V: (int, str) = int]:
    """Generic."""

    def map[U](self, function: "Callable[[V], U]") -> U:
        """Generic as well."""


type Alias695[K: str, *Ts, **Q] = dict[K, tuple[*Ts]]

Alias613: TypeAlias = "dict[str, int]"


@deprecated("use `new_function`")
def old_function():
    """Still here."""


@deprecated("use\n" "`Box`", category=None)
class OldBox:
    """Still here too."""
