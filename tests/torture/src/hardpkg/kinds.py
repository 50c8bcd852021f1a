import typing as t
from typing import Annotated, NewType, Optional, ParamSpec, TypeVar, TypeVarTuple, Union, overload

try:
    from typing_extensions import Doc, deprecated
except ImportError:
    from ._fallback import Doc, deprecated

UserId = NewType("UserId", int)
T = TypeVar("T", bound=int)
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")
Number = Union[int, float]
Maybe = Optional["Number"]
Table = t.Dict[str, int]
BuiltinTable = dict[str, int]
Pair = int | None
constants = {"a": 1}
looked_up = constants["a"]
flags = 1 | 2


@overload
def parse(text: str) -> str: ...
@overload
@deprecated("give text")
def parse(text: bytes) -> bytes:
    """Of bytes."""
    ...


def parse(text):
    """Parses."""
    return text


def annotated(
    size: Annotated[int, Doc("How large\n        it is.")],
    colour: Annotated[str, Doc("Which colour.")] = "red",
    plain: int = 0,
) -> Annotated[bool, Doc("Whether it went well.")]:
    """Has its documentation beside the types."""


def documented_twice(size: Annotated[int, Doc("Beside the type.")]) -> None:
    """Has both.

    Args:
        size: In the docstring.
    """


limit: Annotated[int, Doc("At most.")] = 10
