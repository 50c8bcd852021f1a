"""Decorators: formulas that are found by name, and calls that are tried again.

A module that defines a bread registers it, and nobody needs to keep a list:

    @bread("country", tags=["sourdough"])
    def country_loaf() -> Formula: ...
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Coroutine, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from ._formula import Formula
from .errors import LevainError

__all__ = ["BreadMaker", "bread", "breads", "load_all", "logged", "retry"]

P = ParamSpec("P")
"""The parameters of a decorated function."""

T_co = TypeVar("T_co", covariant=True)
"""What a decorated function returns."""

_breads: dict[str, BreadMaker] = {}


class BreadMaker(Protocol):
    """A function that makes a formula, once it is registered."""

    tags: frozenset[str]
    """What kind of bread it is."""

    def __call__(self) -> Formula:
        """Makes the formula anew, so that the caller may change it."""
        ...


def bread(name: str, /, *, tags: list[str] | None = None) -> Callable[[Callable[[], Formula]], BreadMaker]:
    """Registers the function that follows as the maker of a bread.

    Args:
        name: The name to find it by. The last registration wins, so that a user can replace a bread of ours.
        tags: What kind of bread it is.

    Returns:
        A decorator that gives the function back, with its tags.
    """

    def register(maker: Callable[[], Formula]) -> BreadMaker:
        maker.tags = frozenset(tags or ())  # type: ignore[attr-defined]
        _breads[name] = maker  # type: ignore[assignment]
        return _breads[name]

    return register


def load_all(package: str = "levain.formulas") -> int:
    """Imports every module of a package, so that its breads are registered.

    The package may be a namespace package: any distribution can add modules to it.

    Args:
        package: The dotted name.

    Returns:
        The number of modules.
    """
    names = [module.name for module in iter_modules(import_module(package).__path__)]
    for name in names:
        import_module(f"{package}.{name}")
    return len(names)


def breads(*tags: str) -> Iterator[tuple[str, BreadMaker]]:
    """Goes through the registered breads, by name.

    Args:
        *tags: If given, only breads that have all of them.

    Yields:
        The name and the maker.

    Example:
        >>> load_all()
        3
        >>> [name for name, maker in breads("sourdough")]
        ['country', 'rye']
    """
    wanted = frozenset(tags)
    yield from sorted((name, maker) for name, maker in _breads.items() if wanted <= maker.tags)


def retry(
    *exceptions: type[Exception], times: int = 3, pause: float = 0.0
) -> Callable[[Callable[P, T_co]], Callable[P, T_co]]:
    """Calls a function again if it fails.

    Sensors fail when steam gets into them, and work a second later.

    Args:
        *exceptions: What to catch; everything of ours if none is given.
        times: How often to try.
        pause: Seconds between two tries.

    Raises:
        Exception: The last failure, if none of the tries succeeds.

    Example:
        >>> tries = iter([LevainError("steam"), 212.0])
        >>> @retry(times=2)
        ... def read() -> float:
        ...     match next(tries):
        ...         case Exception() as failure:
        ...             raise failure
        ...         case value:
        ...             return value
        >>> read()
        212.0
    """
    caught = exceptions or (LevainError,)

    def decorate(function: Callable[P, T_co]) -> Callable[P, T_co]:
        @functools.wraps(function)
        def trying(*args: P.args, **kwargs: P.kwargs) -> T_co:
            for _ in range(times - 1):
                try:
                    return function(*args, **kwargs)
                except caught:
                    time.sleep(pause)
            return function(*args, **kwargs)

        return trying

    return decorate


def logged[S, **Q, R](
    method: Callable[Concatenate[S, Q], Coroutine[Any, Any, R]], /
) -> Callable[Concatenate[S, Q], Coroutine[Any, Any, R]]:
    """Tells the journal when an asynchronous method was called and how long it took."""
    from .journal import current

    @functools.wraps(method)
    async def telling(self: S, *args: Q.args, **kwargs: Q.kwargs) -> R:
        start = time.perf_counter()
        try:
            return await method(self, *args, **kwargs)
        finally:
            current().write(f"{method.__name__} took {time.perf_counter() - start:.1f} s")

    return telling
