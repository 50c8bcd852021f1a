"""Those that come after."""

from . import base
from .base import Box as Case, Kind
from elsewhere import Mixin

Alias = base.Half


class Crate(Case[int]):
    """A box of numbers."""

    @property
    def size(self) -> int:
        """How many numbers."""
        return 1


class Chest(Mixin, Crate, base.Source[int]):
    """Several bases."""

    limit = 4

    def open(self) -> None: ...


class Whole(Alias):
    """Leaves nothing open."""

    def open(self) -> None:
        """Opens all of it."""


class Rare(Kind):
    """An exception by its ancestors."""


class One(Case[str]): ...
class Two(Case[str]): ...
class Three(Case[str]): ...
class Four(Case[str]): ...
class Five(Case[str]): ...
class Six(Case[str]): ...
class Seven(Case[str]): ...
class Eight(Case[str]): ...
class Nine(Case[str]): ...


class Torn(base.Root, Whole):
    """Has no order."""
