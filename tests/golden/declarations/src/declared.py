"""What is said beside docstrings, and kinds that are made by calls."""

from typing import Annotated, NewType, Optional, ParamSpec, TypeVar, overload

from typing_extensions import Doc, deprecated

T = TypeVar("T", bound="Loaf")
P = ParamSpec("P")
LoafId = NewType("LoafId", int)
Maybe = Optional["Loaf"]
"""An alias of the old kind."""
Sizes = dict[str, int | None]
Either = int | None


@deprecated("use `Loaf`")
class Bread:
    """The old class."""


class Loaf:
    """A class with slots."""

    __slots__ = {"crust": "How it is outside.", "_size": "Private.", "crumb": None}

    def __init__(self, crumb: str) -> None:
        self.crumb = crumb

    def _get_size(self) -> int:
        """The size in grams."""

    def _set_size(self, size: int) -> None: ...

    size = property(_get_size, _set_size)
    weight = property(fget=_get_size, doc="The weight\n    in grams.")

    def shape(self):
        """What it looks like."""

    shape = property(shape)

    @property
    @deprecated("look at it")
    def colour(self) -> str:
        """The colour."""


def bake(
    loaf: Annotated[Loaf, Doc("What to bake.")],
    *others: Annotated[Loaf, Doc("More of *them*.")],
    heat: Annotated[int, "degrees", Doc("How hot.")] = 230,
    until: Annotated[float, deprecated("look at it")] = 1.5,
) -> Annotated[bool, Doc("Whether it is done.")]:
    """Bakes.

    Args:
        heat: As hot as can be.

    Raises:
        ValueError: If there is no dough.
    """


def slice(thickness: Annotated[int, Doc("In mm.")]) -> None: ...


@overload
@deprecated("give a name")
def find(key: int) -> Loaf: ...
@overload
def find(key: str) -> Loaf: ...
def find(key):
    """Finds a loaf."""


oven: Annotated[str, Doc("Which oven.")] = "stone"
